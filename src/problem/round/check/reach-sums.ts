/** Who may take part at each leaf of a tree, found as its sums are (`SharedSums`): from the front and from the back. */
import type { Facts } from './facts.js';
import type { Reach } from './leaf.js';
import { massOf } from './mass.js';
import type { Fixing, Side } from './part.js';
import { addWide, newWideSum, type WideSum } from './wide-sum.js';

/** Shares of those who are in and of those who are not out, and the largest fixed delay among the former. */
interface Standing {
  readonly inSum: WideSum;
  readonly reachSum: WideSum;
  readonly slowestFixedS: number;
}

export class ReachSums {
  /** One a depth; right up to `validDepth`. */
  private readonly before: Standing[];
  private readonly freeFrom: readonly WideSum[];
  private validDepth = 0;

  constructor(
    private readonly facts: Facts,
    private readonly fixing: Fixing,
    private readonly order: readonly number[],
  ) {
    // Where chains fix devices out of order, everybody is added up anew at each leaf.
    if (fixing.hasChains) {
      this.before = [];
      this.freeFrom = [];
      return;
    }
    const isOrdered = new Uint8Array(fixing.fixed.length);
    for (const k of order) isOrdered[k] = 1;
    this.before = [this.standing((k) => isOrdered[k] === 0)];
    const freeFrom = [newWideSum()];
    for (let d = order.length - 1; d >= 0; d--) {
      const sum = { ...freeFrom.at(-1)! };
      addWide(sum, facts.share[order[d]!]!);
      freeFrom.push(sum);
    }
    this.freeFrom = freeFrom.reverse();
  }

  cut(depth: number): void {
    if (depth < this.validDepth) this.validDepth = depth;
  }

  reachAt(sides: readonly Side[]): Reach {
    const { fixing, facts } = this;
    if (fixing.hasChains)
      return this.reachOf(
        this.standing(() => true),
        newWideSum(),
      );
    for (let d = this.validDepth; d < sides.length; d++) {
      const at = this.before[d]!;
      const k = this.order[d]!;
      if (sides[d] === -1) this.before[d + 1] = at;
      else {
        const [inSum, reachSum] = [{ ...at.inSum }, { ...at.reachSum }];
        addWide(inSum, facts.share[k]!);
        addWide(reachSum, facts.share[k]!);
        const slowestFixedS = Math.max(at.slowestFixedS, facts.fixedDelayS[k]!);
        this.before[d + 1] = { inSum, reachSum, slowestFixedS };
      }
    }
    this.validDepth = sides.length;
    return this.reachOf(this.before[sides.length]!, this.freeFrom[sides.length]!);
  }

  private standing(counts: (k: number) => boolean): Standing {
    const { facts, fixing } = this;
    const inSum = newWideSum();
    const reachSum = newWideSum();
    let slowestFixedS = 0;
    for (let k = 0; k < facts.deviceCount; k++) {
      if (fixing.fixed[k] === -1 || !counts(k)) continue;
      addWide(reachSum, facts.share[k]!);
      if (fixing.fixed[k] === 0) continue;
      addWide(inSum, facts.share[k]!);
      slowestFixedS = Math.max(slowestFixedS, facts.fixedDelayS[k]!);
    }
    return { inSum, reachSum, slowestFixedS };
  }

  private reachOf({ inSum, reachSum, slowestFixedS }: Standing, free: WideSum): Reach {
    const { fixing, facts } = this;
    const { fixed, inCount, outCount } = fixing;
    const all = { ...reachSum };
    addWide(all, free.high);
    all.low += free.low;
    return {
      inCount,
      freeCount: fixed.length - inCount - outCount,
      inMass: massOf(inSum.high, inSum.low, facts.wideSlack),
      reachMass: massOf(all.high, all.low, facts.wideSlack),
      slowestFixedS,
      inDevices: () => Array.from(fixed.keys()).filter((k) => fixed[k] === 1),
    };
  }
}
