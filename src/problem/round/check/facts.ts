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
  const { devices, deadlineS } = problem;
  const count = devices.length;
  const fraction = penaltyChecking(problem.penalty).fraction?.(problem.penalty);
  // One buffer: for few devices making it costs more than filling it.
  const buffer = new ArrayBuffer(8 * 8 * count);
  let columns = 0;
  const column = () => new Float64Array(buffer, 8 * count * columns++, count);
  const facts: Facts = {
    problem,
    deviceCount: count,
    bandwidthHz: mulUp(problem.bandwidthHz, SLACK_FACTOR),
    latestS: deadlineS === undefined ? Number.POSITIVE_INFINITY : mulUp(deadlineS, SLACK_FACTOR),
    leastCount: problem.minScheduled ?? 0,
    mostCount: Math.min(problem.maxScheduled ?? count, count),
    tauPrice: problem.delayKind === 'mean' ? 0 : problem.delayPrice,
    bitsPerHz: problem.maxSpectralEfficiency ?? Number.POSITIVE_INFINITY,
    share: column(),
    snrHz: column(),
    uplinkBits: column(),
    fixedDelayS: column(),
    fixedCost: column(),
    sendCost: column(),
    longestUplinkS: column(),
    numerator: fraction === undefined ? new Float64Array(0) : column(),
    leastShare: devices.reduce((least, { share }) => Math.min(least, share), 1),
    wideSlack: wideError(2 * count),
  };
  for (let k = 0; k < count; k++) writeDevice(facts, k, devices[k]!);
  if (fraction !== undefined) {
    for (let k = 0; k < count; k++) facts.numerator[k] = fraction.numerators[devices[k]!.id]!;
  }
  return facts;
}

function writeDevice(facts: Facts, k: number, device: RoundDevice): void {
  const { delayPrice, delayKind, deadlineS, snrGap = 0 } = facts.problem;
  const { share, snrHz, uplinkBits, fixedDelayS, transmitPowerW, fixedEnergyJ } = device;
  const price = device.energyPrice ?? 0;
  // A share of the mean delay is charged like energy.
  const meanPrice = delayKind === 'mean' ? mulDown(delayPrice, share) : 0;
  const charges = addDown(mulDown(price, fixedEnergyJ), mulDown(meanPrice, fixedDelayS));
  facts.share[k] = share;
  facts.snrHz[k] = snrGap === 0 ? snrHz : divUp(snrHz, ratioOfDecibels(snrGap) * (1 - 2 * DECIBEL_ERROR));
  facts.uplinkBits[k] = uplinkBits;
  facts.fixedDelayS[k] = fixedDelayS;
  facts.fixedCost[k] = addDown(charges, -(device.value ?? 0));
  facts.sendCost[k] = mulDown(addDown(mulDown(price, transmitPowerW), meanPrice), uplinkBits);
  facts.longestUplinkS[k] = longestUplinkS(device, deadlineS);
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
