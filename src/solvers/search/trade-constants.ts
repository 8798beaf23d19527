/** What the best trades of a problem's devices share at every price and every tau. */
import { type RoundColumns, spareS } from '../tools/problem-columns.js';
import type { Arena } from './arena.js';

/** One entry a device; both 0 where sending costs nothing or the numbers leave the range of doubles. */
export interface TradeConstants {
  /** ln(gamma^2 / (c ln2)): the trade's ln y less ln lambda. */
  readonly lnTrade: Float64Array;
  /** sqrt(c ln2) */
  readonly root: Float64Array;
}

export function tradeConstants(columns: RoundColumns, arena: Arena): TradeConstants {
  const { deviceCount, sendCost, snrHz } = columns;
  const lnTrade = arena.numbers(deviceCount);
  const root = arena.numbers(deviceCount);
  for (let k = 0; k < deviceCount; k++) {
    const cost = sendCost[k]!;
    const gamma = snrHz[k]!;
    const trade = (gamma / cost) * (gamma / Math.LN2);
    const usable = cost > 0 && trade > 0 && trade < Number.POSITIVE_INFINITY;
    lnTrade[k] = usable ? Math.log(trade) : 0;
    root[k] = usable ? Math.sqrt(cost * Math.LN2) : 0;
  }
  return { lnTrade, root };
}

/**
 * The largest sqrt(lambda) (W/2 - W') at which a device's best trade still meets a delay of tauS: the time of one
 * trade is bits ln2 sqrt(lambda) (W/2 - W') / sqrt(c ln2). Negative where no trade can.
 */
export function reachOf(columns: RoundColumns, root: number, k: number, tauS: number): number {
  const timeS = spareS(columns, k, tauS);
  return root > 0 && timeS > 0 ? (timeS * root) / (columns.uplinkBits[k]! * Math.LN2) : -1;
}
