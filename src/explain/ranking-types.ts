/** The k best schedules and the proof of their order, as plain data (docs/explain.md). */
import type { RoundDecision } from '../problem/round/problem.js';
import type { RoundSolution } from '../problem/round/solution.js';
import type { Sides } from './forced-problem.js';

export interface RankedSchedule extends RoundDecision {
  readonly objective: number;
  /** How much more it costs than the best. */
  readonly behind: number;
  /** The part in which it is proven to be the best: index in `parts`. */
  readonly part: number;
}

/** A problem with sides forced, and its solution with the certificate. */
export interface RankingPart extends Sides {
  /** On top of each forced device's own `value` (docs/explain.md). */
  readonly value: number;
  readonly solution: RoundSolution;
}

export interface Ranking {
  readonly schedules: readonly RankedSchedule[];
  /** The parts of the tree: those of the schedules are divided further. */
  readonly parts: readonly RankingPart[];
  /** The order is proven: `certifyRanking` accepts it. False where the time was up, or fewer were found than asked for. */
  readonly complete: boolean;
}
