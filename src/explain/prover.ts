/** Problems solved one after another within one limit, each answer held against the checker before it is used. */
import { DriftloraError } from '../core/errors.js';
import { certifyRound } from '../problem/round/certify.js';
import type { RoundDecision, RoundProblem } from '../problem/round/problem.js';
import type { RoundSolution } from '../problem/round/solution.js';
import type { Clock, RoundSolver } from '../solvers/solver.js';

export interface ProverOptions {
  readonly solver: RoundSolver;
  /** For everything together, s; needs `clock`. */
  readonly timeLimitS?: number | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Of every problem but the first, which is the caller's: a problem of ours may be one of the few that take a search minutes, and
 * its bound tells most of what is asked.
 */
const NODES = 20_000;

export class Prover {
  private readonly endsAt: number;
  /** Problems solved. */
  solves = 0;

  constructor(private readonly options: ProverOptions) {
    const { timeLimitS, clock } = options;
    this.endsAt =
      timeLimitS === undefined || clock === undefined
        ? Number.POSITIVE_INFINITY
        : clock() + 1000 * timeLimitS;
  }

  get isOver(): boolean {
    return this.endsAt !== Number.POSITIVE_INFINITY && this.options.clock!() >= this.endsAt;
  }

  /** The answer, or 'unknown' where the time is up, the solver cannot take the problem or the checker does not agree. */
  solve(problem: RoundProblem, warmStart?: RoundDecision): RoundSolution {
    if (this.isOver) return nothing('time-limit');
    const { solver, clock } = this.options;
    const leftS = (this.endsAt - (clock?.() ?? 0)) / 1000;
    this.solves++;
    const limits = {
      ...(leftS === Number.POSITIVE_INFINITY ? {} : { timeLimitS: Math.max(leftS, 1e-6), clock: clock! }),
      ...(this.solves === 1 ? {} : { nodeLimit: NODES }),
    };
    try {
      const solution = solver.solve(problem, {
        ...limits,
        ...(warmStart === undefined ? {} : { warmStart }),
      });
      return certifyRound(problem, solution).valid ? solution : nothing('method');
    } catch (error) {
      // A problem of ours, e.g. with a price that doubles do not carry: nothing is known of it.
      if (error instanceof DriftloraError && this.solves > 1) return nothing('method');
      throw error;
    }
  }
}

export function nothing(stopped: 'time-limit' | 'method'): RoundSolution {
  return { status: 'unknown', stopped, stats: { solver: 'explain', nodes: 0, allocations: 0 } };
}
