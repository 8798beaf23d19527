/**
 * `relaxed`: the Lagrangian bound with rounding and repair only (theory 4). A feasible point with a certified gap
 * in near-linear time, for hundreds of thousands of devices.
 */

import type { RoundDecision, RoundProblem } from '../problem/round/problem.js';
import type { RoundSolution } from '../problem/round/solution.js';
import type { StopReason } from '../problem/solution.js';
import { boundPart } from './search/bound-part.js';
import type { SearchContext } from './search/context.js';
import { leaf } from './search/leaf.js';
import { wholePart } from './search/parts.js';
import { relax } from './search/relax.js';
import { feasibleSolution, horizonOf, newContext, offerFirst, probeTaus, statsOf } from './search/start.js';
import { EVERYTHING, type RoundSolver, type SolveOptions } from './solver.js';
import { soundAnswer } from './sound-answer.js';
import { closeAt, leastObjective } from './tools/certificates.js';
import { requireCapabilities, requireOptions } from './tools/checks.js';
import { pointOf, scheduledIndexes } from './tools/decision.js';
import { boundOfPart } from './tools/fraction-bound.js';
import { proveInfeasible } from './tools/infeasible.js';
import { type RoundColumns, toColumns } from './tools/problem-columns.js';
import { columnsOf, promisingDevices } from './tools/promising.js';
import { unlessStopped } from './tools/time-limit.js';

/** Most intervals of tau, where it has a price. */
const BOXES = 16;

/** Bounds any part, if not well. */
const PRICE_FREE = { bandwidth: 0, share: 0, count: 0, tauS: 0 };

export const relaxed: RoundSolver = {
  name: 'relaxed',
  title: 'Lagrangian bound with rounding: a feasible point with a certified gap, near-linear time',
  capabilities: EVERYTHING,
  solve(problem: RoundProblem, options: SolveOptions = {}): RoundSolution {
    requireCapabilities(relaxed, problem);
    requireOptions(options);
    const columns = toColumns(problem);
    const kept = promisingDevices(columns);
    if (kept !== undefined) return relaxedOver(problem, columns, kept, options);
    const context = newContext(columns, options);
    return soundAnswer(problem, columns, relaxedOverAll(problem, context, options), context.budget.time);
  },
};

function relaxedOverAll(problem: RoundProblem, context: SearchContext, options: SolveOptions): RoundSolution {
  const emptiness = proveInfeasible(context.columns);
  if (emptiness !== undefined) {
    const certificate = closeAt(context.columns, emptiness);
    return { status: 'infeasible', certificate, stats: statsOf(relaxed.name, context) };
  }
  const guess = unlessStopped(() => {
    offerFirst(context, problem, options);
    return probeTaus(context);
  });
  const stopped = guess === undefined ? 'time-limit' : 'method';
  return relaxedSolution(problem, context, relaxed.name, stopped, guess ?? 0);
}

/** The relaxation over the devices that promise anything; its bound is then taken over all of them. */
function relaxedOver(
  problem: RoundProblem,
  columns: RoundColumns,
  kept: Int32Array,
  options: SolveOptions,
): RoundSolution {
  const context = newContext(columnsOf(columns, kept), options);
  const { incumbent } = context;
  incumbent.offer([]);
  if (options.warmStart !== undefined) offerKept(context, problem, kept, options.warmStart);
  const bounded = unlessStopped(() => boundPart(context, wholePart(context.columns, columns.deadlineS), 0));
  const { multipliers } = bounded?.point ?? { multipliers: PRICE_FREE };
  const bound = boundOfPart(columns, wholePart(columns, columns.deadlineS), multipliers).value();
  const certificate = closeAt(columns, leaf(multipliers));
  const stats = statsOf(relaxed.name, context);
  const best = incumbent.best!;
  const scheduled = best.scheduled.map((i) => kept[i]!);
  if (bound >= incumbent.cutoff) {
    const solved = pointOf(problem, scheduled, best.allocation, Number.POSITIVE_INFINITY);
    const claim: RoundSolution = { status: 'optimal', certificate, stats, ...solved };
    return soundAnswer(problem, columns, claim, context.budget.time);
  }
  const found = pointOf(problem, scheduled, best.allocation, bound);
  const stopped = bounded === undefined ? 'time-limit' : 'method';
  const claim: RoundSolution = { status: 'feasible', stopped, stats, certificate, ...found };
  return soundAnswer(problem, columns, claim, context.budget.time);
}

/** Offers a decision, if it schedules nobody but these devices. */
function offerKept(
  { incumbent }: SearchContext,
  problem: RoundProblem,
  kept: Int32Array,
  decision: RoundDecision,
): void {
  const indexes = scheduledIndexes(problem, decision.scheduled);
  const places = indexes?.map((k) => kept.indexOf(k));
  if (places !== undefined && !places.includes(-1)) incumbent.offer(places);
}

/** The answer of the relaxation: 'optimal' where its bound meets its point, else 'feasible' with the gap. */
export function relaxedSolution(
  problem: RoundProblem,
  context: SearchContext,
  solver: string,
  stopped: StopReason,
  guess: number,
): RoundSolution {
  const { columns, incumbent } = context;
  const horizonS = horizonOf(context);
  const relaxation = relax(context, wholePart(columns, horizonS), guess, BOXES);
  if (relaxation === undefined) {
    // Nothing but the penalty that everybody's taking part would leave, less their values.
    const bound = leastObjective(columns);
    return feasibleSolution(problem, context, { solver, stopped: 'time-limit', bound });
  }
  const { root, bound, finished } = relaxation;
  const certificate = closeAt(columns, root, horizonS);
  if (incumbent.best === undefined || bound < incumbent.cutoff) {
    const reason = finished ? stopped : 'time-limit';
    return feasibleSolution(problem, context, { solver, stopped: reason, bound, certificate });
  }
  const best = incumbent.best;
  const point = pointOf(problem, best.scheduled, best.allocation, Number.POSITIVE_INFINITY);
  return { status: 'optimal', certificate, stats: statsOf(solver, context), ...point };
}
