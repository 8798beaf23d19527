/**
 * `relaxed`: the Lagrangian bound with rounding and repair only (theory 4). A feasible point with a certified gap
 * in near-linear time, for hundreds of thousands of devices.
 */
import type { RoundProblem } from '../core/round/problem.js';
import type { RoundSolution } from '../core/round/solution.js';
import type { StopReason } from '../core/solution.js';
import { closeAt } from './certificates.js';
import { requireCapabilities, requireOptions } from './checks.js';
import { pointOf } from './decision.js';
import { proveInfeasible } from './infeasible.js';
import type { SearchContext } from './search/explore.js';
import { wholePart } from './search/parts.js';
import { relax } from './search/relax.js';
import { feasibleSolution, horizonOf, newContext, offerFirst, probeTaus, statsOf } from './search/start.js';
import { EVERYTHING, type RoundSolver, type SolveOptions } from './solver.js';

/** Most intervals of tau, where it has a price. */
const BOXES = 16;

export const relaxed: RoundSolver = {
  name: 'relaxed',
  title: 'Lagrangian bound with rounding: a feasible point with a certified gap, near-linear time',
  capabilities: EVERYTHING,
  solve(problem: RoundProblem, options: SolveOptions = {}): RoundSolution {
    requireCapabilities(relaxed, problem);
    requireOptions(options);
    const context = newContext(problem, options);
    const emptiness = proveInfeasible(context.columns);
    if (emptiness !== undefined) {
      const certificate = closeAt(context.columns, emptiness);
      return { status: 'infeasible', certificate, stats: statsOf(relaxed.name, context) };
    }
    offerFirst(context, problem, options);
    return relaxedSolution(problem, context, relaxed.name, 'method', probeTaus(context));
  },
};

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
  const { root, bound } = relax(context, wholePart(columns, horizonS), guess, BOXES);
  const certificate = closeAt(columns, root, horizonS);
  if (incumbent.best === undefined || bound < incumbent.cutoff) {
    return feasibleSolution(problem, context, { solver, stopped, bound, certificate });
  }
  const best = incumbent.best;
  const point = pointOf(problem, best.scheduled, best.allocation, Number.POSITIVE_INFINITY);
  return { status: 'optimal', certificate, stats: statsOf(solver, context), ...point };
}
