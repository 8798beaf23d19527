/**
 * What a solver may say. 'optimal' and 'infeasible' cannot be built without a certificate; a limit hit
 * anywhere in a search yields 'feasible' or 'unknown'.
 */
import type { Certificate } from './certificate.js';

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

/** A point together with its objective, as the solver computed them. */
export interface Incumbent<X> {
  readonly x: X;
  readonly objective: number;
  /** A lower bound on the optimum, at most `objective`. */
  readonly bound: number;
}

export type Solution<X, C extends Certificate = Certificate> = { readonly stats: Stats } & (
  | ({ readonly status: 'optimal'; readonly certificate: C } & Incumbent<X>)
  | { readonly status: 'infeasible'; readonly certificate: C }
  | ({ readonly status: 'feasible'; readonly stopped: StopReason; readonly certificate?: C } & Incumbent<X>)
  | { readonly status: 'unknown'; readonly stopped: StopReason }
);

/** (objective - bound) over the larger of the two magnitudes: 0 when they agree, finite always. */
export function relativeGap(objective: number, bound: number): number {
  const gap = objective - bound;
  return gap > 0 ? gap / Math.max(Math.abs(objective), Math.abs(bound)) : 0;
}
