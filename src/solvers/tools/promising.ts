/**
 * Which devices can matter at all. Where tau has no price a device costs at least fixedCost + c ln2/gamma (its
 * energy at an endless bandwidth), and taking part is worth at most its share times the steepest slope of the
 * penalty. In a large cell most devices fail this test, which needs no logarithm.
 */

import { penaltyArgument, shareWorth } from '../../problem/round/penalty/penalty.js';
import type { RoundColumns } from './problem-columns.js';

/** For fewer devices the test costs more than it saves. */
const MANY_DEVICES = 4096;

/** Indexes of the devices that can be worth their cost, ascending; undefined where the test is no help. */
export function promisingDevices(columns: RoundColumns): Int32Array | undefined {
  const { deviceCount, penalty, penaltyWeight, share, snrHz, fixedCost, sendCost } = columns;
  if (deviceCount < MANY_DEVICES || columns.tauPrice > 0 || columns.minScheduled > 0) return undefined;
  if (penaltyArgument(penalty) === 'count' || columns.numerator.length > 0) return undefined;
  const most = shareWorth(penalty, penaltyWeight, 0);
  const promises = (k: number) => fixedCost[k]! + (sendCost[k]! * Math.LN2) / snrHz[k]! < most * share[k]!;
  let count = 0;
  for (let k = 0; k < deviceCount; k++) if (promises(k)) count++;
  if (count === 0 || count > deviceCount / 2) return undefined;
  const kept = new Int32Array(count);
  for (let k = 0, i = 0; k < deviceCount; k++) if (promises(k)) kept[i++] = k;
  return kept;
}

/** The same problem with these devices only. */
export function columnsOf(columns: RoundColumns, kept: Int32Array): RoundColumns {
  const pick = (column: Float64Array) => {
    const out = new Float64Array(kept.length);
    for (let i = 0; i < kept.length; i++) out[i] = column[kept[i]!]!;
    return out;
  };
  return {
    ...columns,
    deviceCount: kept.length,
    maxScheduled: Math.min(columns.maxScheduled, kept.length),
    share: pick(columns.share),
    snrHz: pick(columns.snrHz),
    givenSnrHz: pick(columns.givenSnrHz),
    uplinkBits: pick(columns.uplinkBits),
    fixedDelayS: pick(columns.fixedDelayS),
    fixedCost: pick(columns.fixedCost),
    sendCost: pick(columns.sendCost),
    fixedEnergyJ: pick(columns.fixedEnergyJ),
    transmitPowerW: pick(columns.transmitPowerW),
    longestUplinkS: pick(columns.longestUplinkS),
  };
}
