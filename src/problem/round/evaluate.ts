/** The value of a decision, straight from the formula of the contract (docs/round-problem.md). */
import { byId } from './by-id.js';
import { massOf } from './check/mass.js';
import { addWide, newWideSum, type WideSum } from './check/wide-sum.js';
import { penaltyChecking } from './penalty/penalty.js';
import type { Penalty, Radio, RoundDecision, RoundDevice, RoundProblem } from './problem.js';
import { radioRateBitPerS } from './rate.js';

export interface RoundEvaluation {
  readonly objective: number;
  /** tau, by the problem's delay kind. */
  readonly delayS: number;
  /** Of each scheduled device. */
  readonly energyJ: Readonly<Record<string, number>>;
  readonly violations: RoundViolations;
}

/** Scaled violations: 0 where a constraint holds, NaN where a number is not one. */
export interface RoundViolations {
  /** (sum b - B) / B. */
  readonly bandwidth: number;
  /** max (D_k - deadline) / deadline. */
  readonly deadline: number;
  /** max (E_k - limit) / limit; Infinity for any energy above a limit of 0. */
  readonly energy: number;
  /** Devices beyond maxScheduled or short of minScheduled. */
  readonly count: number;
  /** Infinity for an unknown or repeated id, a missing or negative bandwidth, or no bandwidth with bits to send. */
  readonly form: number;
}

/**
 * Seconds of uplink; 0 with nothing to send, Infinity without bandwidth.
 * @param radio the problem, which says what its radio makes of a bandwidth
 */
export function uplinkS(device: RoundDevice, bandwidthHz: number, radio: Radio): number {
  return device.uplinkBits === 0 ? 0 : device.uplinkBits / radioRateBitPerS(bandwidthHz, device.snrHz, radio);
}

/** @param devices the scheduled devices in the order of `scheduled`, where the caller has them at hand */
export function evaluateDecision(
  problem: RoundProblem,
  decision: RoundDecision,
  devices: readonly (RoundDevice | undefined)[] = scheduledDevices(problem, decision),
): RoundEvaluation {
  const totals = {
    shares: newWideSum(),
    bandwidthHz: 0,
    energyCost: 0,
    value: 0,
    meanDelayS: 0,
    worstDelayS: 0,
    energy: 0,
    form: 0,
  };
  const able: string[] = [];
  const joules: number[] = [];
  for (let i = 0; i < decision.scheduled.length; i++) {
    const id = decision.scheduled[i]!;
    const device = devices[i];
    const bandwidthHz = Object.hasOwn(decision.bandwidthHz, id) ? decision.bandwidthHz[id]! : Number.NaN;
    if (device === undefined || !(bandwidthHz >= 0)) {
      totals.form = Number.POSITIVE_INFINITY;
      continue;
    }
    able.push(id);
    joules.push(addDevice(totals, device, bandwidthHz, problem));
  }
  if (Object.keys(decision.bandwidthHz).length !== decision.scheduled.length)
    totals.form = Number.POSITIVE_INFINITY;

  const count = decision.scheduled.length;
  const delayS = problem.delayKind === 'mean' ? totals.meanDelayS : totals.worstDelayS;
  const penalty = problem.penaltyWeight * penaltyOf(problem.penalty, totals.shares, count, able);
  const delayCost = problem.delayPrice === 0 ? 0 : problem.delayPrice * delayS;
  return {
    objective: penalty + delayCost + totals.energyCost - totals.value,
    delayS,
    energyJ: byId(able, (place) => joules[place]!),
    violations: {
      bandwidth: Math.max(0, totals.bandwidthHz / problem.bandwidthHz - 1),
      deadline: problem.deadlineS === undefined ? 0 : Math.max(0, totals.worstDelayS / problem.deadlineS - 1),
      energy: totals.energy,
      count: Math.max(0, count - (problem.maxScheduled ?? count), (problem.minScheduled ?? 0) - count),
      form: totals.form,
    },
  };
}

/** phi from participation to twice the digits: 1 - x may be 1e-16. */
function penaltyOf(penalty: Penalty, shares: WideSum, count: number, ids: readonly string[]): number {
  const mass = massOf(shares.high, shares.low, 0);
  const { low, high } = penaltyChecking(penalty).enclose(penalty, count, mass, () => ids);
  return low + (high - low) / 2;
}

/** The device of each scheduled id; undefined for an unknown one and for a second mention. */
function scheduledDevices(problem: RoundProblem, { scheduled }: RoundDecision): (RoundDevice | undefined)[] {
  const wanted = new Map<string, RoundDevice | undefined>(scheduled.map((id) => [id, undefined]));
  for (const device of problem.devices) if (wanted.has(device.id)) wanted.set(device.id, device);
  return scheduled.map((id) => {
    const device = wanted.get(id);
    wanted.delete(id);
    return device;
  });
}

interface Totals {
  shares: WideSum;
  bandwidthHz: number;
  energyCost: number;
  value: number;
  meanDelayS: number;
  worstDelayS: number;
  energy: number;
  form: number;
}

/** Adds one scheduled device and returns its energy in J. */
function addDevice(totals: Totals, device: RoundDevice, bandwidthHz: number, radio: Radio): number {
  const sendS = uplinkS(device, bandwidthHz, radio);
  const delayS = device.fixedDelayS + sendS;
  const energyJ = device.fixedEnergyJ + (device.transmitPowerW === 0 ? 0 : device.transmitPowerW * sendS);
  if (sendS === Number.POSITIVE_INFINITY) totals.form = Number.POSITIVE_INFINITY;
  addWide(totals.shares, device.share);
  totals.bandwidthHz += bandwidthHz;
  totals.energyCost += device.energyPrice ? device.energyPrice * energyJ : 0;
  totals.value += device.value ?? 0;
  totals.meanDelayS += device.share * delayS;
  totals.worstDelayS = Math.max(totals.worstDelayS, delayS);
  if (device.energyLimitJ !== undefined && !(energyJ <= device.energyLimitJ)) {
    totals.energy = Math.max(totals.energy, energyJ / device.energyLimitJ - 1);
  }
  return energyJ;
}

export function largestViolation(violations: RoundViolations): number {
  const { bandwidth, deadline, energy, count, form } = violations;
  return Math.max(bandwidth, deadline, energy, count, form);
}
