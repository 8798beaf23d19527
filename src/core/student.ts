/** Means with Student's 95 % intervals, for whatever is repeated over seeds. */

export interface Interval {
  readonly mean: number;
  /** Half the width of the two-sided 95 % interval; infinite for a single value. */
  readonly halfWidth: number;
}

/** Probability that an interval covers, unless told otherwise. */
const CONFIDENCE = 0.95;
/** Of the bracket of a quantile: beyond double precision. */
const HALVINGS = 55;

/**
 * P(|T| <= t) with `df` degrees of freedom, in closed form (Abramowitz and Stegun 26.7.3 and 26.7.4).
 * @param df a whole number >= 1
 * @param t >= 0
 */
export function studentWithin(t: number, df: number): number {
  const angle = Math.atan(t / Math.sqrt(df));
  const sine = Math.sin(angle);
  const cosine2 = Math.cos(angle) ** 2;
  const isOdd = df % 2 === 1;
  // Terms of the finite series: each is the one before times cos^2 and a ratio of whole numbers.
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = 0;
  for (let k = isOdd ? 3 : 2; k <= df; k += 2) {
    sum += term;
    term *= (cosine2 * (k - 1)) / k;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/**
 * The point within which |T| stays with a probability; at 95 % 12.706 for one degree of freedom, towards 1.960.
 * @param confidence in (0, 1)
 */
export function studentPoint(df: number, confidence = CONFIDENCE): number {
  let low = 0;
  let high = 2;
  while (studentWithin(high, df) < confidence) [low, high] = [high, 2 * high];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (studentWithin(middle, df) < confidence) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Mean of a sample and its standard error, infinite for a single value. */
export function meanAndError(values: readonly number[]): { mean: number; error: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean, error: Number.POSITIVE_INFINITY };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, error: Math.sqrt(variance / n) };
}

/**
 * @param values at least one, independent draws of one quantity
 * @param confidence that the interval covers, in (0, 1)
 */
export function meanInterval(values: readonly number[], confidence = CONFIDENCE): Interval {
  const { mean, error } = meanAndError(values);
  if (!Number.isFinite(error)) return { mean, halfWidth: error };
  return { mean, halfWidth: studentPoint(values.length - 1, confidence) * error };
}
