/**
 * The Lagrangian bound of one part of the search space at one set of multipliers (docs/certificates.md), as the search
 * sees it: kept up to date while devices are fixed and released. The checker has its own, in interval arithmetic.
 */
import type { Multipliers } from '../../problem/round/certificate.js';
import { countConjugate, penaltyValue, shareConjugate } from '../../problem/round/penalty/penalty.js';
import { EMPTY_SLACK, type Lines, leastBandwidthByHz, newLine } from './device-lagrangian.js';
import { LineStore } from './line-store.js';
import type { Part } from './part.js';
import type { RoundColumns } from './problem-columns.js';

/** What a device is to a bound: `state` says which. */
const COUNTED = 0;
/** Its min(0, w) is 0 everywhere; its w is found when it is fixed in. */
const IDLE = 1;
/** It cannot take part. */
const EXCLUDED = 2;
/** Its w is no number that doubles carry. */
const BROKEN = 3;

/** Of the sizes of its terms: what a device's w may be off by. Tables are right to 4e-15. */
const TERM_ROUNDING = 1.5e-14;
const ULP = 2 ** -53;

/** A bound that follows its part as devices are fixed and released. */
export interface Bound {
  /** Call after `fixed[k]` has changed from 0 to the side. */
  fix(k: number, side: 1 | -1): void;
  release(): void;
  /** Infinity where the part is proven empty, -Infinity where nothing is proven. */
  value(): number;
}

/** The sums of a bound and what they may be off by. */
export interface Sums {
  early: number;
  late: number;
  /** Sum of the sizes of all terms that went in. */
  size: number;
  /** tau is at least the fixed delay of everybody who is in. */
  slowestFixedS: number;
  /** Devices fixed in that cannot take part: the part is empty. */
  excluded: number;
  /** Devices in or free whose w is no number: nothing is known. */
  broken: number;
}

/**
 * Keeps  tauPrice tau - lambda B + sum over fixed-in of w_k + sum over free of min(0, w_k)  at both ends of
 * the interval of tau, with w_k = h_k + nu - sigma share_k. As a sum of minima of lines it is concave in tau,
 * so its ends bound it. Fixing a device in replaces min(0, w) by w at both ends, never by its magnitude: where w changes
 * sign within the interval anything else lies above the line between.
 */
export class PartBound implements Bound {
  /** w_k at the interval's ends; with no latest end, `late` holds the slope of w_k. */
  private readonly early: Float64Array;
  private readonly late: Float64Array;
  /** What w_k may be off by. */
  private readonly doubt: Float64Array;
  private readonly state: Uint8Array;
  private readonly endless: boolean;
  private sums: Sums = { early: 0, late: 0, size: 0, slowestFixedS: 0, excluded: 0, broken: 0 };
  /** Sums before each fixing: restored, not subtracted, so that no rounding builds up. */
  private readonly trail: Sums[] = [];
  private readonly shareTerm: number;
  private readonly supporting: Lines;
  private readonly lnPrice: number;
  private readonly line = newLine();
  private readonly ray: boolean;
  /** Of the sum of all sizes: the rounding of every addition that `value` rests on. */
  private readonly rounding: number;

  constructor(
    private readonly columns: RoundColumns,
    private readonly part: Part,
    private readonly multipliers: Multipliers,
    lines: LineStore = new LineStore(columns),
    /** u = 1/x at which the numerators of a linear fraction are charged, and the other end of its range; 0: none are. */
    private readonly inverseShare = 0,
    private readonly otherInverse = 0,
  ) {
    const { deviceCount, bandwidthHz, tauPrice } = columns;
    const { sums } = this;
    this.ray = multipliers.ray === true;
    this.early = lines.numbers(deviceCount);
    this.late = tauPrice > 0 ? lines.numbers(deviceCount) : this.early;
    this.doubt = lines.numbers(deviceCount);
    this.state = new Uint8Array(deviceCount);
    this.endless = tauPrice > 0 && part.latestS === Number.POSITIVE_INFINITY && !this.ray;
    this.rounding = (deviceCount + 32) * ULP;
    this.shareTerm = this.ray || inverseShare > 0 ? 0 : this.shareTermOver();
    sums.early = -multipliers.bandwidth * bandwidthHz;
    sums.late = this.endless ? 0 : sums.early;
    sums.size = Math.abs(sums.early);
    if (tauPrice > 0 && !this.ray) {
      sums.early += tauPrice * part.earliestS;
      sums.late += this.endless ? tauPrice : tauPrice * part.latestS;
      sums.size += this.endless ? tauPrice * part.earliestS : tauPrice * part.latestS;
    }
    this.supporting = lines.at(part, multipliers.tauS);
    this.lnPrice = Math.log(multipliers.bandwidth);
    for (let k = 0; k < deviceCount; k++) {
      const side = part.fixed[k]!;
      if (side === -1) this.state[k] = IDLE;
      else if (side === 0 && this.isIdle(k)) this.state[k] = IDLE;
      else this.enter(k, side === 1);
    }
  }

