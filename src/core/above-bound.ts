/** How far an objective is above a lower bound on it: the one meaning of "x % above" in records, tables and pages. */
import { ROUNDING } from './rounding.js';

/**
 * @returns (objective - bound) / bound; null at a bound that is 0 up to rounding, or below, where there is no share to
 * speak of: an objective of 0 would be "100 % above" a bound of -1e-17
 */
export function aboveBound(objective: number, bound: number): number | null {
  return bound <= ROUNDING ? null : (objective - bound) / bound;
}

/** Whether an objective is its bound up to rounding. */
export const isAtBound = (objective: number, bound: number): boolean => objective - bound <= ROUNDING;
