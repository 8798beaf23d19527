/** Baselines: rules that pick a schedule and prove nothing. One shape for all of them. */
import { type RoundColumns, toColumns } from '../../problem/round/columns.js';
import { evaluateDecision, largestViolation } from '../../problem/round/evaluate.js';
import type { RoundDecision, RoundProblem } from '../../problem/round/problem.js';
import { type RoundSolution, roundPoint } from '../../problem/round/solution.js';
import { allocate } from '../allocation.js';
import { leastPenalty } from '../certificates.js';
import { requireCapabilities, requireOptions } from '../checks.js';
import { toDecision } from '../decision.js';
import { EVERYTHING, type RoundSolver, type SolveOptions } from '../solver.js';

/** A decision by some rule, or undefined where the rule finds none that is feasible. */
export type Rule = (
  problem: RoundProblem,
  columns: RoundColumns,
  options: SolveOptions,
) => RoundDecision | undefined;

export function heuristicSolver(name: string, title: string, rule: Rule): RoundSolver {
  const solver: RoundSolver = {
    name,
    title,
    capabilities: EVERYTHING,
    solve(problem: RoundProblem, options: SolveOptions = {}): RoundSolution {
      requireCapabilities(solver, problem);
      requireOptions(options);
      const columns = toColumns(problem);
      const decision = rule(problem, columns, options);
      const stats = { solver: name, nodes: 0, allocations: 1 };
      const feasible =
        decision !== undefined && largestViolation(evaluateDecision(problem, decision).violations) <= 1e-10;
      if (!feasible) return { status: 'unknown', stopped: 'method', stats };
      // Nothing is proven beyond the penalty that everybody's taking part would leave.
      return {
        status: 'feasible',
        stopped: 'method',
        stats,
        ...roundPoint(problem, decision, leastPenalty(columns)),
      };
    },
  };
  return solver;
}

/** How many the fixed-size baselines aim at: the limit if there is one, else a quarter of the devices. */
export function baselineSize(problem: RoundProblem): number {
  const all = problem.devices.length;
  return Math.min(all, Math.max(problem.minScheduled ?? 0, problem.maxScheduled ?? Math.ceil(all / 4)));
}

/** The first `count` of an order that fit the deadline and the band together; a device that does not is skipped. */
export function firstFeasible(
  problem: RoundProblem,
  columns: RoundColumns,
  order: readonly number[],
  count: number,
): RoundDecision | undefined {
  let best: number[] = [];
  for (const k of order) {
    if (best.length >= count) break;
    const wider = [...best, k].sort((a, b) => a - b);
    if (allocate(columns, wider) !== undefined) best = wider;
  }
  const allocation = allocate(columns, best);
  return allocation && toDecision(problem, best, allocation);
}
