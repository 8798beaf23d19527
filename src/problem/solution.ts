/** What every answer of a solver carries, whatever the problem. */

/** Which limit ended a search early. 'method': the method proves no more than this (a heuristic, a bound only). */
export type StopReason = 'time-limit' | 'node-limit' | 'method';

export const STOP_REASONS: readonly StopReason[] = ['time-limit', 'node-limit', 'method'];

/** What the search did. Counts only, so that equal runs have equal statistics. */
export interface Stats {
  /** Name of the solver. */
  readonly solver: string;
  /** Nodes of the search tree that were bounded. */
  readonly nodes: number;
  /** Allocations solved exactly for a fixed schedule. */
  readonly allocations: number;
  /** For piecewise-linear models: largest relative excess of a chord over the cost it stands for. */
  readonly segmentError?: number;
  /** For models given to another solver: how that says it ended, e.g. "Optimal" or "Time limit reached". */
  readonly modelStatus?: string;
}

/** (objective - bound) over the larger of the two magnitudes: 0 when they agree, finite always. */
export function relativeGap(objective: number, bound: number): number {
  const gap = objective - bound;
  return gap > 0 ? gap / Math.max(Math.abs(objective), Math.abs(bound)) : 0;
}
