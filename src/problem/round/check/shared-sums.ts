/**
 * The sums of one set of multipliers at every leaf of a tree that points at it. Along a path devices are decided in the order
 * of the tree, so a leaf at depth d is the sum of those before d as they are fixed and of those from d on as free: sums from the
 * front and from the back, only ever added to. Where chains fix devices out of order, everybody is added up at each leaf, from
 * costs that are found once.
 */
import type { Fixing, Side } from './part.js';
import { TallyStore } from './tally.js';
import type { Valuer } from './valuer.js';

export class SharedSums {
  readonly tallies: TallyStore;
  /** The tally of the leaf. */
  readonly at: number;
  /** Prefixes are right up to this depth. */
  private validDepth = 0;
  private readonly suffixFrom: number;
  private readonly costs: CostCache | undefined;

  constructor(
    readonly valuer: Valuer,
    private readonly order: readonly number[],
    private readonly fixing: Fixing,
    /** Of each device one with the same numbers; wanted where chains fix devices. */
    twins?: Int32Array,
  ) {
    const depth = fixing.hasChains ? 0 : order.length;
    this.suffixFrom = depth + 1;
    this.at = 2 * (depth + 1);
    this.tallies = new TallyStore(this.at + 1, valuer.ends, valuer.slopesFrom);
    if (fixing.hasChains) {
      this.costs = new CostCache(valuer, twins ?? Int32Array.from(fixing.fixed.keys()));
      return;
    }
    for (let d = depth - 1; d >= 0; d--) {
      this.tallies.copy(this.suffixFrom + d + 1, this.suffixFrom + d);
      // Where the order names somebody decided already, the walk finds the tree malformed.
      valuer.addFree(this.tallies, this.suffixFrom + d, order[d]!);
    }
    const isOrdered = new Uint8Array(fixing.fixed.length);
    for (const k of order) isOrdered[k] = 1;
    for (let k = 0; k < isOrdered.length; k++) {
      const side = fixing.fixed[k];
      if (isOrdered[k] === 1 || side === -1) continue;
      if (side === 1) valuer.addIn(this.tallies, 0, k);
      else valuer.addFree(this.tallies, 0, k);
    }
  }

  /** Call when the path has been cut back to a depth. */
  cut(depth: number): void {
    if (depth < this.validDepth) this.validDepth = depth;
  }

  /** Brings the tally of the leaf up to date. @param sides of the devices decided, in the order of the tree */
  bring(sides: readonly Side[]): void {
    const { tallies, at, costs } = this;
    if (costs !== undefined) {
      tallies.clear(at);
      costs.addAll(this.fixing, tallies, at);
      return;
    }
    for (let d = this.validDepth; d < sides.length; d++) {
      tallies.copy(d, d + 1);
      if (sides[d] === 1) this.valuer.addIn(tallies, d + 1, this.order[d]!);
    }
    this.validDepth = sides.length;
    tallies.copy(sides.length, at);
    tallies.merge(tallies, this.suffixFrom + sides.length, at);
  }
}

const UNKNOWN = 0;
const KNOWN = 1;
const EXCLUDED = 2;

/** The costs of every device, each found when it is first needed, and once for all that are the same. */
class CostCache {
  private readonly state: Uint8Array;
  private readonly idle: Uint8Array;
  private readonly values: Float64Array;

  constructor(
    private readonly valuer: Valuer,
    private readonly twins: Int32Array,
  ) {
    this.state = new Uint8Array(twins.length);
    this.idle = new Uint8Array(twins.length);
    this.values = new Float64Array(twins.length * valuer.ends);
  }

  addAll({ fixed }: Fixing, tallies: TallyStore, at: number): void {
    const { valuer, twins } = this;
    const { share } = valuer.facts;
    let twin = -1;
    let values: Float64Array | undefined;
    for (let k = 0; k < fixed.length; k++) {
      if (fixed[k] === -1 || (fixed[k] === 0 && this.isIdle(twins[k]!))) continue;
      if (twins[k] !== twin) {
        twin = twins[k]!;
        values = this.valuesOf(twin);
      }
      if (fixed[k] === 1) {
        if (values === undefined) tallies.exclude(at);
        else tallies.addIn(at, values, share[k]!);
      } else if (values !== undefined) {
        tallies.addFree(at, values, share[k]!, valuer.sigma, valuer.multipliers.count);
      }
    }
  }

  private isIdle(k: number): boolean {
    if (this.idle[k] === UNKNOWN) this.idle[k] = this.valuer.isIdle(k) ? EXCLUDED : KNOWN;
    return this.idle[k] === EXCLUDED;
  }

  private valuesOf(k: number): Float64Array | undefined {
    const { ends } = this.valuer;
    const own = this.values.subarray(k * ends, (k + 1) * ends);
    if (this.state[k] === UNKNOWN) {
      this.state[k] = this.valuer.write(k) ? KNOWN : EXCLUDED;
      own.set(this.valuer.values);
    }
    return this.state[k] === EXCLUDED ? undefined : own;
  }
}
