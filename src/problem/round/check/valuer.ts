/**
 * The charges of one set of multipliers on one part, at every end that its bound is taken at: the ends of the interval of tau,
 * and for a linear fraction the corners of tau and u = 1/x.
 */
import type { Multipliers } from '../certificate.js';
import { penaltyArgument } from '../penalty/penalty.js';
import { type Charge, Charges } from './charges.js';
import type { Facts } from './facts.js';
import { LeastLines } from './least-lines.js';
import type { Limits } from './part.js';
import type { Interval } from './penalty-terms.js';
import { addDown, divDown, divUp, mulDown, mulUp } from './rounding.js';
import type { TallyStore } from './tally.js';

const KEPT_LINES = 4;

/** Least bandwidths by where they are linearised; keeps the last few, which neighbouring leaves share. */
export class LineStore {
  private readonly kept: LeastLines[] = [];

  constructor(private readonly facts: Facts) {}

  at(limits: Limits, tauS: number, isRay: boolean): LeastLines {
    const isPriced = this.facts.tauPrice > 0 && !isRay;
    const latestS = limits.latestS;
    const earliestS = isPriced ? limits.earliestS : latestS;
    const atS = isPriced ? Math.min(Math.max(earliestS, tauS), latestS) : latestS;
    for (const lines of this.kept) {
      const { range } = lines;
      if (range.atS === atS && range.latestS === latestS && range.earliestS === earliestS) {
        if (lines.isPriced === isPriced) return lines;
      }
    }
    const lines = new LeastLines(this.facts, { earliestS, latestS, atS }, isPriced);
    if (this.kept.length >= KEPT_LINES) this.kept.shift();
    this.kept.push(lines);
    return lines;
  }
}

export class Valuer {
  readonly isRay: boolean;
  /** Price of a unit of share: 0 where nothing sees shares. */
  readonly sigma: number;
  readonly lines: LeastLines;
  readonly ends: number;
  /** From this end on, values are slopes in tau. */
  readonly slopesFrom: number;
  /** Lower ends of the last device's charge. */
  readonly values: Float64Array;
  private readonly charges: Charges;
  private readonly charge: Charge = { early: 0, late: 0 };

  /** @param u encloses 1/x over the part ('fraction' only) */
  constructor(
    readonly facts: Facts,
    readonly multipliers: Multipliers,
    limits: Limits,
    store: LineStore,
    readonly u: Interval | undefined,
  ) {
    this.isRay = multipliers.ray === true;
    const seesShares = penaltyArgument(facts.problem.penalty) === 'share';
    this.sigma = this.isRay || !seesShares ? 0 : multipliers.share;
    this.lines = store.at(limits, multipliers.tauS, this.isRay);
    const corners = u === undefined || this.isRay ? 1 : 2;
    this.ends = (this.lines.isPriced ? 2 : 1) * corners;
    this.slopesFrom = this.lines.isEndless ? corners : this.ends;
    this.values = new Float64Array(this.ends);
    this.charges = new Charges(facts, this.lines, multipliers.bandwidth);
  }

  /** Writes `values`; false where device k cannot take part in the part. */
  write(k: number): boolean {
    const { values } = this;
    if (this.isRay) {
      const state = this.lines.isOut(k);
      values[0] = mulDown(this.multipliers.bandwidth, this.lines.early[k]!);
      return !state;
    }
    if (!this.charges.write(k, this.charge)) return false;
    const { early, late } = this.charge;
    if (this.u === undefined) {
      values[0] = early;
      if (values.length > 1) values[1] = late;
      return true;
    }
    for (let corner = 0; corner < 2; corner++) {
      const part = this.fractionPart(k, corner === 0 ? this.u.low : this.u.high);
      values[corner] = addDown(early, part);
      if (values.length > 2) values[2 + corner] = this.slopesFrom === 2 ? late : addDown(late, part);
    }
    return true;
  }

  /** W n_k u, down. */
  private fractionPart(k: number, u: number): number {
    return mulDown(mulDown(this.facts.problem.penaltyWeight, this.facts.numerator[k]!), u);
  }

  /** True where a free device adds min(0, .) = 0 whatever its bandwidth, tau and u: seen without a logarithm. */
  isIdle(k: number): boolean {
    if (this.isRay) return false;
    const { facts, multipliers, u } = this;
    let least = addDown(this.charges.leastOf(k), multipliers.count);
    if (u !== undefined) {
      least = addDown(least, Math.min(this.fractionPart(k, u.low), this.fractionPart(k, u.high)));
    }
    return addDown(least, -mulUp(this.sigma, facts.share[k]!)) >= 0;
  }

  addFree(tallies: TallyStore, at: number, k: number): void {
    if (this.isIdle(k) || !this.write(k)) return;
    tallies.addFree(at, this.values, this.facts.share[k]!, this.sigma, this.multipliers.count);
  }

  addIn(tallies: TallyStore, at: number, k: number): void {
    if (this.write(k)) tallies.addIn(at, this.values, this.facts.share[k]!);
    else tallies.exclude(at);
  }
}

/** 1/x over shares in [least, most], enclosed. */
export function inverseOf(least: number, most: number): Interval {
  return { low: divDown(1, most), high: divUp(1, least) };
}
