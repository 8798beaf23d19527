/** The Lagrangian bound of one part of the search space at one set of multipliers (docs/certificates.md). */
import type { Multipliers } from './certificate.js';
import type { RoundColumns } from './columns.js';
import { EMPTY_SLACK, type Lines, leastBandwidthByHz, newLine, SupportingLines } from './lagrangian.js';
import { countConjugate, penaltyValue, shareConjugate } from './penalty/penalty.js';

const KEPT_LINES = 4;

/** A part of the search space. `fixed` has 1 for in, -1 for out, 0 for free. */
export interface Part {
  readonly earliestS: number;
  readonly latestS: number;
  readonly leastCount: number;
  readonly mostCount: number;
  readonly fixed: Int8Array;
  inCount: number;
  freeCount: number;
}

/** Supporting lines by where they are linearised; keeps the last few, which neighbouring parts share. */
export class LineStore {
  private readonly kept: Lines[] = [];

  constructor(protected readonly columns: RoundColumns) {}

  /** @param tauS wished place of linearisation, moved into the part's interval */
  at(part: Pick<Part, 'earliestS' | 'latestS'>, tauS: number): Lines {
    const { latestS, earliestS } = part;
    const atS = this.columns.tauPrice > 0 ? Math.min(Math.max(earliestS, tauS), latestS) : latestS;
    for (const lines of this.kept) if (lines.tauS === atS && lines.latestS === latestS) return lines;
    const lines = this.linesAt(atS, latestS);
    if (this.kept.length >= KEPT_LINES) this.kept.shift();
    this.kept.push(lines);
    return lines;
  }

  /** Numbers to write to, not cleared, that live as long as the bound they are for. */
  numbers(count: number): Float64Array {
    return new Float64Array(count);
  }

  protected linesAt(tauS: number, latestS: number): Lines {
    return new SupportingLines(this.columns, tauS, latestS);
  }
}

/**
 * Keeps  tauPrice tau - lambda B + sum over fixed-in of w_k + sum over free of min(0, w_k)  at both ends of
 * the interval of tau, with w_k = h_k + nu - sigma share_k. As a sum of minima of lines it is concave in tau,
 * so its ends bound it. Each device enters once; fixing and releasing devices costs a few additions.
 */
export class PartBound {
  /** w_k at the interval's ends; with no latest end, `late` holds the slope of w_k. */
  private readonly early: Float64Array;
  private readonly late: Float64Array;
  private readonly endless: boolean;
  private earlySum: number;
  private lateSum: number;
  /** Sums before each fixing: restored, not subtracted, so that no rounding builds up. */
  private readonly trail: number[] = [];
  private readonly shareTerm: number;
  private readonly supporting: Lines;
  private readonly lnPrice: number;
  private readonly line = newLine();
  /** tau is at least the fixed delay of everybody who is in. */
  private slowestFixedS = 0;

  constructor(
    private readonly columns: RoundColumns,
    private readonly part: Part,
    private readonly multipliers: Multipliers,
    lines: LineStore = new LineStore(columns),
  ) {
    const { deviceCount, bandwidthHz, tauPrice } = columns;
    this.early = lines.numbers(deviceCount);
    this.late = tauPrice > 0 ? lines.numbers(deviceCount) : this.early;
    this.endless = tauPrice > 0 && part.latestS === Number.POSITIVE_INFINITY && multipliers.ray !== true;
    this.shareTerm = this.ray ? 0 : this.shareTermOver();
    this.earlySum = -multipliers.bandwidth * bandwidthHz;
    this.lateSum = this.endless ? 0 : this.earlySum;
    if (tauPrice > 0 && !this.ray) {
      this.earlySum += tauPrice * part.earliestS;
      this.lateSum += this.endless ? tauPrice : tauPrice * part.latestS;
    }
    this.supporting = lines.at(part, multipliers.tauS);
    this.lnPrice = Math.log(multipliers.bandwidth);
    for (let k = 0; k < deviceCount; k++) {
      if (part.fixed[k] === -1) continue;
      if (part.fixed[k] === 0 && this.isIdle(k)) this.early[k] = Number.NaN;
      else this.enter(k);
    }
  }

  /**
   * True if a free device's min(0, w_k) is 0 at every bandwidth and tau, for no rate exceeds gamma/ln2. In a large
   * cell that is most of them, at no logarithm each; its lines are found when it is fixed.
   */
  private isIdle(k: number): boolean {
    const { columns, multipliers } = this;
    if (this.ray || this.endless) return false;
    const least = columns.fixedCost[k]! + (columns.sendCost[k]! * Math.LN2) / columns.snrHz[k]!;
    return least + multipliers.count >= multipliers.share * columns.share[k]!;
  }

  /** Call after `fixed[k]` has changed from 0 to the side. */
  fix(k: number, side: 1 | -1): void {
    this.trail.push(this.earlySum, this.lateSum, this.slowestFixedS);
    if (Number.isNaN(this.early[k]!)) {
      if (side === -1) return; // left out at no cost
      this.setEnds(k);
    }
    if (side === 1) this.slowestFixedS = Math.max(this.slowestFixedS, this.columns.fixedDelayS[k]!);
    this.earlySum += cost(this.early[k]!, side);
    this.lateSum += this.endless ? (side === 1 ? 0 : -this.late[k]!) : cost(this.late[k]!, side);
  }

