/** What the best policy could have done that knew every channel of this run in advance (theory 6). */
import { wholeHorizon } from '../../control/index.js';
import { aboveBound } from '../../core/above-bound.js';
import { certifyHorizon } from '../../problem/horizon/certify.js';
import type { HorizonProblem } from '../../problem/horizon/problem.js';
import type { ClairvoyantSummary } from '../../record/records.js';
import { type ClairvoyantOptions, clairvoyant, clairvoyantOn } from '../../solvers/horizon/index.js';
import { horizonPool } from '../pools/horizon-pool.js';
import type { EndOfRun, RunObserver } from './observer.js';

/**
 * Of runs that were not stopped.
 * @param workers threads; 1 solves in this one. The answer is the same with any number.
 */
export function clairvoyantBound(workers: number): RunObserver {
  return {
    async end(run) {
      const { prepared, completed, observations, isCut } = run;
      if (completed < prepared.rules.horizon || isCut) return {};
      return {
        clairvoyant: await horizonBound(run, wholeHorizon(prepared.rules, observations), { workers }),
      };
    },
  };
}

interface BoundSettings extends ClairvoyantOptions {
  readonly workers: number;
  /** What one of the bound's units is in those of the problem's objective; default 1. */
  readonly unit?: number;
}

/** The certified bound on a problem of the run's whole horizon. */
export async function horizonBound(
  { prepared: { environment } }: EndOfRun,
  problem: HorizonProblem,
  { workers, unit = 1, ...options }: BoundSettings,
): Promise<ClairvoyantSummary> {
  const { solution, modelGap, evaluations } = await solvedOnWorkers(problem, workers, options);
  const verdict = certifyHorizon(problem, solution);
  if (solution.status !== 'bounded') throw new RangeError('scheduling nobody keeps every budget');
  const bound = solution.bound / unit;
  // Made at costs that no run reaches where features are kept: the bound holds, the schedule is none.
  const found = environment.withKept ? undefined : solution.schedule;
  const schedule = found === undefined ? null : found.objective / unit;
  return {
    bound,
    schedule,
    scheduleGap: schedule === null ? null : aboveBound(schedule, bound),
    modelGap,
    evaluations,
    certified: verdict.valid,
  };
}

async function solvedOnWorkers(problem: HorizonProblem, workers: number, options: ClairvoyantOptions) {
  if (workers <= 1) return clairvoyant(problem, options);
  const pool = horizonPool(problem, workers);
  try {
    return await clairvoyantOn(problem, pool.evaluate, options);
  } finally {
    await pool.close();
  }
}
