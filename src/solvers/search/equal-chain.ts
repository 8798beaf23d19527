/**
 * A chain of equal devices: what is true of one is true of all. They share the band equally (the problem is convex and symmetric),
 * so that an n costs one rate and a bound one line, whatever the number of devices. A linear fraction is bounded at both ends of
 * u = 1/x, as in fraction-bound.ts.
 */
import type { Multipliers } from '../../problem/round/certificate.js';
import { countConjugate, penaltyValue, shareConjugate } from '../../problem/round/penalty/penalty.js';
import { secondsSavedPerHz } from '../tools/best-trade.js';
import { leastBandwidthByHz, newLine } from '../tools/device-lagrangian.js';
import { constantOf, isFraction, leastOverInverse } from '../tools/linear-fraction.js';
import { type RoundColumns, rateOf } from '../tools/problem-columns.js';
import type { Chain } from './chain.js';
import type { Box, ChainModel, Tried } from './chain-model.js';
import type { SearchContext } from './context.js';

/** Of the size of its terms: what a bound may be off by. */
const ROUNDING = 1e-14;

/** W phi = kappa (u - 1) + n heads u for n equal devices, u = 1/x. */
interface Fraction {
  /** W n0. */
  readonly kappa: number;
  /** W n_k. */
  readonly heads: number;
}

export class EqualChain implements ChainModel {
  private readonly columns: RoundColumns;
  private readonly line = newLine();
  private readonly leastHz: number;
  private readonly fraction: Fraction | undefined;
  private readonly corner = { value: 0, place: 0 };
  /** Any of the devices. */
  private readonly k: number;

  constructor(
    private readonly context: SearchContext,
    chain: Chain,
  ) {
    const { columns } = context;
    this.columns = columns;
    this.k = chain.order[0]!;
    this.leastHz = leastBandwidthByHz(columns, this.k, columns.deadlineS);
    if (isFraction(columns)) {
      const { penaltyWeight, numerator } = columns;
      this.fraction = {
        kappa: penaltyWeight * constantOf(columns),
        heads: penaltyWeight * numerator[this.k]!,
      };
    }
  }

  at(n: number): Tried | undefined {
    const { columns, leastHz, k } = this;
    const { tauPrice } = columns;
    if (n === 0) return { objective: this.penaltyOf(0), price: 0, tauS: 0 };
    const b = columns.bandwidthHz / n;
    const bits = columns.uplinkBits[k]!;
    if (!(leastHz <= b) || columns.fixedDelayS[k]! > columns.deadlineS) return undefined;
    const secondsPerBit = bits === 0 ? 0 : 1 / rateOf(columns, k, b);
    const tauS = columns.fixedDelayS[k]! + bits * secondsPerBit;
    const sendCost = columns.sendCost[k]!;
    const saved = bits === 0 ? 0 : secondsSavedPerHz(b, columns.snrHz[k]!, columns.ceiling);
    const cost = n * (columns.fixedCost[k]! + sendCost * secondsPerBit);
    return {
      objective: this.penaltyOf(n) + cost + tauPrice * tauS,
      price: saved * (sendCost + (tauPrice * bits) / n),
      tauS,
    };
  }

  bound(box: Box, multipliers: Multipliers): number {
    const { least, most } = box;
    const { columns, k } = this;
    const { minScheduled, maxScheduled, tauPrice } = columns;
    if (most < minScheduled || least > maxScheduled) return Number.POSITIVE_INFINITY;
    if (multipliers.ray) {
      const over = least * this.leastHz > columns.bandwidthHz * (1 + 1e-11);
      return over ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    }
    const empty = least === 0 && minScheduled === 0 ? this.penaltyOf(0) : Number.POSITIVE_INFINITY;
    if (most === 0) return empty;
    const { line } = this;
    const { bandwidth: price, share } = multipliers;
    this.context.lines.at(box, multipliers.tauS).write(k, price, Math.log(price), line);
    if (line.excluded) return least > 0 ? Number.POSITIVE_INFINITY : empty;
    const charge = share * columns.share[k]!;
    const size =
      price * columns.bandwidthHz +
      most * (line.size + charge) +
      // Without a price tau may have no end: 0 times Infinity is no size.
      (tauPrice > 0 ? tauPrice * box.latestS : 0) +
      columns.penaltyWeight;
    const value =
      this.fraction !== undefined && least < most
        ? this.fractionBound(box, multipliers, this.fraction, size)
        : this.penaltyBound(box, multipliers, size);
    return Number.isFinite(value) ? Math.min(empty, value) : Number.NEGATIVE_INFINITY;
  }

