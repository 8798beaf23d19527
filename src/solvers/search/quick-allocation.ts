/**
 * Bandwidths of a schedule to about 1e-11, for judging schedules during a search: the same KKT conditions as
 * `allocate`, solved by Newton's method with tables in place of logarithms; price and tau at once, where
 * `allocate` nests one root in the other. At an optimum the objective feels only the square of such an error.
 */

import { leastTerms, newLeastTerms } from '../tables/least-table.js';
import { newScaledTrade, scaledTrade } from '../tables/trade-table.js';
import type { Allocation } from '../tools/allocation/gathered.js';
import type { Ceiling } from '../tools/ceiling.js';
import { type RoundColumns, spareS } from '../tools/problem-columns.js';
import type { Arena } from './arena.js';
import type { TradeConstants } from './trade-constants.js';

/** Of the band: what sums of tabulated bandwidths can tell apart. */
const SUM_ACCURACY = 1e-12;
/** Of tau's price; the objective feels its square, a certificate's leaf the error times the width of its interval. */
const TAU_ACCURACY = 1e-11;
const NEWTON_TURNS = 16;

/** Allocates schedules of one problem. */
export class QuickAllocation {
  private readonly bandwidthHz: Float64Array;
  private readonly trade = newScaledTrade();
  private readonly least = newLeastTerms();
  /** sum b */
  private sumHz = 0;
  /** -d sum / d ln price, over devices at their best trade */
  private elasticHz = 0;
  /** -d sum / d tau, over devices held at their least bandwidth */
  private fallHzPerS = 0;
  /** sum (lambda - saved) fall: what a second more would save; tau is right where it equals its price. */
  private worthPerS = 0;
  /** The latest arrival of a device at its best trade */
  private slowestS = 0;
  /** d worthPerS / d tau */
  private worthTrend = 0;

  constructor(
    private readonly columns: RoundColumns,
    private readonly constants: TradeConstants,
    arena: Arena,
    private readonly work: (devices: number) => void = () => {},
  ) {
    this.bandwidthHz = arena.numbers(columns.deviceCount);
  }

  /**
   * @param guess the price to start from, near the root
   * @param guessTauS tau to start from, where it has a price
   * @returns an allocation whose bandwidths the next call writes over; undefined where Newton's method does not
   * settle at once or a limit on tau binds: `allocate` has to decide
   */
  solve(scheduled: readonly number[], guess: number, guessTauS: number): Allocation | undefined {
    const { deadlineS, tauPrice } = this.columns;
    if (!(guess > 0 && guess < Number.POSITIVE_INFINITY)) return undefined;
    if (tauPrice > 0) return this.withTau(scheduled, guess, guessTauS);
    const finiteS = deadlineS === Number.POSITIVE_INFINITY ? 0 : deadlineS;
    let lnPrice = Math.log(guess);
    for (let turn = 0; turn < NEWTON_TURNS; turn++) {
      const price = Math.exp(lnPrice);
      if (!this.spend(scheduled, price, lnPrice, deadlineS)) return undefined;
      if (this.fits()) return this.fitted(scheduled.length, price, finiteS);
      const step = this.excess() / this.elasticHz;
      if (!(Math.abs(step) < 3)) return undefined;
      lnPrice += step;
    }
    return undefined;
  }

  /** Newton's method on  sum b = B  and  worthPerS = tauPrice  in ln price and tau. */
  private withTau(scheduled: readonly number[], guess: number, guessTauS: number): Allocation | undefined {
    const { deadlineS, tauPrice, fixedDelayS } = this.columns;
    let slowestS = 0;
    for (const k of scheduled) slowestS = Math.max(slowestS, fixedDelayS[k]!);
    let lnPrice = Math.log(guess);
    let marginS = guessTauS - slowestS;
    if (!(marginS > 0)) marginS = 0.1 * guessTauS;
    for (let turn = 0; turn < NEWTON_TURNS; turn++) {
      const price = Math.exp(lnPrice);
      const tauS = slowestS + marginS;
      if (!(marginS > 0 && tauS < deadlineS)) return undefined;
      if (!this.spend(scheduled, price, lnPrice, tauS)) {
        marginS *= 2; // mostly somebody cannot make it by then
        continue;
      }
      const { elasticHz, fallHzPerS, worthPerS, worthTrend } = this;
      const short = worthPerS - tauPrice;
      if (this.fits() && Math.abs(short) <= TAU_ACCURACY * tauPrice) {
        return this.fitted(scheduled.length, price, tauS);
      }
      if (fallHzPerS === 0) {
        // Nobody is held: tau comes down at least to where the slowest arrives.
        lnPrice += Math.max(-2, Math.min(2, this.excess() / elasticHz));
        marginS = 0.9 * (this.slowestS - slowestS);
        continue;
      }
      // elastic dln + fall dtau = excess;  -price fall dln - worthTrend dtau = short
      const excess = this.excess();
      const determinant = price * fallHzPerS * fallHzPerS - elasticHz * worthTrend;
      const stepS = (elasticHz * short + price * fallHzPerS * excess) / determinant;
      const step = (-worthTrend * excess - fallHzPerS * short) / determinant;
      if (!(Math.abs(step) < 50 && Math.abs(stepS) < Number.POSITIVE_INFINITY)) return undefined;
      lnPrice += Math.max(-2, Math.min(2, step));
      marginS = Math.max(0.3 * marginS, Math.min(3 * marginS, marginS + stepS));
    }
    return undefined;
  }