  release(): void {
    this.slowestFixedS = this.trail.pop()!;
    this.lateSum = this.trail.pop()!;
    this.earlySum = this.trail.pop()!;
  }

  /** The bound; Infinity where the part is proven empty. */
  value(): number {
    const { part, columns } = this;
    const mayBeEmpty = part.leastCount === 0 && part.inCount === 0 && !this.ray;
    const empty = mayBeEmpty
      ? columns.penaltyWeight * penaltyValue(columns.penalty, 0, 0)
      : Number.POSITIVE_INFINITY;
    const least = Math.max(part.leastCount, part.inCount, this.ray ? 0 : 1);
    const most = Math.min(part.mostCount, part.inCount + part.freeCount);
    if (least > most) return empty;
    return Math.min(empty, this.ray ? this.rayValue(least, most) : this.nonEmptyValue(least, most));
  }

  private get ray(): boolean {
    return this.multipliers.ray === true;
  }

  private enter(k: number): void {
    const isIn = this.part.fixed[k] === 1;
    if (isIn) this.slowestFixedS = Math.max(this.slowestFixedS, this.columns.fixedDelayS[k]!);
    this.setEnds(k);
    const early = this.early[k]!;
    const late = this.late[k]!;
    this.earlySum += isIn ? early : Math.min(0, early);
    this.lateSum += isIn || this.endless ? late : Math.min(0, late);
  }

  /** w_k at both ends of the interval; with no latest end, its slope. */
  private setEnds(k: number): void {
    const { columns, part, multipliers, line } = this;
    if (this.ray) {
      const w = multipliers.bandwidth * leastBandwidthByHz(columns, k, part.latestS) + multipliers.count;
      this.early[k] = w;
      this.late[k] = w;
      return;
    }
    this.supporting.write(k, multipliers.bandwidth, this.lnPrice, line);
    const charged = line.value + multipliers.count - multipliers.share * columns.share[k]!;
    // Without a price tau is no variable: the deadline alone counts.
    const slope = columns.tauPrice > 0 ? line.slope : 0;
    const { atS } = line;
    this.early[k] = charged + (slope === 0 ? 0 : slope * (part.earliestS - atS));
    if (columns.tauPrice === 0) return; // one array serves both ends
    this.late[k] = this.endless ? slope : charged + (slope === 0 ? 0 : slope * (part.latestS - atS));
  }

  private nonEmptyValue(least: number, most: number): number {
    const { columns, part, multipliers } = this;
    const lagrangian = columns.tauPrice > 0 ? this.leastOverTau() : this.earlySum;
    if (part.freeCount > 0) {
      const counted = countConjugate(columns.penalty, columns.penaltyWeight, multipliers.count, least, most);
      return lagrangian + this.shareTerm + counted;
    }
    return lagrangian + this.exactPenalty();
  }

  /** The least over the interval, from the slowest fixed delay on: a concave function lies above its chord. */
  private leastOverTau(): number {
    const { earlySum, lateSum, part } = this;
    const late = part.latestS - part.earliestS;
    const skipped = Math.min(Math.max(0, this.slowestFixedS - part.earliestS), late);
    if (earlySum === Number.POSITIVE_INFINITY) return earlySum;
    if (this.endless) return lateSum >= 0 ? earlySum + lateSum * skipped : Number.NEGATIVE_INFINITY;
    const chord = skipped > 0 ? earlySum + (lateSum - earlySum) * (skipped / late) : earlySum;
    return Math.min(chord, lateSum);
  }

  /** With every device decided the penalty is known, and the prices on taking part cancel. */
  private exactPenalty(): number {
    const { columns, part, multipliers } = this;
    let share = 0;
    for (let k = 0; k < columns.deviceCount; k++) if (part.fixed[k] === 1) share += columns.share[k]!;
    const penalty = columns.penaltyWeight * penaltyValue(columns.penalty, share, part.inCount);
    return penalty + multipliers.share * share - multipliers.count * part.inCount;
  }

  private rayValue(least: number, most: number): number {
    const { count, bandwidth } = this.multipliers;
    const value = Math.min(this.earlySum, this.lateSum) + Math.min(-count * least, -count * most);
    const empty = value > EMPTY_SLACK * bandwidth * this.columns.bandwidthHz && value > 0;
    return empty ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  private shareTermOver(): number {
    const { columns } = this;
    let most = 0;
    for (let k = 0; k < columns.deviceCount; k++) if (this.part.fixed[k] !== -1) most += columns.share[k]!;
    return shareConjugate(columns.penalty, columns.penaltyWeight, this.multipliers.share, most);
  }
}

function cost(w: number, side: 1 | -1): number {
  return side === 1 ? Math.max(0, w) : Math.max(0, -w);
}
