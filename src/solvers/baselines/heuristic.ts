/** Baselines: rules that pick a schedule and prove nothing. One shape for all of them. */

import type { RoundProblem } from '../../problem/round/problem.js';
import type { RoundSolution } from '../../problem/round/solution.js';
import type { StopReason } from '../../problem/solution.js';
import { EVERYTHING, type RoundSolver, type SolveOptions } from '../solver.js';
import { soundAnswer } from '../sound-answer.js';
import type { Allocation } from '../tools/allocation/gathered.js';
import { leastObjective } from '../tools/certificates.js';
import { requireCapabilities, requireOptions } from '../tools/checks.js';
import { ANSWER_PASSES, pointOf } from '../tools/decision.js';
import { type RoundColumns, toColumns } from '../tools/problem-columns.js';
import { TimeLimit, unlessStopped } from '../tools/time-limit.js';

/** What a rule looks at. */
export interface RuleInput {
  readonly problem: RoundProblem;
  readonly columns: RoundColumns;
  readonly options: SolveOptions;
  /** Counts from the beginning of the solve; a rule may let `look` throw. */
  readonly limit: TimeLimit;
}

/** A feasible schedule with its bandwidths, and the limit that stopped the rule before it was through, if one did. */
export interface Picked {
  /** Device indexes. */
  readonly scheduled: readonly number[];
  readonly allocation: Pick<Allocation, 'bandwidthHz'>;
  readonly stopped?: StopReason | undefined;
}

/** What some rule picks, or undefined where the rule finds none that is feasible. */
export type Rule = (input: RuleInput) => Picked | undefined;

export function heuristicSolver(name: string, title: string, rule: Rule): RoundSolver {
  const solver: RoundSolver = {
    name,
    title,
    capabilities: EVERYTHING,
    solve(problem: RoundProblem, options: SolveOptions = {}): RoundSolution {
      requireCapabilities(solver, problem);
      requireOptions(options);
      const limit = new TimeLimit(options);
      const columns = limit.keepBackFor(() => toColumns(problem), ANSWER_PASSES);
      const stats = { solver: name, nodes: 0, allocations: 1 };
      const ended = unlessStopped(() => ({ picked: rule({ problem, columns, options, limit }) }));
      if (ended === undefined) return { status: 'unknown', stopped: 'time-limit', stats };
      const { picked } = ended;
      if (picked === undefined) return { status: 'unknown', stopped: 'method', stats };
      const { scheduled, allocation, stopped = 'method' } = picked;
      // Nothing is proven beyond the penalty that everybody's taking part would leave, less their values.
      const point = pointOf(problem, scheduled, allocation, leastObjective(columns));
      return soundAnswer(problem, columns, { status: 'feasible', stopped, stats, ...point }, limit);
    },
  };
  return solver;
}
