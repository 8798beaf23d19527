/**
 * The Lagrangian bound of a part where the penalty is a linear fraction (docs/certificates.md). At u = 1/x every device costs
 * h_k + W n_k u, so two bounds are kept, at either end of u; the sum of their minima is concave in u and lies above the chord.
 */
import type { Multipliers } from '../../problem/round/certificate.js';
import { penaltyValue } from '../../problem/round/penalty/penalty.js';
import type { LineStore } from './line-store.js';
import { constantOf, leastOverInverse, SHARE_ROUNDING, shareRange } from './linear-fraction.js';
import type { Part } from './part.js';
import { type Bound, leastOverTau, PartBound } from './part-bound.js';
import type { RoundColumns } from './problem-columns.js';

interface Shares {
  inside: number;
  reach: number;
}

export class FractionBound implements Bound {
  private readonly low: PartBound;
  private readonly high: PartBound;
  /** Ends of u = 1/x over the part as it was when the bound was made. */
  private readonly uLow: number;
  private readonly uHigh: number;
  private shares: Shares = { inside: 0, reach: 0 };
  private readonly trail: Shares[] = [];
  private readonly kappa: number;
  private readonly least = { value: 0, place: 0 };

  constructor(
    private readonly columns: RoundColumns,
    private readonly part: Part,
    private readonly multipliers: Multipliers,
    lines?: LineStore,
  ) {
    const { least, most } = shareRange(columns, part);
    this.uHigh = 1 / least;
    this.uLow = 1 / Math.max(least, most);
    this.low = new PartBound(columns, part, multipliers, lines, this.uLow, this.uHigh);
    this.high = new PartBound(columns, part, multipliers, lines, this.uHigh, this.uLow);
    this.kappa = columns.penaltyWeight * constantOf(columns);
    for (let k = 0; k < columns.deviceCount; k++) {
      if (part.fixed[k] === -1) continue;
      this.shares.reach += columns.share[k]!;
      if (part.fixed[k] === 1) this.shares.inside += columns.share[k]!;
    }
  }

  fix(k: number, side: 1 | -1): void {
    this.low.fix(k, side);
    this.high.fix(k, side);
    this.trail.push(this.shares);
    const { inside, reach } = this.shares;
    const share = this.columns.share[k]!;
    this.shares = side === 1 ? { inside: inside + share, reach } : { inside, reach: reach - share };
  }

  release(): void {
    this.low.release();
    this.high.release();
    this.shares = this.trail.pop()!;
  }

  value(): number {
    const { part, columns, low } = this;
    const { leastShare = 0, mostShare = Number.POSITIVE_INFINITY } = part;
    const isRay = this.multipliers.ray === true;
    const xMost = Math.min(this.shares.reach, mostShare);
    const isBeyond = Math.max(this.shares.inside, leastShare) > xMost * (1 + SHARE_ROUNDING);
    if (isRay) return isBeyond ? Number.POSITIVE_INFINITY : low.value();
    const mayBeEmpty = part.leastCount === 0 && part.inCount === 0 && !(leastShare > 0);
    const empty = mayBeEmpty
      ? columns.penaltyWeight * penaltyValue(columns.penalty, 0, 0)
      : Number.POSITIVE_INFINITY;
    const least = Math.max(part.leastCount, part.inCount, 1);
    const most = Math.min(part.mostCount, part.inCount + part.freeCount);
    if (least > most || isBeyond || low.isExcluded) return empty;
    if (low.isBroken || this.high.isBroken) return Number.NEGATIVE_INFINITY;
    const value = part.freeCount > 0 ? this.openValue(least, most) : this.decidedValue();
    return Number.isFinite(value) ? Math.min(empty, value) : Number.NEGATIVE_INFINITY;
  }

  private openValue(leastCount: number, mostCount: number): number {
    const { low, high, columns, kappa, multipliers, uLow, uHigh } = this;
    const early = this.overInverse(low.ends.early, high.ends.early);
    const sums =
      columns.tauPrice > 0 && !low.isEndless
        ? { ...low.ends, early, late: this.overInverse(low.ends.late, high.ends.late) }
        : { ...low.ends, early };
    const lagrangian = columns.tauPrice > 0 ? leastOverTau(this.part, sums, low.isEndless) : early;
    const counted = Math.min(-multipliers.count * leastCount, -multipliers.count * mostCount);
    const size =
      Math.abs(multipliers.count) * mostCount +
      Math.abs(kappa) * (1 + 2 * uHigh) +
      (3 * Math.abs(multipliers.share)) / uLow +
      Math.abs(early) +
      Math.abs(lagrangian);
    return lagrangian + counted - kappa - low.slackOf(size) - high.slackOf(0);
  }

  private overInverse(atLow: number, atHigh: number): number {
    leastOverInverse(this.kappa, this.multipliers.share, this.uLow, this.uHigh, atLow, atHigh, this.least);
    return this.least.value;
  }

  /** With every device decided the penalty is known, and what u charged is taken back. */
  private decidedValue(): number {
    const { columns, low, part, multipliers, kappa, uLow } = this;
    const { penaltyWeight, share, numerator, tauPrice } = columns;
    let x = 0;
    let heads = 0;
    let headsSize = 0;
    for (let k = 0; k < columns.deviceCount; k++) {
      if (part.fixed[k] !== 1) continue;
      x += share[k]!;
      heads += numerator[k]!;
      headsSize += Math.abs(numerator[k]!);
    }
    const lagrangian = tauPrice > 0 ? leastOverTau(part, low.ends, low.isEndless) : low.ends.early;
    const charged = penaltyWeight * heads * uLow;
    const penalty = (kappa + penaltyWeight * heads) / x - kappa;
    const prices = multipliers.share * x - multipliers.count * part.inCount;
    const size =
      (Math.abs(kappa) + penaltyWeight * headsSize) * (1 / x + uLow + 1) +
      Math.abs(multipliers.share) * x +
      Math.abs(multipliers.count) * part.inCount;
    return lagrangian - charged + penalty + prices - low.slackOf(size);
  }
}

/** The bound that suits the penalty. */
export function boundOfPart(
  columns: RoundColumns,
  part: Part,
  multipliers: Multipliers,
  lines?: LineStore,
): Bound {
  return columns.numerator.length > 0
    ? new FractionBound(columns, part, multipliers, lines)
    : new PartBound(columns, part, multipliers, lines);
}