  /**
   * True if a free device's min(0, w_k) is 0 at every bandwidth and tau, for no rate exceeds gamma/ln2. In a large
   * cell that is most of them, at no logarithm each.
   */
  private isIdle(k: number): boolean {
    const { columns, multipliers } = this;
    if (this.ray || this.endless) return false;
    const least = columns.fixedCost[k]! + (columns.sendCost[k]! * Math.LN2) / columns.snrHz[k]!;
    const shareCost = multipliers.share * columns.share[k]!;
    // Idle at both ends of u or at none, as the checker has it: its lines may be lower than this.
    const charged = Math.min(this.chargedTo(k, this.inverseShare), this.chargedTo(k, this.otherInverse));
    const size = Math.abs(columns.fixedCost[k]!) + Math.abs(least) + Math.abs(shareCost) + Math.abs(charged);
    return least + multipliers.count + charged - shareCost >= 1e-14 * (size + Math.abs(multipliers.count));
  }

  /** W n_k u */
  private chargedTo(k: number, inverseShare: number): number {
    const { penaltyWeight, numerator } = this.columns;
    return inverseShare > 0 ? penaltyWeight * numerator[k]! * inverseShare : 0;
  }

  /** Call after `fixed[k]` has changed from 0 to the side. */
  fix(k: number, side: 1 | -1): void {
    this.trail.push(this.sums);
    this.sums = { ...this.sums };
    const { sums } = this;
    const state = this.state[k]!;
    if (side === 1) {
      sums.slowestFixedS = Math.max(sums.slowestFixedS, this.columns.fixedDelayS[k]!);
      if (state === IDLE) {
        // Its min(0, w) of 0 was left out, so the whole of w goes in. It stays idle for when it is released.
        const found = this.setEnds(k);
        if (found === COUNTED) this.add(k, this.early[k]!, this.late[k]!);
        else this.addOdd(found, true);
      } else if (state === COUNTED) {
        this.add(k, Math.max(0, this.early[k]!), this.endless ? 0 : Math.max(0, this.late[k]!));
      } else if (state === EXCLUDED) sums.excluded++;
      return;
    }
    if (state === BROKEN) sums.broken--;
    if (state !== COUNTED) return;
    this.add(k, Math.max(0, -this.early[k]!), this.endless ? -this.late[k]! : Math.max(0, -this.late[k]!));
  }

  release(): void {
    this.sums = this.trail.pop()!;
  }

  /** The bound; Infinity where the part is proven empty, -Infinity where nothing is proven. */
  value(): number {
    const { part, columns } = this;
    const mayBeEmpty = part.leastCount === 0 && part.inCount === 0 && !this.ray;
    const empty = mayBeEmpty
      ? columns.penaltyWeight * penaltyValue(columns.penalty, 0, 0)
      : Number.POSITIVE_INFINITY;
    const least = Math.max(part.leastCount, part.inCount, this.ray ? 0 : 1);
    const most = Math.min(part.mostCount, part.inCount + part.freeCount);
    if (least > most || this.sums.excluded > 0) return empty;
    if (this.sums.broken > 0) return Number.NEGATIVE_INFINITY;
    const value = this.ray ? this.rayValue(least, most) : this.nonEmptyValue(least, most);
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : Math.min(empty, value);
  }

  /** What rounding may have added to `value` and was taken off it. */
  get slack(): number {
    return this.rounding * this.sums.size;
  }

  /** Sums at the ends of the interval of tau: read at once. */
  get ends(): Readonly<Sums> {
    return this.sums;
  }

  get isExcluded(): boolean {
    return this.sums.excluded > 0;
  }

  get isBroken(): boolean {
    return this.sums.broken > 0;
  }

  get isEndless(): boolean {
    return this.endless;
  }

  /** What rounding may have added, to the sums and to terms of this size. */
  slackOf(size: number): number {
    return this.rounding * (this.sums.size + size);
  }

  private enter(k: number, isIn: boolean): void {
    if (isIn) this.sums.slowestFixedS = Math.max(this.sums.slowestFixedS, this.columns.fixedDelayS[k]!);
    const found = this.setEnds(k);
    this.state[k] = found;
    if (found !== COUNTED) {
      this.addOdd(found, isIn);
      return;
    }
    const early = this.early[k]!;
    const late = this.late[k]!;
    if (isIn) this.add(k, early, late);
    else this.add(k, Math.min(0, early), this.endless ? late : Math.min(0, late));
  }

  /** A device of which no sum can be taken. */
  private addOdd(found: number, isIn: boolean): void {
    if (found === BROKEN) this.sums.broken++;
    else if (isIn) this.sums.excluded++;
  }

