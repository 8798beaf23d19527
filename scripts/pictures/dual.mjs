/** What one price of bandwidth proves, and the best schedule above it: the checker's own numbers. */
import { verifyRoundCertificate } from '../../dist/problem/round/check/verify.js';
import { loadSolver } from '../../dist/solvers/index.js';
import { THREE } from './cases.mjs';

const PRICES = 120;
/** Parts shown, by who is in (1) and out (-1): near, middle, far. */
const NAMES = { '1,1,1': 'all three', '1,1,-1': 'near and middle alone' };

export async function dual() {
  const { objective, certificate, delayS } = (await loadSolver('exact')).solve(THREE);
  const leaf = (lambda, tree, order) => ({
    split: 'devices',
    shared: [{ bandwidth: lambda, share: 0, count: 0, tauS: delayS }],
    order,
    tree,
    own: [],
    parts: [],
  });
  // tau within a tenth of the optimum's: a tangent is near to its curve there.
  const boundsAt = (lambda) => {
    const late = leaf(0, [0], []);
    const everybodyDecided = leaf(lambda, [-1, -1, -1, 0, 0, -1, 0, 0, -1, -1, 0, 0, -1, 0, 0], [0, 1, 2]);
    const earlier = { split: 'tau', tauS: delayS * 0.9, parts: [late, everybodyDecided] };
    const root = { split: 'tau', tauS: delayS * 1.1, parts: [earlier, late] };
    const found = [];
    verifyRoundCertificate(THREE, { ...certificate, chains: [], version: 2, root }, (told) => {
      const name = NAMES[[...told.fixed].join()];
      if (name && told.limits.earliestS > 0) found.push({ name, perMHz: lambda * 1e6, bound: told.bound });
    });
    return found;
  };
  const values = Array.from({ length: PRICES + 1 }, (_, i) => (i / PRICES) * 6e-7).flatMap(boundsAt);
  return {
    width: 560,
    height: 260,
    layer: [
      {
        data: { values },
        mark: { type: 'line', strokeWidth: 2, clip: true },
        encoding: {
          x: { field: 'perMHz', type: 'quantitative', title: 'price of bandwidth lambda (1/MHz)' },
          y: {
            field: 'bound',
            type: 'quantitative',
            title: 'proven lower bound on the objective',
            scale: { domain: [0.5, 0.75], nice: false },
          },
          color: {
            field: 'name',
            type: 'nominal',
            scale: { range: ['#0072B2', '#D55E00'] },
            legend: { title: null, orient: 'top' },
          },
        },
      },
      {
        data: { values: [{ objective, label: `best schedule: ${objective.toFixed(4)}` }] },
        encoding: { y: { field: 'objective', type: 'quantitative' } },
        layer: [
          { mark: { type: 'rule', strokeDash: [6, 4], strokeWidth: 1.5 } },
          {
            mark: { type: 'text', align: 'right', baseline: 'bottom', dy: -3, fontSize: 11 },
            encoding: { x: { value: 556 }, text: { field: 'label' } },
          },
        ],
      },
    ],
  };
}
