/** How far an objective is above a lower bound on it: the one meaning of "x % above" in records, tables and pages. */

/** @returns (objective - bound) / |bound|; null at a bound of 0, where there is no share to speak of */
export function aboveBound(objective: number, bound: number): number | null {
  return bound === 0 ? null : (objective - bound) / Math.abs(bound);
}
