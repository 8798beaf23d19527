/**
 * A decision, judged in intervals (docs/certificate-format.md, section 3): what it certainly costs at most and at least, and
 * whether it certainly keeps every constraint up to the slack.
 */
import { penaltyChecking } from '../penalty/penalty.js';
import type { RoundDecision, RoundDevice, RoundProblem } from '../problem.js';
import { DECIBEL_ERROR, ratioOfDecibels } from './decibel.js';
import { SLACK_FACTOR } from './facts.js';
import { LN2_DOWN, LN2_UP, LOG_ERROR, logOnePlus } from './logarithm.js';
import { massOf } from './mass.js';
import type { Interval } from './penalty-terms.js';
import { addDown, addUp, divDown, divUp, mulDown, mulUp } from './rounding.js';
import { addWide, newWideSum, wideError } from './wide-sum.js';

export interface JudgedPoint {
  readonly objective: Interval;
  /** tau by the problem's delay kind. */
  readonly delayS: Interval;
  /** Of each scheduled device. */
  readonly energyJ: ReadonlyMap<string, Interval>;
  /** Constraints that are not certainly kept, in words. */
  readonly violations: readonly string[];
}

export const NOTHING: Interval = { low: 0, high: 0 };

export const sumOf = (a: Interval, b: Interval): Interval => ({
  low: addDown(a.low, b.low),
  high: addUp(a.high, b.high),
});
/** Of numbers >= 0. */
const timesOf = (a: Interval, b: number): Interval => ({
  low: mulDown(a.low, b),
  high: mulUp(a.high, b),
});
export const exactly = (v: number): Interval => ({ low: v, high: v });

export function judgePoint(problem: RoundProblem, decision: RoundDecision): JudgedPoint {
  const violations: string[] = [];
  const scheduled = devicesOf(problem, decision, violations);
  const shares = newWideSum();
  const bandwidth = newWideSum();
  const joules = new Map<string, Interval>();
  let cost = NOTHING;
  let value = NOTHING;
  let worst = NOTHING;
  let mean = NOTHING;
  for (const { device, bandwidthHz } of scheduled) {
    addWide(shares, device.share);
    addWide(bandwidth, bandwidthHz);
    const { sendS, delayS, energyJ } = spendingOf(problem, device, bandwidthHz);
    judgeDevice(problem, device, sendS, violations);
    joules.set(device.id, energyJ);
    cost = sumOf(cost, timesOf(energyJ, device.energyPrice ?? 0));
    value = sumOf(value, exactly(device.value ?? 0));
    worst = { low: Math.max(worst.low, delayS.low), high: Math.max(worst.high, delayS.high) };
    mean = sumOf(mean, timesOf(delayS, device.share));
  }
  judgeTotals(problem, scheduled.length, bandwidth.high, bandwidth.low, violations);
  const mass = massOf(shares.high, shares.low, wideError(scheduled.length));
  const ids = () => scheduled.map(({ device }) => device.id);
  const phi = penaltyChecking(problem.penalty).enclose(problem.penalty, scheduled.length, mass, ids);
  const penalty = timesOf(phi, problem.penaltyWeight);
  const delayS = problem.delayKind === 'mean' ? mean : worst;
  const delay = timesOf(delayS, problem.delayPrice);
  const charges = sumOf(sumOf(penalty, delay), cost);
  const objective = sumOf(charges, { low: -value.high, high: -value.low });
  if (!(Number.isFinite(objective.low) && Number.isFinite(objective.high)))
    violations.push('its objective is beyond the range of numbers');
  return { objective, delayS, energyJ: joules, violations };
}

interface Scheduled {
  readonly device: RoundDevice;
  readonly bandwidthHz: number;
}

function devicesOf(
  problem: RoundProblem,
  { scheduled, bandwidthHz }: RoundDecision,
  violations: string[],
): Scheduled[] {
  const byId = new Map(problem.devices.map((device) => [device.id, device]));
  const seen = new Set<string>();
  const found: Scheduled[] = [];
  for (const id of scheduled) {
    const device = byId.get(id);
    const b = Object.hasOwn(bandwidthHz, id) ? bandwidthHz[id]! : Number.NaN;
    if (device === undefined) violations.push(`schedules "${id}", which the problem does not have`);
    else if (seen.has(id)) violations.push(`schedules "${id}" twice`);
    else if (!(b >= 0 && b < Number.POSITIVE_INFINITY)) violations.push(`has no bandwidth for "${id}"`);
    else found.push({ device, bandwidthHz: b });
    seen.add(id);
  }
  for (const id of Object.keys(bandwidthHz)) {
    if (!seen.has(id)) violations.push(`gives bandwidth to "${id}", which is not scheduled`);
  }
  return found;
}

