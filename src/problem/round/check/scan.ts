/**
 * A look over a certificate before anything is computed: its shape, and what checking it will take. Work and memory are
 * bounded by the sizes of problem and certificate (docs/certificate-format.md, section 7).
 */
import { BRANCH, type CertificateNode, OPEN, OWN } from '../certificate.js';
import { Malformed } from './part.js';

/** Costs of a device at a set of multipliers: a few logarithms each. Honest certificates stay below a tenth. */
const MAX_CHARGES = 2 ** 25;
/** Additions. */
const MAX_STEPS = 2 ** 29;
/** Numbers kept at a time for sets of multipliers that many leaves share. */
const MAX_KEPT = 2 ** 20;

export type DevicesNode = Extract<CertificateNode, { split: 'devices' }>;

export interface TreeShape {
  /** Devices of the order that are branched on. */
  readonly depth: number;
  /** Places in `shared` that leaves point at. */
  readonly used: readonly number[];
}

/** What the whole takes; and every tree's shape. */
export interface Scan {
  readonly shapes: ReadonlyMap<DevicesNode, TreeShape>;
}

interface Totals {
  charges: number;
  steps: number;
}

/** @throws Malformed for a tree that does not cover its part, or a certificate that is too large to check */
export function scan(
  root: CertificateNode,
  deviceCount: number,
  hasChains: boolean,
  countsHeads: boolean,
): Scan {
  const shapes = new Map<DevicesNode, TreeShape>();
  const totals: Totals = { charges: 0, steps: 0 };
  // Sums over all devices at every leaf where chains fix many at a time; over all counts where heads have a price.
  const perLeaf = (hasChains ? deviceCount : 0) + (countsHeads ? deviceCount : 0) + 32;
  const visit = (node: CertificateNode, kept: number): void => {
    if (node.split !== 'devices') {
      for (const part of node.parts) visit(part, kept);
      return;
    }
    const { shape, leaves, own } = shapeOf(node, deviceCount);
    shapes.set(node, shape);
    totals.charges += (shape.used.length + own) * deviceCount;
    totals.steps += leaves * perLeaf + node.tree.length * (1 + shape.used.length) + leaves * shape.depth;
    const keeps = kept + shape.used.length * (hasChains ? deviceCount : shape.depth + 1);
    if (totals.charges > MAX_CHARGES || totals.steps > MAX_STEPS || keeps > MAX_KEPT) {
      const asks = `${totals.charges} costs, ${totals.steps} additions, ${keeps} numbers kept`;
      throw new Malformed(
        `more work than is done for any (${asks}; limits ${MAX_CHARGES}, ${MAX_STEPS}, ${MAX_KEPT})`,
      );
    }
    for (const part of node.parts) visit(part, keeps);
  };
  visit(root, 0);
  return { shapes };
}

interface Scanned {
  readonly shape: TreeShape;
  readonly leaves: number;
  readonly own: number;
}

/** Walks the preorder list, counting open places: a tree is over when none is left. */
function shapeOf(node: DevicesNode, deviceCount: number): Scanned {
  const { tree, order, shared } = node;
  const used = new Set<number>();
  // outBelow[d]: the side with order[d] out is still to come
  const pending: number[] = [];
  let depth = 0;
  let deepest = 0;
  let own = 0;
  let open = 0;
  let leaves = 0;
  let isOver = false;
  for (const token of tree) {
    if (isOver) throw new Malformed('tree goes on after everything is covered');
    if (token === BRANCH) {
      if (depth >= order.length) throw new Malformed('tree branches on more devices than its order names');
      pending.push(depth++);
      deepest = Math.max(deepest, depth);
      continue;
    }
    leaves++;
    if (token === OWN) own++;
    else if (token === OPEN) open++;
    else if (Number.isInteger(token) && token >= 0 && token < shared.length) used.add(token);
    else throw new Malformed(`tree entry ${token} has no meaning`);
    const next = pending.pop();
    if (next === undefined) isOver = true;
    else depth = next + 1;
  }
  if (!isOver) throw new Malformed('tree ends before it covers everything');
  if (own > node.own.length) throw new Malformed('a leaf lacks its multipliers');
  if (open > node.parts.length) throw new Malformed('an open leaf lacks its continuation');
  for (const k of order.slice(0, deepest)) {
    if (!Number.isInteger(k) || k < 0 || k >= deviceCount) throw new Malformed(`device ${k} does not exist`);
  }
  return { shape: { depth: deepest, used: [...used] }, leaves, own };
}
