/** From the participation a linear model suggests to a solution with exact bandwidths. */

import type { RoundProblem } from '../../problem/round/problem.js';
import type { RoundSolution } from '../../problem/round/solution.js';
import type { StopReason } from '../../problem/solution.js';
import { Incumbent } from '../search/incumbent.js';
import { soundAnswer } from '../sound-answer.js';
import { leastObjective } from '../tools/certificates.js';
import { pointOf } from '../tools/decision.js';
import { easiestSchedule } from '../tools/infeasible.js';
import type { RoundColumns } from '../tools/problem-columns.js';
import { type Look, type TimeLimit, unlessStopped } from '../tools/time-limit.js';

/** What a model's solver found. */
export interface ModelOutcome {
  /** z_k in [0, 1] of each device; undefined where the solver had no point to show. */
  readonly participation?: Float64Array | undefined;
  readonly stopped: StopReason;
  /** What the solver itself says how it ended. */
  readonly modelStatus: string;
  readonly segmentError: number;
}

/** No model was made: nothing can be better than the first incumbent, its numbers leave the range, or no time was left. */
export function withoutModel(limit: TimeLimit): ModelOutcome {
  return { stopped: limit.isOver ? 'time-limit' : 'method', modelStatus: 'no model', segmentError: 0 };
}

/** An incumbent with the schedule that needs no model: nobody, or the easiest that is allowed. */
export function firstIncumbent(columns: RoundColumns, look: Look): Incumbent {
  const incumbent = new Incumbent(columns, undefined, look);
  unlessStopped(() => incumbent.offer(columns.minScheduled === 0 ? [] : easiestSchedule(columns).scheduled));
  return incumbent;
}

/**
 * Offers schedules made of the likeliest participants, from all that the model takes in part down to none, and
 * keeps the best. The bandwidths are exact, so the model's segments only influence who takes part.
 */
export function answerFrom(
  solver: string,
  problem: RoundProblem,
  columns: RoundColumns,
  incumbent: Incumbent,
  outcome: ModelOutcome,
  limit: TimeLimit,
): RoundSolution {
  const { participation, modelStatus, segmentError } = outcome;
  const finished =
    participation === undefined ||
    unlessStopped(() => offerLikeliest(incumbent, participation)) !== undefined;
  const stopped = finished ? outcome.stopped : 'time-limit';
  const stats = { solver, nodes: 0, allocations: incumbent.allocations, segmentError, modelStatus };
  const { best } = incumbent;
  if (best === undefined) return { status: 'unknown', stopped, stats };
  // The chords overstate costs: the model's own bound is no bound of the true problem.
  const point = pointOf(problem, best.scheduled, best.allocation, leastObjective(columns));
  return soundAnswer(problem, columns, { status: 'feasible', stopped, stats, ...point }, limit);
}

/** @returns true, when it is through */
function offerLikeliest(incumbent: Incumbent, participation: Float64Array): true {
  const order = Array.from(participation.keys()).sort((a, b) => participation[b]! - participation[a]!);
  const whole = order.filter((k) => participation[k]! > 0.5);
  const any = order.filter((k) => participation[k]! > 1e-6);
  const ascending = (list: readonly number[]) => [...list].sort((a, b) => a - b);
  incumbent.offer(ascending(whole));
  for (let n = Math.max(0, whole.length - 3); n <= Math.min(any.length, whole.length + 3); n++) {
    incumbent.offer(ascending(any.slice(0, n)));
  }
  return true;
}
