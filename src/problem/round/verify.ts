/**
 * Recomputes what a certificate proves (docs/certificates.md): walks its tree, which covers the search space
 * by construction, and bounds every leaf from the problem's own data. The answer is the least leaf.
 */
import type { Evidence } from '../problem.js';
import { BRANCH, type CertificateNode, OPEN, OWN, type RoundCertificate } from './certificate.js';
import type { RoundColumns } from './columns.js';
import { fingerprint } from './fingerprint.js';
import { LineStore, type Part, PartBound } from './part-bound.js';

/** What is wrong with a certificate's shape. */
class Malformed extends Error {}

export function verifyRoundCertificate(columns: RoundColumns, certificate: RoundCertificate): Evidence {
  if (certificate.problem !== fingerprint(columns)) {
    return { bound: Number.NEGATIVE_INFINITY, reasons: ['certificate: speaks of another problem'] };
  }
  if (certificate.chains !== undefined)
    return { bound: Number.NEGATIVE_INFINITY, reasons: ['certificate: chains are not checked yet'] };
  const part: Part = {
    earliestS: 0,
    latestS: columns.deadlineS,
    leastCount: columns.minScheduled,
    mostCount: columns.maxScheduled,
    fixed: new Int8Array(columns.deviceCount),
    inCount: 0,
    freeCount: columns.deviceCount,
  };
  try {
    return {
      bound: boundOf({ columns, lines: new LineStore(columns) }, certificate.root, part),
      reasons: [],
    };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { bound: Number.NEGATIVE_INFINITY, reasons: [`certificate: ${error.message}`] };
  }
}

/** What every part of the walk reads. */
interface Context {
  readonly columns: RoundColumns;
  readonly lines: LineStore;
}

/** The least bound over the leaves below a node. */
function boundOf(context: Context, node: CertificateNode, part: Part): number {
  switch (node.split) {
    case 'tau': {
      const { tauS } = node;
      if (!(tauS >= part.earliestS && tauS <= part.latestS))
        throw new Malformed(`tau split at ${tauS} is outside`);
      const below = boundOf(context, node.parts[0], { ...part, latestS: tauS });
      return Math.min(below, boundOf(context, node.parts[1], { ...part, earliestS: tauS }));
    }
    case 'count': {
      const n = node.scheduled;
      if (!Number.isInteger(n)) throw new Malformed(`count split at ${n}`);
      const below = boundOf(context, node.parts[0], { ...part, mostCount: Math.min(part.mostCount, n) });
      const above = { ...part, leastCount: Math.max(part.leastCount, n + 1) };
      return Math.min(below, boundOf(context, node.parts[1], above));
    }
    case 'participation':
      throw new Malformed('splits of participation are not checked yet');
    case 'devices':
      return new DeviceWalk(context, node, part).run();
  }
}

type DeviceNode = Extract<CertificateNode, { split: 'devices' }>;

/** Walks one preorder tree over devices, keeping each shared bound up to date as devices are fixed. */
class DeviceWalk {
  private readonly bounds: PartBound[];
  private readonly part: Part;
  private position = 0;
  private ownUsed = 0;
  private partsUsed = 0;
  private least = Number.POSITIVE_INFINITY;

  constructor(
    private readonly context: Context,
    private readonly node: DeviceNode,
    part: Part,
  ) {
    this.part = { ...part, fixed: part.fixed.slice() };
    this.bounds = node.shared.map(
      (multipliers) => new PartBound(context.columns, this.part, multipliers, context.lines),
    );
  }

  run(): number {
    const { tree, order } = this.node;
    // state[d]: 1 while the part with order[d] in is walked, 2 while the one with it out is
    const state = new Int8Array(order.length);
    let depth = 0;
    for (;;) {
      if (this.position >= tree.length) throw new Malformed('tree ends before it covers everything');
      const token = tree[this.position++]!;
      if (token === BRANCH) {
        if (depth >= order.length) throw new Malformed('tree branches on more devices than its order names');
        this.fix(depth, 1);
        state[depth++] = 1;
        continue;
      }
      this.least = Math.min(this.least, this.leaf(token));
      while (depth > 0 && state[depth - 1] === 2) this.release(--depth);
      if (depth === 0) break;
      this.release(depth - 1);
      this.fix(depth - 1, -1);
      state[depth - 1] = 2;
    }
    if (this.position < tree.length) throw new Malformed('tree goes on after everything is covered');
    return this.least;
  }

  private leaf(token: number): number {
    const { own, parts } = this.node;
    if (token === OWN) {
      const multipliers = own[this.ownUsed++];
      if (multipliers === undefined) throw new Malformed('a leaf lacks its multipliers');
      const { columns, lines } = this.context;
      return new PartBound(columns, this.part, multipliers, lines).value();
    }
    if (token === OPEN) {
      const child = parts[this.partsUsed++];
      if (child === undefined) throw new Malformed('an open leaf lacks its continuation');
      return boundOf(this.context, child, this.part);
    }
    const bound = this.bounds[token];
    if (bound === undefined) throw new Malformed(`tree entry ${token} has no meaning`);
    return bound.value();
  }

  private fix(depth: number, side: 1 | -1): void {
    const k = this.node.order[depth]!;
    const { part } = this;
    if (part.fixed[k] !== 0) throw new Malformed(`device ${k} cannot be branched on here`);
    part.fixed[k] = side;
    part.freeCount--;
    if (side === 1) part.inCount++;
    for (const bound of this.bounds) bound.fix(k, side);
  }

  private release(depth: number): void {
    const k = this.node.order[depth]!;
    const { part } = this;
    if (part.fixed[k] === 1) part.inCount--;
    part.freeCount++;
    part.fixed[k] = 0;
    for (const bound of this.bounds) bound.release();
  }
}