/** Delay and energy of a device at a bandwidth; Infinity where nothing carries its bits. */
function spendingOf(
  problem: RoundProblem,
  { snrHz, uplinkBits, fixedDelayS, transmitPowerW, fixedEnergyJ }: RoundDevice,
  bandwidthHz: number,
): { readonly sendS: Interval; readonly delayS: Interval; readonly energyJ: Interval } {
  const sendS = uplinkBits === 0 ? NOTHING : sendingOf(problem, snrHz, uplinkBits, bandwidthHz);
  const energy = transmitPowerW === 0 ? NOTHING : timesOf(sendS, transmitPowerW);
  const [delayS, energyJ] = [sumOf(exactly(fixedDelayS), sendS), sumOf(exactly(fixedEnergyJ), energy)];
  return { sendS, delayS, energyJ };
}

function sendingOf(problem: RoundProblem, snrHz: number, bits: number, b: number): Interval {
  const snr = usableSnr(problem, snrHz);
  const low = logOnePlus(divDown(snr.low, b)) * (1 - 2 * LOG_ERROR);
  const high = logOnePlus(divUp(snr.high, b)) * (1 + 2 * LOG_ERROR);
  const cap = problem.maxSpectralEfficiency ?? Number.POSITIVE_INFINITY;
  const perHz = { low: Math.min(cap, divDown(low, LN2_UP)), high: Math.min(cap, divUp(high, LN2_DOWN)) };
  if (!(b > 0 && perHz.low > 0 && perHz.high < Number.POSITIVE_INFINITY))
    return { low: 0, high: Number.POSITIVE_INFINITY };
  return { low: divDown(bits, mulUp(b, perHz.high)), high: divUp(bits, mulDown(b, perHz.low)) };
}

function usableSnr({ snrGap = 0 }: RoundProblem, snrHz: number): Interval {
  if (snrGap === 0) return exactly(snrHz);
  const ratio = ratioOfDecibels(snrGap);
  return {
    low: divDown(snrHz, ratio * (1 + 2 * DECIBEL_ERROR)),
    high: divUp(snrHz, ratio * (1 - 2 * DECIBEL_ERROR)),
  };
}

/** The time of sending may exceed what deadline and energy limit leave by the slack. */
function judgeDevice(
  { deadlineS }: RoundProblem,
  { id, fixedDelayS, fixedEnergyJ, transmitPowerW, energyLimitJ }: RoundDevice,
  sendS: Interval,
  violations: string[],
): void {
  if (!Number.isFinite(sendS.high)) violations.push(`gives "${id}" no bandwidth to send with`);
  if (deadlineS !== undefined) {
    const left = mulDown(addDown(deadlineS, -fixedDelayS), SLACK_FACTOR);
    if (!(sendS.high <= left))
      violations.push(`violates the deadline: "${id}" sends for ${sendS.high} s of ${left}`);
  }
  if (energyLimitJ !== undefined) {
    const left = mulDown(addDown(energyLimitJ, -fixedEnergyJ), SLACK_FACTOR);
    const energy = transmitPowerW === 0 ? 0 : mulUp(sendS.high, transmitPowerW);
    if (!(energy <= left))
      violations.push(`violates the energy limit of "${id}": sends for ${energy} J of ${left}`);
  }
}

function judgeTotals(
  { bandwidthHz, minScheduled = 0, maxScheduled }: RoundProblem,
  count: number,
  high: number,
  low: number,
  violations: string[],
): void {
  // The error of a wide sum of numbers in [0, 2], scaled.
  const sum = addUp(addUp(high, low), mulUp(high, wideError(count)));
  if (!(sum <= mulDown(bandwidthHz, SLACK_FACTOR)))
    violations.push(`violates the band: ${sum} Hz of ${bandwidthHz}`);
  if (count < minScheduled) violations.push(`schedules ${count} devices of at least ${minScheduled}`);
  if (maxScheduled !== undefined && count > maxScheduled)
    violations.push(`schedules ${count} devices of at most ${maxScheduled}`);
}
