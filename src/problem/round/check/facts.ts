/**
 * A round problem as the checker reads it: every number is taken from the problem itself and rounded to the side on
 * which a bound stays one (costs down, bandwidth, time and SNR up). One entry a device.
 */

import { penaltyChecking } from '../penalty/penalty.js';
import type { RoundDevice, RoundProblem } from '../problem.js';
import { DECIBEL_ERROR, ratioOfDecibels } from './decibel.js';
import { addDown, addUp, divUp, mulDown, mulUp } from './rounding.js';
import { wideError } from './wide-sum.js';

/**
 * The band, and the time of sending that a deadline or an energy limit leaves to a device, may be exceeded by this factor (1e-12
 * relatively), by the point of a claim and by every point that a bound speaks of. So no two claims that contradict each other
 * can both be accepted.
 */
export const SLACK_FACTOR = 1.000000000001;

export interface Facts {
  readonly problem: RoundProblem;
  readonly deviceCount: number;
  /** B with the slack, up. */
  readonly bandwidthHz: number;
  /** The deadline with the slack, up; Infinity without one. */
  readonly latestS: number;
  readonly leastCount: number;
  readonly mostCount: number;
  /** Price of the largest delay; 0 for 'mean', whose price sits in the devices' costs. */
  readonly tauPrice: number;
  /** bit/s per Hz; Infinity without a cap. */
  readonly bitsPerHz: number;
  readonly share: Float64Array;
  /** Usable SNR times Hz, up. */
  readonly snrHz: Float64Array;
  readonly uplinkBits: Float64Array;
  readonly fixedDelayS: Float64Array;
  /** What taking part costs whatever the bandwidth, down. */
  readonly fixedCost: Float64Array;
  /** What taking part costs times bit/s, down. */
  readonly sendCost: Float64Array;
  /**
   * Longest time of sending that deadline and energy limit leave, with the slack, up; Infinity without, negative where
   * computing alone takes too long or too much.
   */
  readonly longestUplinkS: Float64Array;
  /** n_k of a linear fraction; empty for other penalties. */
  readonly numerator: Float64Array;
  readonly leastShare: number;
  /** Error of sums of shares, however they were put together. */
  readonly wideSlack: number;
}

export function factsOf(problem: RoundProblem): Facts {
  const { devices, delayPrice, delayKind, deadlineS } = problem;
  const count = devices.length;
  const column = (of: (device: RoundDevice) => number) => Float64Array.from(devices, of);
  const gain = (problem.snrGap ?? 0) === 0 ? 1 : ratioOfDecibels(problem.snrGap!) * (1 - 2 * DECIBEL_ERROR);
  const fraction = penaltyChecking(problem.penalty).fraction?.(problem.penalty);
  // A share of the mean delay is charged like energy.
  const meanPrice = (share: number) => (delayKind === 'mean' ? mulDown(delayPrice, share) : 0);
  return {
    problem,
    deviceCount: count,
    bandwidthHz: mulUp(problem.bandwidthHz, SLACK_FACTOR),
    latestS: deadlineS === undefined ? Number.POSITIVE_INFINITY : mulUp(deadlineS, SLACK_FACTOR),
    leastCount: problem.minScheduled ?? 0,
    mostCount: Math.min(problem.maxScheduled ?? count, count),
    tauPrice: delayKind === 'mean' ? 0 : delayPrice,
    bitsPerHz: problem.maxSpectralEfficiency ?? Number.POSITIVE_INFINITY,
    share: column((device) => device.share),
    snrHz: column((device) => (gain === 1 ? device.snrHz : divUp(device.snrHz, gain))),
    uplinkBits: column((device) => device.uplinkBits),
    fixedDelayS: column((device) => device.fixedDelayS),
    fixedCost: column(({ share, fixedDelayS, fixedEnergyJ, energyPrice = 0, value = 0 }) =>
      addDown(addDown(mulDown(energyPrice, fixedEnergyJ), mulDown(meanPrice(share), fixedDelayS)), -value),
    ),
    sendCost: column(({ share, transmitPowerW, uplinkBits, energyPrice = 0 }) =>
      mulDown(addDown(mulDown(energyPrice, transmitPowerW), meanPrice(share)), uplinkBits),
    ),
    longestUplinkS: column((device) => longestUplinkS(device, deadlineS)),
    numerator: fraction === undefined ? new Float64Array(0) : column(({ id }) => fraction.numerators[id]!),
    leastShare: devices.reduce((least, { share }) => Math.min(least, share), 1),
    wideSlack: wideError(2 * count),
  };
}

function longestUplinkS(device: RoundDevice, deadlineS: number | undefined): number {
  const { energyLimitJ, fixedDelayS, fixedEnergyJ, transmitPowerW } = device;
  let longestS = Number.POSITIVE_INFINITY;
  if (deadlineS !== undefined) {
    if (fixedDelayS > deadlineS) return -1;
    longestS = addUp(deadlineS, -fixedDelayS);
  }
  if (energyLimitJ !== undefined) {
    if (fixedEnergyJ > energyLimitJ) return -1;
    if (transmitPowerW > 0)
      longestS = Math.min(longestS, divUp(addUp(energyLimitJ, -fixedEnergyJ), transmitPowerW));
  }
  return mulUp(longestS, SLACK_FACTOR);
}
