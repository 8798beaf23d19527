/** Means with Student's 95 % intervals, for whatever is repeated over seeds. */

export interface Interval {
  readonly mean: number;
  /** Half the width of the two-sided 95 % interval; infinite for a single value. */
  readonly halfWidth: number;
}

/** Probability that an interval covers. */
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

/** The point that |T| exceeds with probability 5 %: 12.706 for one degree of freedom, towards 1.960. */
export function studentPoint(df: number): number {
  let low = 1.9;
  let high = 13;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (studentWithin(middle, df) < CONFIDENCE) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** @param values at least one, independent draws of one quantity */
export function meanInterval(values: readonly number[]): Interval {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean, halfWidth: Number.POSITIVE_INFINITY };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, halfWidth: studentPoint(n - 1) * Math.sqrt(variance / n) };
}
