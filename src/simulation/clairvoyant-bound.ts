/** What the best policy could have done that knew every channel of this run in advance (theory 6). */
import { type ControlRules, type Observation, wholeHorizon } from '../control/index.js';
import { certifyHorizon } from '../problem/horizon/certify.js';
import type { ClairvoyantSummary } from '../record/records.js';
import { clairvoyant, clairvoyantOn } from '../solvers/horizon/index.js';
import { horizonPool } from './pools/horizon-pool.js';

/** @param workers threads; 1 solves in this one. The answer is the same with any number. */
export async function clairvoyantSummary(
  rules: ControlRules,
  observations: readonly Observation[],
  workers: number,
): Promise<ClairvoyantSummary> {
  const problem = wholeHorizon(rules, observations);
  const result = await solved(problem, workers);
  const { solution, gap, modelGap, evaluations } = result;
  const verdict = certifyHorizon(problem, solution);
  if (solution.status !== 'bounded') throw new RangeError('scheduling nobody keeps every budget');
  return {
    bound: solution.bound,
    schedule: solution.schedule?.objective ?? null,
    scheduleGap: gap ?? null,
    modelGap,
    evaluations,
    certified: verdict.valid,
  };
}

async function solved(problem: ReturnType<typeof wholeHorizon>, workers: number) {
  if (workers <= 1) return clairvoyant(problem);
  const pool = horizonPool(problem, workers);
  try {
    return await clairvoyantOn(problem, pool.evaluate);
  } finally {
    await pool.close();
  }
}
