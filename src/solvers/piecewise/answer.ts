/** From the participation a linear model suggests to a solution with exact bandwidths. */
import type { RoundColumns } from '../../problem/round/columns.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import { type RoundSolution, roundPoint } from '../../problem/round/solution.js';
import { leastPenalty } from '../certificates.js';
import { toDecision } from '../decision.js';
import { easiestSchedule } from '../infeasible.js';
import { Incumbent } from '../search/incumbent.js';

/**
 * Offers schedules made of the likeliest participants, from all that the model takes in part down to none, and
 * keeps the best. The bandwidths are exact, so the model's segments only influence who takes part.
 * @param participation z_k in [0, 1] of each device
 */
export function answerFrom(
  problem: RoundProblem,
  columns: RoundColumns,
  participation: Float64Array,
  claim: { readonly solver: string; readonly segmentError: number },
): RoundSolution {
  const order = Array.from(participation.keys()).sort((a, b) => participation[b]! - participation[a]!);
  const whole = order.filter((k) => participation[k]! > 0.5);
  const any = order.filter((k) => participation[k]! > 1e-6);
  const incumbent = new Incumbent(columns);
  const ascending = (list: readonly number[]) => [...list].sort((a, b) => a - b);
  incumbent.offer(ascending(whole));
  for (let n = Math.max(0, whole.length - 3); n <= Math.min(any.length, whole.length + 3); n++) {
    incumbent.offer(ascending(any.slice(0, n)));
  }
  incumbent.offer([]);
  if (incumbent.best === undefined) incumbent.offer(easiestSchedule(columns).scheduled);
  const stats = {
    solver: claim.solver,
    nodes: 0,
    allocations: incumbent.allocations,
    segmentError: claim.segmentError,
  };
  if (incumbent.best === undefined) return { status: 'unknown', stopped: 'method', stats };
  const decision = toDecision(problem, incumbent.best.scheduled, incumbent.best.allocation);
  // The chords overstate costs: the model's own bound is no bound of the true problem.
  return {
    status: 'feasible',
    stopped: 'method',
    stats,
    ...roundPoint(problem, decision, leastPenalty(columns)),
  };
}