  /** W phi of n devices. */
  private penaltyOf(n: number): number {
    const { columns, fraction, k } = this;
    const x = n * columns.share[k]!;
    if (n > 0 && fraction !== undefined) {
      const { kappa, heads } = fraction;
      return (kappa + n * heads) / x - kappa;
    }
    return columns.penaltyWeight * penaltyValue(columns.penalty, x, n);
  }

  /** The penalty's least for itself, beside that of the costs. */
  private penaltyBound(box: Box, multipliers: Multipliers, size: number): number {
    const { share } = this.columns;
    const lagrangian = this.overTau(box, (tauS) => this.costs(box, multipliers, tauS, 0));
    const sum = this.penaltyTerm(box, multipliers.share, share[this.k]!);
    return lagrangian + sum - ROUNDING * (size + Math.abs(sum));
  }

  /** What u charges the devices goes with their costs; the least over u of the chord between its ends and sigma/u. */
  private fractionBound(box: Box, multipliers: Multipliers, { kappa, heads }: Fraction, size: number) {
    const { columns, corner } = this;
    const one = columns.share[this.k]!;
    const uHigh = 1 / (Math.max(1, box.least) * one);
    const uLow = 1 / (box.most * one);
    const lagrangian = this.overTau(box, (tauS) => {
      const atLow = this.costs(box, multipliers, tauS, heads * uLow);
      const atHigh = this.costs(box, multipliers, tauS, heads * uHigh);
      leastOverInverse(kappa, multipliers.share, uLow, uHigh, atLow, atHigh, corner);
      return corner.value;
    });
    const terms =
      Math.abs(kappa) * (1 + 2 * uHigh) + 3 * multipliers.share * box.most * one + box.most * heads * uHigh;
    return lagrangian - kappa - 4 * ROUNDING * (size + terms);
  }

  /** The least Lagrangian of the devices at one tau, each charged that much more. */
  private costs({ least, most }: Box, { bandwidth, share }: Multipliers, tauS: number, extra: number) {
    const { columns, line, k } = this;
    const w =
      line.value -
      share * columns.share[k]! +
      extra +
      (line.slope === 0 ? 0 : line.slope * (tauS - line.atS));
    return (
      columns.tauPrice * tauS - bandwidth * columns.bandwidthHz + least * w + (most - least) * Math.min(0, w)
    );
  }

  /** The least over the interval of a concave function, from the slowest fixed delay on. */
  private overTau({ least, earliestS, latestS }: Box, at: (tauS: number) => number): number {
    const { tauPrice, fixedDelayS } = this.columns;
    if (tauPrice === 0) return at(0);
    const late = at(latestS);
    const early = at(earliestS);
    const skipped = least > 0 ? Math.max(0, fixedDelayS[this.k]! - earliestS) : 0;
    const width = latestS - earliestS;
    return Math.min(late, early + (late - early) * (width > 0 ? Math.min(1, skipped / width) : 0));
  }

  private penaltyTerm({ least, most }: Box, sigma: number, one: number): number {
    const { penalty, penaltyWeight, minScheduled, maxScheduled } = this.columns;
    if (least === most) return this.penaltyOf(most) + sigma * most * one;
    const least1 = Math.max(least, minScheduled, 1);
    const counted = countConjugate(penalty, penaltyWeight, 0, least1, Math.min(most, maxScheduled));
    return counted + shareConjugate(penalty, penaltyWeight, sigma, most * one);
  }
}
