/** A round problem as columns of numbers, the form every inner loop reads. */
import { linearFraction } from '../../problem/round/penalty/penalty.js';
import type { DelayKind, Penalty, RoundDevice, RoundProblem } from '../../problem/round/problem.js';
import { rateBitPerS, snrGapRatio } from '../../problem/round/rate.js';
import { bendTimeS, type Ceiling, ceilingOf } from './ceiling.js';

/**
 * The same problem with each device's charges folded into two coefficients:
 *   cost_k(b) = fixedCost_k + sendCost_k / r_k(b)
 * where energy and, for 'mean' delay, the device's part of the delay are included. Arrays have one entry a device.
 */
export interface RoundColumns {
  readonly deviceCount: number;
  readonly bandwidthHz: number;
  /** Infinity without a deadline. */
  readonly deadlineS: number;
  readonly minScheduled: number;
  readonly maxScheduled: number;
  readonly penalty: Penalty;
  readonly penaltyWeight: number;
  /** Price of tau = max_k D_k; 0 for 'mean' delay, whose price sits in the devices' costs. */
  readonly tauPrice: number;
  readonly delayKind: DelayKind;
  /** bit/s per Hz; Infinity without a cap. */
  readonly maxSpectralEfficiency: number;
  readonly snrGapDb: number;
  /** What the cap makes of the universal functions. */
  readonly ceiling: Ceiling;
  readonly share: Float64Array;
  /** Behind the SNR gap: what Shannon's formula counts. */
  readonly snrHz: Float64Array;
  /** As the problem has it, for the certificate's name. */
  readonly givenSnrHz: Float64Array;
  readonly uplinkBits: Float64Array;
  readonly fixedDelayS: Float64Array;
  readonly fixedCost: Float64Array;
  /** Cost times bit/s. */
  readonly sendCost: Float64Array;
  /** J whatever the bandwidth, and W while sending: for telling ties apart, whatever a joule costs. */
  readonly fixedEnergyJ: Float64Array;
  readonly transmitPowerW: Float64Array;
  /**
   * Longest time of sending that the energy limit allows, s: (limit - e_k)/p_k. Infinity without a limit (or power),
   * negative where computing alone is too much.
   */
  readonly longestUplinkS: Float64Array;
  /** n_k of a penalty that is a linear fraction, (n0 + sum n_k)/x - n0; empty for any other. */
  readonly numerator: Float64Array;
}

/** Time that device k has for sending if it is to be done by tauS within its energy limit, s. */
export function spareS(columns: RoundColumns, k: number, tauS: number): number {
  return Math.min(tauS - columns.fixedDelayS[k]!, columns.longestUplinkS[k]!);
}

/** Rate of device k at a bandwidth, bit/s. */
export function rateOf(
  { snrHz, maxSpectralEfficiency }: RoundColumns,
  k: number,
  bandwidthHz: number,
): number {
  return Math.min(rateBitPerS(bandwidthHz, snrHz[k]!), bandwidthHz * maxSpectralEfficiency);
}

/**
 * The values of tau at which device k's least bandwidth bends: where its energy limit begins to bind, and where the cap on its
 * rate does. Infinity for what there is not.
 */
export function bendsOf(
  { fixedDelayS, longestUplinkS, uplinkBits, snrHz, ceiling }: BendColumns,
  k: number,
): readonly [number, number] {
  const fixedS = fixedDelayS[k]!;
  return [fixedS + longestUplinkS[k]!, fixedS + bendTimeS(uplinkBits[k]!, snrHz[k]!, ceiling)];
}

type BendColumns = Pick<RoundColumns, 'fixedDelayS' | 'longestUplinkS' | 'uplinkBits' | 'snrHz' | 'ceiling'>;

/** True where costs may bend in tau. */
export function mayBend({ tauPrice, ceiling, longestUplinkS }: RoundColumns): boolean {
  return (
    tauPrice > 0 &&
    (ceiling.log !== Number.POSITIVE_INFINITY || longestUplinkS.some((s) => s !== Number.POSITIVE_INFINITY))
  );
}

function longestUplinkS({ energyLimitJ, fixedEnergyJ, transmitPowerW }: RoundDevice): number {
  if (energyLimitJ === undefined) return Number.POSITIVE_INFINITY;
  const leftJ = energyLimitJ - fixedEnergyJ;
  if (leftJ < 0) return -1;
  return transmitPowerW > 0 ? leftJ / transmitPowerW : Number.POSITIVE_INFINITY;
}

function numeratorsOf({ penalty, devices }: RoundProblem): Float64Array {
  const fraction = linearFraction(penalty);
  if (fraction === undefined) return new Float64Array(0);
  return Float64Array.from(devices, ({ id }) => fraction.numerators[id]!);
}

/** Less cannot be told from nothing, and its ratio to an SNR would leave the range of numbers. */
const NO_COST = 1e-280;

export function toColumns(problem: RoundProblem): RoundColumns {
  const { devices, delayPrice } = problem;
  const count = devices.length;
  const mean = problem.delayKind === 'mean';
  const gap = snrGapRatio(problem);
  const maxSpectralEfficiency = problem.maxSpectralEfficiency ?? Number.POSITIVE_INFINITY;
  // One buffer: for few devices making it costs more than filling it.
  const buffer = new ArrayBuffer((gap === 1 ? 9 : 10) * 8 * count);
  const column = (i: number) => new Float64Array(buffer, 8 * count * i, count);
  const columns = {
    deviceCount: count,
    bandwidthHz: problem.bandwidthHz,
    deadlineS: problem.deadlineS ?? Number.POSITIVE_INFINITY,
    minScheduled: problem.minScheduled ?? 0,
    maxScheduled: Math.min(problem.maxScheduled ?? count, count),
    penalty: problem.penalty,
    penaltyWeight: problem.penaltyWeight,
    tauPrice: mean ? 0 : delayPrice,
    delayKind: problem.delayKind,
    maxSpectralEfficiency,
    snrGapDb: problem.snrGap ?? 0,
    ceiling: ceilingOf(maxSpectralEfficiency),
    share: column(0),
    snrHz: column(1),
    uplinkBits: column(2),
    fixedDelayS: column(3),
    fixedCost: column(4),
    sendCost: column(5),
    fixedEnergyJ: column(6),
    transmitPowerW: column(7),
    longestUplinkS: column(8),
    givenSnrHz: gap === 1 ? column(1) : column(9),
    numerator: numeratorsOf(problem),
  };
  for (let k = 0; k < count; k++) {
    const device = devices[k]!;
    const energyPrice = device.energyPrice ?? 0;
    const meanPrice = mean ? delayPrice * device.share : 0;
    columns.fixedEnergyJ[k] = device.fixedEnergyJ;
    columns.transmitPowerW[k] = device.transmitPowerW;
    columns.longestUplinkS[k] = longestUplinkS(device);
    columns.share[k] = device.share;
    columns.givenSnrHz[k] = device.snrHz;
    columns.snrHz[k] = device.snrHz / gap;
    columns.uplinkBits[k] = device.uplinkBits;
    columns.fixedDelayS[k] = device.fixedDelayS;
    columns.fixedCost[k] =
      energyPrice * device.fixedEnergyJ + meanPrice * device.fixedDelayS - (device.value ?? 0);
    const sendCost = (energyPrice * device.transmitPowerW + meanPrice) * device.uplinkBits;
    columns.sendCost[k] = sendCost < NO_COST ? 0 : sendCost;
  }
  return columns;
}
