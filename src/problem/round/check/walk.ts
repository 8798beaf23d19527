/**
 * Recomputes what a certificate proves: walks its tree, which covers the search space by construction, and bounds every leaf
 * from the problem's own data. The answer is the least leaf.
 */
import { BRANCH, type CertificateNode, type Multipliers, OPEN, OWN } from '../certificate.js';
import type { Facts } from './facts.js';
import { leafBound, type Reach } from './leaf.js';
import { type Fixing, type Limits, Malformed, type Side } from './part.js';
import type { Interval } from './penalty-terms.js';
import { ReachSums } from './reach-sums.js';
import type { DevicesNode, Scan } from './scan.js';
import { SharedSums } from './shared-sums.js';
import { TallyStore } from './tally.js';
import { inverseOf, type LineStore, Valuer } from './valuer.js';

/** What every part of the walk reads. */
export interface Context {
  readonly facts: Facts;
  readonly scan: Scan;
  readonly fixing: Fixing;
  readonly lines: LineStore;
  readonly isFraction: boolean;
  /** Of each device one with the same numbers, where there are chains. */
  readonly twins?: Int32Array;
  /** Told of every leaf that is bounded; `fixed` is to be read at once. */
  readonly observe?: (leaf: ObservedLeaf) => void;
}

export interface ObservedLeaf {
  readonly limits: Limits;
  /** 1 in, -1 out, 0 free. */
  readonly fixed: Int8Array;
  readonly multipliers: Multipliers;
  readonly bound: number;
}

/** The least bound over the leaves below a node. */
export function boundBelow(context: Context, node: CertificateNode, limits: Limits): number {
  const both = (first: Partial<Limits>, second: Partial<Limits>) => {
    const [a, b] = (node as Exclude<CertificateNode, DevicesNode>).parts;
    const bound = boundBelow(context, a, { ...limits, ...first });
    return Math.min(bound, boundBelow(context, b, { ...limits, ...second }));
  };
  switch (node.split) {
    case 'tau': {
      const { tauS } = node;
      if (!(tauS >= limits.earliestS && tauS <= limits.latestS))
        throw new Malformed(`tau split at ${tauS} is outside its part`);
      return both({ latestS: tauS }, { earliestS: tauS });
    }
    case 'count': {
      const n = node.scheduled;
      if (!Number.isInteger(n)) throw new Malformed(`count split at ${n}`);
      return both(
        { mostCount: Math.min(limits.mostCount, n) },
        { leastCount: Math.max(limits.leastCount, n + 1) },
      );
    }
    case 'participation': {
      const { share } = node;
      return both(
        { mostShare: Math.min(limits.mostShare, share) },
        { leastShare: Math.max(limits.leastShare, share) },
      );
    }
    case 'devices':
      return new DeviceWalk(context, node, limits).run();
  }
}

/** Walks one preorder tree over devices. */
class DeviceWalk {
  private readonly shared: (SharedSums | undefined)[];
  private readonly reach: ReachSums;
  private readonly sides: Side[] = [];
  private ownUsed = 0;
  private partsUsed = 0;
  private least = Number.POSITIVE_INFINITY;

  constructor(
    private readonly context: Context,
    private readonly node: DevicesNode,
    private readonly limits: Limits,
  ) {
    const { depth, used } = context.scan.shapes.get(node)!;
    const order = node.order.slice(0, depth);
    this.shared = new Array(node.shared.length).fill(undefined);
    this.reach = new ReachSums(context.facts, context.fixing, order);
    const u = context.isFraction ? this.inverseShare(this.reach.reachAt([])) : undefined;
    for (const place of used) {
      const valuer = this.valuer(node.shared[place]!, u);
      this.shared[place] = new SharedSums(valuer, order, context.fixing, context.twins);
    }
  }

  run(): number {
    const { order, tree } = this.node;
    const { fixing } = this.context;
    for (const token of tree) {
      if (token === BRANCH) {
        fixing.fix(order[this.sides.length]!, 1);
        this.sides.push(1);
        continue;
      }
      // Leaves of a part that holds nothing are worth nothing, whatever they say.
      this.least = Math.min(this.least, this.leaf(token, fixing.contradictions > 0));
      while (this.sides.at(-1) === -1) this.pop();
      if (this.sides.length === 0) break;
      this.pop();
      fixing.fix(order[this.sides.length]!, -1);
      this.sides.push(-1);
    }
    return this.least;
  }

  private pop(): void {
    this.sides.pop();
    this.context.fixing.release();
    this.reach.cut(this.sides.length);
    for (const sums of this.shared) sums?.cut(this.sides.length);
  }

  private leaf(token: number, isVoid: boolean): number {
    const { own, parts } = this.node;
    if (token === OPEN) {
      const part = parts[this.partsUsed++]!;
      return isVoid ? Number.POSITIVE_INFINITY : boundBelow(this.context, part, this.limits);
    }
    const multipliers = token === OWN ? own[this.ownUsed++]! : undefined;
    if (isVoid) return Number.POSITIVE_INFINITY;
    const reach = this.reach.reachAt(this.sides);
    if (multipliers !== undefined) {
      const u = this.context.isFraction ? this.inverseShare(reach) : undefined;
      const valuer = this.valuer(multipliers, u);
      const tallies = new TallyStore(1, valuer.ends, valuer.slopesFrom);
      sumAll(valuer, this.context.fixing, tallies);
      return this.told(multipliers, leafBound(valuer, this.limits, reach, tallies, 0));
    }
    const sums = this.shared[token]!;
    sums.bring(this.sides);
    return this.told(
      sums.valuer.multipliers,
      leafBound(sums.valuer, this.limits, reach, sums.tallies, sums.at),
    );
  }

  private told(multipliers: Multipliers, bound: number): number {
    const { context, limits } = this;
    context.observe?.({ limits, fixed: context.fixing.fixed, multipliers, bound });
    return bound;
  }

  private valuer(multipliers: Multipliers, u: Interval | undefined): Valuer {
    const { facts, lines } = this.context;
    return new Valuer(facts, multipliers, this.limits, lines, u);
  }

  /** Encloses 1/x over the part, for a fraction. */
  private inverseShare({ inMass, reachMass }: Reach): Interval {
    const { facts } = this.context;
    const xLeast = Math.max(facts.leastShare, inMass.x.low, this.limits.leastShare);
    return inverseOf(xLeast, Math.max(xLeast, Math.min(reachMass.x.high, this.limits.mostShare)));
  }
}

/** Adds every device that is not out. */
function sumAll(valuer: Valuer, { fixed }: Fixing, tallies: TallyStore): void {
  for (let k = 0; k < fixed.length; k++) {
    if (fixed[k] === 1) valuer.addIn(tallies, 0, k);
    else if (fixed[k] === 0) valuer.addFree(tallies, 0, k);
  }
}
