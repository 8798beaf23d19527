/** A search tree as the certificate keeps it: each leaf with the bound that closed it. */
import { certificateParts } from '../../dist/problem/index.js';
import { loadSolver } from '../../dist/solvers/index.js';
import { THREE } from './cases.mjs';

const LEVEL = 1;

/** The tree over devices of the part that holds the optimum, from its leaves' names. */
export async function tree() {
  const { certificate, objective } = (await loadSolver('exact')).solve(THREE);
  const parts = certificateParts(THREE, certificate).filter(
    ({ inIds, outIds }) => inIds.length + outIds.length > 0,
  );
  const order = orderOf(parts);
  const nodes = [];
  const edges = [];
  let nextX = 0;
  const place = (members, depth, path) => {
    const split = order.find(
      (id) =>
        members.some(({ inIds }) => inIds.includes(id)) &&
        members.some(({ outIds }) => outIds.includes(id)) &&
        members.every(({ inIds, outIds }) => inIds.includes(id) || outIds.includes(id)),
    );
    if (members.length === 1 || split === undefined) {
      const [{ bound }] = members;
      const isBest = bound <= objective * (1 + 1e-9);
      const node = {
        x: nextX++,
        y: -depth,
        label: bound.toFixed(4),
        kind: isBest ? 'the optimum' : 'closed: all worse',
      };
      nodes.push(node);
      return node;
    }
    const children = [
      [members.filter(({ inIds }) => inIds.includes(split)), 'in'],
      [members.filter(({ outIds }) => outIds.includes(split)), 'out'],
    ].map(([group, words]) => [place(group, depth + LEVEL, [...path, split]), words]);
    const x = children.reduce((sum, [child]) => sum + child.x, 0) / children.length;
    const node = { x, y: -depth, label: `${split}?`, kind: 'branch' };
    nodes.push(node);
    for (const [child, words] of children)
      edges.push({
        x,
        y: node.y,
        x2: child.x,
        y2: child.y,
        words,
        mx: (x + child.x) / 2,
        my: (node.y + child.y) / 2,
      });
    return node;
  };
  place(parts, 0, []);
  const axis = (field) => ({ field, type: 'quantitative', axis: null, scale: { nice: false, padding: 34 } });
  const [x, y] = [axis('x'), axis('y')];
  return {
    width: 620,
    height: 300,
    layer: [
      {
        data: { values: edges },
        mark: { type: 'rule', color: '#888888' },
        encoding: { x, y, x2: { field: 'x2' }, y2: { field: 'y2' } },
      },
      {
        data: { values: edges },
        mark: { type: 'text', fontSize: 10, fill: '#444444', stroke: null },
        encoding: { x: { ...x, field: 'mx' }, y: { ...y, field: 'my' }, text: { field: 'words' } },
      },
      {
        data: { values: nodes },
        mark: { type: 'point', filled: true, size: 130, opacity: 1 },
        encoding: {
          x,
          y,
          color: {
            field: 'kind',
            type: 'nominal',
            scale: {
              domain: ['the optimum', 'closed: all worse', 'branch'],
              range: ['#009E73', '#D55E00', '#888888'],
            },
            legend: { title: null, orient: 'top' },
          },
        },
      },
      {
        data: { values: nodes },
        mark: { type: 'text', dy: 17, fontSize: 11, fontWeight: 'bold' },
        encoding: { x, y, text: { field: 'label' } },
      },
    ],
  };
}

/** Devices in the order in which the tree branches on them: whom every leaf decides comes first. */
function orderOf(parts) {
  const decided = (id) =>
    parts.filter(({ inIds, outIds }) => inIds.includes(id) || outIds.includes(id)).length;
  return THREE.devices.map(({ id }) => id).sort((a, b) => decided(b) - decided(a));
}
