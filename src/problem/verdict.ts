/** What a checker says of a claim, and by how much claims may be off. */

/**
 * A proven answer may be this far from the best, relatively, and reported numbers this far from those of the decision. On
 * top of it comes the width of the checker's own enclosure of the objective, which no weight of the problem inflates.
 */
export const OPTIMALITY_TOLERANCE = 1e-9;

/** Constraints may be exceeded by this much, relatively; bounds hold for all points that do. */
export const FEASIBILITY_SLACK = 1e-12;

/** What the checker found. `objective` and `bound` are its own numbers. */
export interface Verdict {
  readonly valid: boolean;
  /** Every check that did not hold; empty when valid. */
  readonly reasons: readonly string[];
  readonly objective?: number;
  readonly bound?: number;
}

/** What a certificate proves, recomputed from the problem's own data. */
export interface Evidence {
  /** A lower bound on every feasible point's objective; Infinity proves that there is none, -Infinity proves nothing. */
  readonly bound: number;
  /** Why the certificate proves less than it claims; empty when it is well formed. */
  readonly reasons: readonly string[];
}

export function verdictOf(
  reasons: readonly string[],
  numbers: { readonly objective?: number; readonly bound?: number } = {},
): Verdict {
  return { valid: reasons.length === 0, reasons, ...numbers };
}

/** Numbers of a claim against the checker's own. */
export interface ClaimedPoint {
  readonly status: 'optimal' | 'feasible';
  readonly objective: number;
  readonly bound: number;
}

/**
 * Judges a claimed objective and bound.
 * @param objective encloses the decision's
 * @param proven what is proven to be a lower bound
 */
export function judgeNumbers(
  claim: ClaimedPoint,
  objective: { readonly low: number; readonly high: number },
  proven: number,
): string[] {
  const { low, high } = objective;
  const slack = OPTIMALITY_TOLERANCE * Math.max(Math.abs(low), Math.abs(high)) + 4 * (high - low);
  const reasons: string[] = [];
  // The negated comparisons also catch NaN.
  if (!(claim.objective >= low - slack && claim.objective <= high + slack))
    reasons.push(`objective: claimed ${claim.objective}, recomputed ${(low + high) / 2}`);
  if (!(claim.bound <= high + slack))
    reasons.push(`bound: claimed ${claim.bound}, but the point reaches ${high}`);
  if (!(claim.bound <= proven + slack)) reasons.push(`bound: claimed ${claim.bound}, proven is ${proven}`);
  if (claim.status !== 'optimal') return reasons;
  if (!(proven >= high - slack))
    reasons.push(`certificate: proves ${proven}, below the objective ${(low + high) / 2}`);
  if (!(claim.bound >= low - slack))
    reasons.push(`bound: claimed ${claim.bound} leaves a gap to ${low}, yet the status is optimal`);
  return reasons;
}
