/** The objective in columns: the same formula as the contract's, for inner loops. */

import { weightedPenalty } from './linear-fraction.js';
import { type RoundColumns, rateOf } from './problem-columns.js';

/** What a schedule and its bandwidths come to, with the numbers that break ties. */
export interface Worth {
  readonly objective: number;
  /** Magnitude of the terms, for rounding. */
  readonly scale: number;
  /** max_k D_k, or sum of share_k D_k for 'mean'. */
  readonly delayS: number;
  /** Of all scheduled devices together. */
  readonly energyJ: number;
}

/** Of delays and energies: less than this apart, relatively, is the same. */
const SAME = 1e-10;

/**
 * Objective first; equal up to rounding, less delay, then less energy (theory 3).
 * @returns negative where `a` is better, positive where `b` is, 0 where nothing tells them apart
 */
export function compareWorth(a: Worth, b: Worth): number {
  const rounding = 1e-13 * Math.max(a.scale, b.scale);
  if (Math.abs(a.objective - b.objective) > rounding) return a.objective - b.objective;
  if (Math.abs(a.delayS - b.delayS) > SAME * b.delayS) return a.delayS - b.delayS;
  return Math.abs(a.energyJ - b.energyJ) > SAME * b.energyJ ? a.energyJ - b.energyJ : 0;
}

export function worthOf(
  columns: RoundColumns,
  scheduled: ArrayLike<number>,
  bandwidthHz: ArrayLike<number>,
): Worth {
  const { tauPrice } = columns;
  let share = 0;
  let cost = 0;
  let costSize = 0;
  let slowestS = 0;
  let meanS = 0;
  let energyJ = 0;
  for (let i = 0; i < scheduled.length; i++) {
    const k = scheduled[i]!;
    const bits = columns.uplinkBits[k]!;
    const secondsPerBit = bits === 0 ? 0 : 1 / rateOf(columns, k, bandwidthHz[i]!);
    const delayS = columns.fixedDelayS[k]! + bits * secondsPerBit;
    share += columns.share[k]!;
    const sendCost = columns.sendCost[k]! === 0 ? 0 : columns.sendCost[k]! * secondsPerBit;
    cost += columns.fixedCost[k]! + sendCost;
    costSize += Math.abs(columns.fixedCost[k]!) + sendCost;
    slowestS = Math.max(slowestS, delayS);
    meanS += columns.share[k]! * delayS;
    energyJ += columns.fixedEnergyJ[k]! + columns.transmitPowerW[k]! * bits * secondsPerBit;
  }
  const { weighted, scale } = weightedPenalty(columns, scheduled, share);
  const delayCost = tauPrice === 0 ? 0 : tauPrice * slowestS;
  return {
    objective: weighted + (cost + delayCost),
    scale: scale + (costSize + delayCost),
    delayS: columns.delayKind === 'mean' ? meanS : slowestS,
    energyJ,
  };
}
