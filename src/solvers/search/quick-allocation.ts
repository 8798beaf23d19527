/**
 * Bandwidths of a schedule to about 1e-11, for judging schedules during a search: the same KKT conditions as
 * `allocate`, solved with the table of trades. The best schedule is allocated exactly at the end.
 */
import type { RoundColumns } from '../../core/round/columns.js';
import { leastBandwidthHz } from '../../core/round/least-bandwidth.js';
import type { Allocation } from '../allocation.js';
import { newScaledTrade, scaledTrade } from '../tables/trade-table.js';
import type { Arena } from './arena.js';
import { reachOf, type TradeConstants } from './trade-constants.js';

/** Of the band: what sums of tabulated bandwidths can tell apart. */
const SUM_ACCURACY = 1e-12;
const NEWTON_TURNS = 12;

/** Allocates schedules of one problem in which tau has no price. */
export class QuickAllocation {
  private readonly reach: Float64Array;
  /** Least bandwidths at the deadline, NaN until asked for. */
  private readonly leastHz: Float64Array;
  private readonly trade = newScaledTrade();
  private readonly bandwidthHz: Float64Array;
  private sumHz = 0;
  /** -d sum / d ln price */
  private elasticHz = 0;

  constructor(
    private readonly columns: RoundColumns,
    private readonly constants: TradeConstants,
    arena: Arena,
  ) {
    const { deviceCount, deadlineS } = columns;
    this.bandwidthHz = arena.numbers(deviceCount);
    this.reach = arena.numbers(deviceCount);
    this.leastHz = arena.numbers(deviceCount).fill(Number.NaN);
    for (let k = 0; k < deviceCount; k++) this.reach[k] = reachOf(columns, constants.root[k]!, k, deadlineS);
  }

  /**
   * @param guess the price to start from, near the root
   * @returns an allocation whose bandwidths the next call writes over; undefined where Newton's method does not settle at once: `allocate` has to decide
   */
  solve(scheduled: readonly number[], guess: number): Allocation | undefined {
    const { bandwidthHz } = this;
    const totalHz = this.columns.bandwidthHz;
    if (this.columns.tauPrice > 0 || !(guess > 0 && guess < Number.POSITIVE_INFINITY)) return undefined;
    let lnPrice = Math.log(guess);
    for (let turn = 0; turn < NEWTON_TURNS; turn++) {
      const price = Math.exp(lnPrice);
      if (!this.spend(scheduled, price, lnPrice, bandwidthHz)) return undefined;
      const { sumHz, elasticHz } = this;
      const excess = sumHz / totalHz - 1;
      if (Math.abs(excess) <= SUM_ACCURACY) {
        const fit = 1 / (1 + Math.max(0, excess));
        for (let i = 0; i < scheduled.length; i++) bandwidthHz[i]! *= fit;
        const { deadlineS } = this.columns;
        return { bandwidthHz, price, tauS: deadlineS === Number.POSITIVE_INFINITY ? 0 : deadlineS };
      }
      if (!(elasticHz > 0)) return undefined;
      // In logarithms the sum is almost a straight line.
      const step = (Math.log(sumHz / totalHz) * sumHz) / elasticHz;
      if (!(Math.abs(step) < 3)) return undefined;
      lnPrice += step;
    }
    return undefined;
  }

  /** Bandwidths at a price, their sum and its elasticity; false where the table does not reach. */
  private spend(scheduled: readonly number[], price: number, lnPrice: number, out: Float64Array): boolean {
    const { columns, reach, trade } = this;
    const { lnTrade, root } = this.constants;
    const rootPrice = Math.sqrt(price);
    let sumHz = 0;
    let elasticHz = 0;
    for (let i = 0; i < scheduled.length; i++) {
      const k = scheduled[i]!;
      let b = 0;
      if (columns.sendCost[k]! > 0) {
        if (!(root[k]! > 0) || !scaledTrade(lnTrade[k]! + lnPrice, trade)) return false;
        const paid = trade.value / 2 + trade.slope;
        const kept = trade.value / 2 - trade.slope;
        if (rootPrice * kept > reach[k]!) b = this.leastOf(k);
        else {
          b = (root[k]! * paid) / rootPrice;
          elasticHz += b * elasticity(columns.snrHz[k]! / b, 1 / (paid * kept));
        }
      } else if (columns.uplinkBits[k]! > 0) b = this.leastOf(k);
      if (!(b <= columns.bandwidthHz)) return false;
      out[i] = b;
      sumHz += b;
    }
    this.sumHz = sumHz;
    this.elasticHz = elasticHz;
    return true;
  }

  private leastOf(k: number): number {
    const known = this.leastHz[k]!;
    if (known >= 0) return known;
    const { columns } = this;
    const spareS = columns.deadlineS - columns.fixedDelayS[k]!;
    const leastHz = leastBandwidthHz(columns.uplinkBits[k]!, spareS, columns.snrHz[k]!);
    this.leastHz[k] = leastHz;
    return leastHz;
  }
}

/** -d ln b / d ln lambda of a best trade at SNR x with L = ln(1+x). */
function elasticity(x: number, log: number): number {
  const part = x / (1 + x);
  const excess = log - part;
  return 1 / (2 + (part / excess) * part - (2 * part) / log);
}