  /** sum b - B; in logarithms, where the sum is almost a straight line, unless some are held. */
  private excess(): number {
    const totalHz = this.columns.bandwidthHz;
    return this.fallHzPerS > 0 ? this.sumHz - totalHz : Math.log(this.sumHz / totalHz) * this.sumHz;
  }

  private fits(): boolean {
    return Math.abs(this.sumHz / this.columns.bandwidthHz - 1) <= SUM_ACCURACY;
  }

  private fitted(count: number, price: number, tauS: number): Allocation {
    const { bandwidthHz } = this;
    const fit = Math.min(1, this.columns.bandwidthHz / this.sumHz);
    for (let i = 0; i < count; i++) bandwidthHz[i]! *= fit;
    return { bandwidthHz, price, tauS };
  }

  /** Bandwidths at a price and tau, with the sums that Newton needs; false where the tables do not reach. */
  private spend(scheduled: readonly number[], price: number, lnPrice: number, tauS: number): boolean {
    const { columns, trade } = this;
    const { lnTrade, root } = this.constants;
    this.work(scheduled.length);
    const rootPrice = Math.sqrt(price);
    this.sumHz = 0;
    this.elasticHz = 0;
    this.fallHzPerS = 0;
    this.worthPerS = 0;
    this.worthTrend = 0;
    this.slowestS = 0;
    for (let i = 0; i < scheduled.length; i++) {
      const k = scheduled[i]!;
      const bits = columns.uplinkBits[k]!;
      this.bandwidthHz[i] = 0;
      const timeS = spareS(columns, k, tauS);
      if (timeS < 0) return false;
      if (bits === 0) continue;
      const rooted = root[k]!;
      if (rooted > 0) {
        const lnY = lnTrade[k]! + lnPrice;
        if (!scaledTrade(lnY, trade, columns.ceiling)) return false;
        const kept = trade.value / 2 - trade.slope;
        const sendS = (rootPrice * kept * bits * Math.LN2) / rooted;
        if (sendS <= timeS) {
          this.slowestS = Math.max(this.slowestS, columns.fixedDelayS[k]! + sendS);
          const paid = trade.value / 2 + trade.slope;
          const b = (rooted * paid) / rootPrice;
          if (!(b <= columns.bandwidthHz)) return false;
          this.bandwidthHz[i] = b;
          this.sumHz += b;
          this.elasticHz +=
            b *
            (lnY > columns.ceiling.lnTradeFrom
              ? cappedElasticity(lnY, columns.ceiling)
              : elasticity(columns.snrHz[k]! / b, 1 / (paid * kept)));
          continue;
        }
      } else if (columns.sendCost[k]! > 0) return false;
      if (!this.hold(i, k, price, timeS)) return false;
    }
    return true;
  }

  /** Device k takes its least bandwidth. */
  private hold(i: number, k: number, price: number, timeS: number): boolean {
    const { columns, least } = this;
    if (!leastTerms(columns.uplinkBits[k]!, timeS, columns.snrHz[k]!, least, columns.ceiling)) return false;
    const b = least.bandwidthHz;
    // With the whole band in one hand a rounding of tau decides whether it suffices.
    if (!(b <= columns.bandwidthHz * (1 - 1e-9))) return false;
    // Held by its energy limit, a later tau frees no band.
    const fall = timeS === columns.longestUplinkS[k]! ? 0 : least.fallHzPerS;
    const saved = columns.sendCost[k]! * least.savedPerHz;
    const worth = Math.max(0, price - saved) * fall;
    this.bandwidthHz[i] = b;
    this.sumHz += b;
    this.fallHzPerS += fall;
    this.worthPerS += worth;
    this.worthTrend += worth * least.fallTrendPerS - saved * least.savedTrendPerS * fall;
    return true;
  }
}

/** -d ln b / d ln lambda of a best trade at SNR x with L = ln(1+x). */
function elasticity(x: number, log: number): number {
  const part = x / (1 + x);
  const excess = log - part;
  return 1 / (2 + (part / excess) * part - (2 * part) / log);
}

/** The same at the bend of the rate, where bandwidth does not give way, and beyond it. */
function cappedElasticity(lnY: number, { lnTradeTo }: Ceiling): number {
  return lnY > lnTradeTo ? 0.5 : 0;
}
