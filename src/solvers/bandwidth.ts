/**
 * `bandwidth`: the exact allocation for a given schedule (that of the warm start; without one, everybody).
 * It proves nothing about other schedules, so its answers are 'feasible' with the bound 'method' allows.
 */
import { InputError } from '../core/errors.js';
import type { RoundDecision, RoundProblem } from '../problem/round/problem.js';
import { type RoundSolution, roundPoint } from '../problem/round/solution.js';
import { EVERYTHING, type RoundSolver, type SolveOptions } from './solver.js';
import { soundAnswer } from './sound-answer.js';
import { allocate } from './tools/allocation.js';
import { leastObjective } from './tools/certificates.js';
import { requireCapabilities, requireOptions } from './tools/checks.js';
import { scheduledIndexes, toDecision } from './tools/decision.js';
import { toColumns } from './tools/problem-columns.js';
import { type Look, TimeLimit, unlessStopped } from './tools/time-limit.js';

export const bandwidth: RoundSolver = {
  name: 'bandwidth',
  title: 'Exact bandwidths for a given schedule (the warm start; else every device)',
  capabilities: EVERYTHING,
  solve(problem: RoundProblem, options: SolveOptions = {}): RoundSolution {
    requireCapabilities(bandwidth, problem);
    requireOptions(options);
    const time = new TimeLimit(options);
    const { look } = time;
    const stats = { solver: bandwidth.name, nodes: 0, allocations: 1 };
    const ids = options.warmStart?.scheduled ?? problem.devices.map((device) => device.id);
    const allowed =
      ids.length >= (problem.minScheduled ?? 0) && ids.length <= (problem.maxScheduled ?? ids.length);
    const found = unlessStopped(() => ({
      decision: allowed ? allocateSchedule(problem, ids, look) : undefined,
    }));
    if (found === undefined) return { status: 'unknown', stopped: 'time-limit', stats };
    const { decision } = found;
    if (decision === undefined) return { status: 'unknown', stopped: 'method', stats };
    const columns = toColumns(problem);
    const point = roundPoint(problem, decision, leastObjective(columns));
    return soundAnswer(problem, columns, { status: 'feasible', stopped: 'method', stats, ...point }, time);
  },
};

/**
 * The best bandwidths for a fixed schedule, or undefined where none are feasible (its size is not checked
 * against the limits on the number scheduled).
 * @param look called once a pass over the devices; what it throws ends the work
 * @throws InputError for an id the problem does not have
 */
export function allocateSchedule(
  problem: RoundProblem,
  scheduled: readonly string[],
  look?: Look,
): RoundDecision | undefined {
  const indexes = scheduledIndexes(problem, scheduled);
  if (indexes === undefined) throw new InputError('scheduled', scheduled, "ids of the problem's devices");
  const allocation = allocate(toColumns(problem), indexes, 0, look);
  return allocation && toDecision(problem, indexes, allocation);
}
