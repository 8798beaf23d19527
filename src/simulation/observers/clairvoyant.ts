/** What the best policy could have done that knew every channel of this run in advance (theory 6). */
import { type ControlRules, type Observation, wholeHorizon } from '../../control/index.js';
import { aboveBound } from '../../core/above-bound.js';
import { certifyHorizon } from '../../problem/horizon/certify.js';
import type { HorizonProblem } from '../../problem/horizon/problem.js';
import type { ClairvoyantSummary } from '../../record/records.js';
import { type ClairvoyantOptions, clairvoyant, clairvoyantOn } from '../../solvers/horizon/index.js';
import { horizonPool } from '../pools/horizon-pool.js';
import type { RunObserver } from './observer.js';

/**
 * Of runs that were not stopped.
 * @param workers threads; 1 solves in this one. The answer is the same with any number.
 */
export function clairvoyantBound(workers: number): RunObserver {
  return {
    async end({ prepared: { rules, environment }, completed, observations, isCut }) {
      if (completed < rules.horizon || isCut) return {};
      const found = await clairvoyantSummary(rules, observations, workers);
      // Made at costs that no run reaches where features are kept: the bound holds, the schedule is none.
      const noSchedule = environment.withKept ? { schedule: null, scheduleGap: null } : {};
      return { clairvoyant: { ...found, ...noSchedule } };
    },
  };
}

async function clairvoyantSummary(
  rules: ControlRules,
  observations: readonly Observation[],
  workers: number,
): Promise<ClairvoyantSummary> {
  const problem = wholeHorizon(rules, observations);
  const { solution, modelGap, evaluations } = await solvedOnWorkers(problem, workers);
  const verdict = certifyHorizon(problem, solution);
  if (solution.status !== 'bounded') throw new RangeError('scheduling nobody keeps every budget');
  const { bound } = solution;
  const schedule = solution.schedule?.objective ?? null;
  return {
    bound,
    schedule,
    scheduleGap: schedule === null ? null : aboveBound(schedule, bound),
    modelGap,
    evaluations,
    certified: verdict.valid,
  };
}

export async function solvedOnWorkers(
  problem: HorizonProblem,
  workers: number,
  options: ClairvoyantOptions = {},
) {
  if (workers <= 1) return clairvoyant(problem, options);
  const pool = horizonPool(problem, workers);
  try {
    return await clairvoyantOn(problem, pool.evaluate, options);
  } finally {
    await pool.close();
  }
}
