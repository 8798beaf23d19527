/** What every solver of the round problem offers. */
import { SOLVED_PENALTY_NAMES } from '../problem/round/penalty/penalty.js';
import type { DelayKind, Penalty, RoundDecision, RoundProblem } from '../problem/round/problem.js';
import type { RoundSolution } from '../problem/round/solution.js';

/** Milliseconds from any fixed moment, e.g. `() => performance.now()`. Passed in, so that solvers stay pure. */
export type Clock = () => number;

/** A schedule that a search has found. */
export interface IncumbentNews {
  /** Ids, in the order of the problem's devices. */
  readonly scheduled: readonly string[];
  readonly objective: number;
}

export interface SolveOptions {
  /** Stop after this many seconds (> 0; default: none). Needs `clock`. */
  readonly timeLimitS?: number;
  /** Stop after this many nodes of the search (>= 1; default 5,000,000). */
  readonly nodeLimit?: number;
  /** For solvers that draw (default 0). */
  readonly seed?: number;
  /**
   * A decision to start from, e.g. that of a neighbouring problem. Who is not in this problem is passed over, and where the
   * rest does not fit, whoever needs most bandwidth.
   */
  readonly warmStart?: RoundDecision;
  readonly clock?: Clock;
  /** `exact` calls it with every schedule that is better than all before it. What it throws ends the solve. */
  readonly onIncumbent?: (found: IncumbentNews) => void;
  /**
   * `exact` calls it whenever the bound of the whole problem has come up. It is computed in doubles, and for limits as they are:
   * a point may exceed them by FEASIBILITY_SLACK, which counts where a device needs nearly all the energy it may use. The
   * proof for such points, too, is the certificate of the answer. What it throws ends the solve.
   */
  readonly onBound?: (bound: number) => void;
}

/** What a solver can take. Asking for more is a CapabilityError, never a wrong answer. */
export interface Capabilities {
  readonly penalties: readonly Penalty['kind'][];
  readonly delayKinds: readonly DelayKind[];
  /** Takes minScheduled and maxScheduled. */
  readonly countLimits: boolean;
  readonly deadline: boolean;
  /** Takes energyLimitJ. Absent: does not. */
  readonly energyLimits?: boolean;
  /** Takes maxSpectralEfficiency and snrGap. Absent: does not. */
  readonly radio?: boolean;
  /** Takes a `value` of devices. Absent: does not. */
  readonly deviceValues?: boolean;
  readonly maxDevices: number;
  /** Ends with 'optimal' or 'infeasible' and a certificate unless a limit stops it. */
  readonly provesOptimality: boolean;
}

export const EVERYTHING: Capabilities = {
  penalties: SOLVED_PENALTY_NAMES,
  delayKinds: ['synchronous', 'mean'],
  countLimits: true,
  deadline: true,
  energyLimits: true,
  radio: true,
  deviceValues: true,
  maxDevices: Number.POSITIVE_INFINITY,
  provesOptimality: false,
};

/** One method. `solve` is synchronous and pure: equal input, equal answer, unless a time limit is given. */
export interface RoundSolver {
  readonly name: string;
  readonly title: string;
  readonly capabilities: Capabilities;
  /**
   * @param problem a validated round problem
   * @throws CapabilityError for a problem it does not take, InputError for an option out of range
   */
  solve(problem: RoundProblem, options?: SolveOptions): RoundSolution;
}
