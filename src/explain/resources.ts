/** What more of a resource is worth: to the schedule as it is, by its slope, and to the problem, by solving it again. */
import type { RoundDecision, RoundProblem } from '../problem/round/problem.js';
import { hasPoint } from '../problem/round/solution.js';
import type { Prover } from './prover.js';
import { valued } from './sides.js';
import type { NextUnits, Resource, ResourceStep } from './types.js';

/** Of the resource, for slopes: large enough for rounding, small enough for the bend. */
const SLOPE_STEP = 1e-4;
/** Of the resource, for solving again. */
const STEP = 0.01;

/** The best objective that is known, and what is proven. */
export interface Known {
  readonly decision: RoundDecision;
  readonly objective: number;
  readonly bound: number;
}

export function nextUnits(
  prover: Prover,
  problem: RoundProblem,
  shown: RoundDecision,
  best: Known,
): NextUnits {
  const { deadlineS } = problem;
  const slope = (amount: number, change: (amount: number) => RoundProblem) =>
    slopeOf(shown.scheduled, amount, change);
  const joule: Record<string, number> = {};
  for (const [k, { id, energyLimitJ }] of problem.devices.entries()) {
    if (energyLimitJ === undefined || !shown.scheduled.includes(id)) continue;
    const withLimit = (limitJ: number) => ({
      ...problem,
      devices: problem.devices.map((d, i) => (i === k ? { ...d, energyLimitJ: limitJ } : d)),
    });
    Object.defineProperty(joule, id, {
      value: slope(energyLimitJ, withLimit),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return {
    hertz: hertzPrice(problem, shown.scheduled),
    ...(deadlineS === undefined ? {} : { second: slope(deadlineS, (s) => ({ ...problem, deadlineS: s })) }),
    joule,
    steps: steps(prover, problem, best),
  };
}

/** What a hertz more is worth to a schedule, per Hz. */
export function hertzPrice(problem: RoundProblem, scheduled: readonly string[]): number {
  return slopeOf(scheduled, problem.bandwidthHz, (bandwidthHz) => ({ ...problem, bandwidthHz }));
}

/** -dV/d amount >= 0, from three values ahead (an error of second order). */
function slopeOf(
  scheduled: readonly string[],
  amount: number,
  change: (amount: number) => RoundProblem,
): number {
  const step = SLOPE_STEP * amount;
  if (!(step > 0)) return 0;
  const value = (times: number) => valued(change(amount + times * step), scheduled)?.objective;
  const [here, one, two] = [value(0), value(1), value(2)];
  if (here === undefined || one === undefined || two === undefined) return 0;
  const fall = (3 * here - 4 * one + two) / (2 * step);
  // What rounding alone could make is nothing.
  return fall * step > 1e-13 * Math.abs(here) ? fall : 0;
}

interface Larger {
  readonly resource: Resource;
  readonly from: number;
  readonly to: number;
  readonly problem: RoundProblem;
}

function larger(problem: RoundProblem): Larger[] {
  const { bandwidthHz, deadlineS, maxScheduled, devices } = problem;
  const grown = (value: number) => value * (1 + STEP);
  const list: Larger[] = [
    {
      resource: 'bandwidthHz',
      from: bandwidthHz,
      to: grown(bandwidthHz),
      problem: { ...problem, bandwidthHz: grown(bandwidthHz) },
    },
  ];
  if (deadlineS !== undefined) {
    const to = grown(deadlineS);
    list.push({ resource: 'deadlineS', from: deadlineS, to, problem: { ...problem, deadlineS: to } });
  }
  if (maxScheduled !== undefined && maxScheduled < devices.length) {
    const to = maxScheduled + 1;
    list.push({
      resource: 'maxScheduled',
      from: maxScheduled,
      to,
      problem: { ...problem, maxScheduled: to },
    });
  }
  if (devices.some(({ energyLimitJ }) => energyLimitJ !== undefined)) {
    const limited = devices.map((device) =>
      device.energyLimitJ === undefined ? device : { ...device, energyLimitJ: grown(device.energyLimitJ) },
    );
    list.push({ resource: 'energyLimitJ', from: 1, to: 1 + STEP, problem: { ...problem, devices: limited } });
  }
  return list;
}

function steps(prover: Prover, problem: RoundProblem, best: Known): ResourceStep[] {
  const found: ResourceStep[] = [];
  for (const { resource, from, to, problem: more } of larger(problem)) {
    const solution = prover.solve(more, best.decision);
    if (!hasPoint(solution)) continue;
    const least = best.bound - solution.objective;
    const gain = [Math.max(0, least), Math.max(0, best.objective - solution.bound)] as const;
    found.push({ resource, from, to, gain, ...difference(best.decision.scheduled, solution.scheduled) });
  }
  return found;
}

/** Who comes and who goes from one schedule to another. */
export function difference(
  from: readonly string[],
  to: readonly string[],
): { readonly joins: readonly string[]; readonly leaves: readonly string[] } {
  const [before, after] = [new Set(from), new Set(to)];
  return { joins: to.filter((id) => !before.has(id)), leaves: from.filter((id) => !after.has(id)) };
}