  /** Adds to both sums; what is 0 at both ends is so however w was rounded, as long as it is not near 0. */
  private add(k: number, early: number, late: number): void {
    const { sums } = this;
    sums.early += early;
    sums.late += late;
    const doubt = this.doubt[k]!;
    if (early !== 0 || late !== 0 || Math.min(this.early[k]!, this.late[k]!) < TERM_ROUNDING * doubt)
      sums.size += doubt * (TERM_ROUNDING / this.rounding) + Math.abs(early) + Math.abs(late);
  }

  /** w_k at both ends of the interval; with no latest end, its slope. What the device is to this bound. */
  private setEnds(k: number): number {
    const { columns, part, multipliers, line } = this;
    if (this.ray) {
      const leastHz = leastBandwidthByHz(columns, k, part.latestS);
      if (leastHz === Number.POSITIVE_INFINITY) return EXCLUDED;
      return this.setBoth(k, multipliers.bandwidth * leastHz + multipliers.count, 0, 0, 0);
    }
    this.supporting.write(k, multipliers.bandwidth, this.lnPrice, line);
    if (line.excluded) return EXCLUDED;
    const shareCost = multipliers.share * columns.share[k]!;
    const fraction = this.chargedTo(k, this.inverseShare);
    const charged = line.value + multipliers.count - shareCost + fraction;
    // Without a price tau is no variable: the deadline alone counts.
    const slope = columns.tauPrice > 0 ? line.slope : 0;
    const size = line.size + Math.abs(multipliers.count) + Math.abs(shareCost) + Math.abs(fraction);
    return this.setBoth(k, charged, slope, line.atS, size);
  }

  private setBoth(k: number, value: number, slope: number, atS: number, size: number): number {
    const { part } = this;
    const early = value + (slope === 0 ? 0 : slope * (part.earliestS - atS));
    this.early[k] = early;
    let late = early;
    if (this.columns.tauPrice > 0) {
      late = this.endless ? slope : value + (slope === 0 ? 0 : slope * (part.latestS - atS));
      this.late[k] = late;
    }
    this.doubt[k] =
      size + Math.abs(value) + Math.abs(early - value) + (this.endless ? 0 : Math.abs(late - value));
    return Number.isFinite(early) && Number.isFinite(late) && Number.isFinite(this.doubt[k]!)
      ? COUNTED
      : BROKEN;
  }

  private nonEmptyValue(least: number, most: number): number {
    const { columns, part, multipliers } = this;
    const lagrangian = columns.tauPrice > 0 ? leastOverTau(part, this.sums, this.endless) : this.sums.early;
    if (part.freeCount > 0) {
      const counted = countConjugate(columns.penalty, columns.penaltyWeight, multipliers.count, least, most);
      const size = Math.abs(this.shareTerm) + Math.abs(counted) + Math.abs(multipliers.count) * most;
      return this.lowered(lagrangian + this.shareTerm + counted, size + columns.penaltyWeight);
    }
    return this.exactValue(lagrangian);
  }

  /** Less what rounding may have added; an overflow proves nothing. */
  private lowered(value: number, size: number): number {
    const lowered = value - this.rounding * (this.sums.size + size);
    return Number.isFinite(lowered) ? lowered : Number.NEGATIVE_INFINITY;
  }

  /** With every device decided the penalty is known, and the prices on taking part cancel. */
  private exactValue(lagrangian: number): number {
    const { columns, part, multipliers } = this;
    let share = 0;
    for (let k = 0; k < columns.deviceCount; k++) if (part.fixed[k] === 1) share += columns.share[k]!;
    const penalty = columns.penaltyWeight * penaltyValue(columns.penalty, share, part.inCount);
    const shareCost = multipliers.share * share;
    const countCost = multipliers.count * part.inCount;
    const size = columns.penaltyWeight + Math.abs(penalty) + Math.abs(shareCost) + Math.abs(countCost);
    return this.lowered(lagrangian + (penalty + shareCost - countCost), size);
  }

  private rayValue(least: number, most: number): number {
    const { count, bandwidth } = this.multipliers;
    const { early, late } = this.sums;
    const heads = Math.min(-count * least, -count * most);
    const value = this.lowered(Math.min(early, late) + heads, Math.abs(count) * most);
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

/** The least over the interval, from the slowest fixed delay on: a concave function lies above its chord. */
export function leastOverTau(
  { earliestS, latestS }: Pick<Part, 'earliestS' | 'latestS'>,
  { early, late, slowestFixedS }: Pick<Sums, 'early' | 'late' | 'slowestFixedS'>,
  isEndless: boolean,
): number {
  const width = latestS - earliestS;
  const skipped = Math.min(Math.max(0, slowestFixedS - earliestS), width);
  if (isEndless) return late >= 0 ? early + late * skipped : Number.NEGATIVE_INFINITY;
  const chord = skipped > 0 ? early + (late - early) * (skipped / width) : early;
  return Math.min(chord, late);
}
