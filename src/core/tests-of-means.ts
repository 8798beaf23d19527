/**
 * What repeated runs allow to be said about a mean difference: that it is not 0 (Student), that it is smaller than a
 * margin (two one-sided tests, Schuirmann 1987), and both for several differences at once (Holm 1979). An interval that
 * contains 0 says neither: few runs never show that two things are alike.
 */
import { meanAndError, studentWithin } from './student.js';

/** Errors that a test may make in the long run, as a probability. */
export const TEST_LEVEL = 0.05;

/** P(T > t) of Student's T. */
function upperTail(t: number, df: number): number {
  const beyond = (1 - studentWithin(Math.abs(t), df)) / 2;
  return t > 0 ? beyond : 1 - beyond;
}

/**
 * Two-sided p-value of the mean being 0. Values that do not vary say nothing of their spread: there it is the sign
 * test's, 2^(1-n) of n values on one side.
 * @returns 1 for fewer than two values
 */
export function differenceP(values: readonly number[]): number {
  const { mean, error } = meanAndError(values);
  if (!Number.isFinite(error)) return 1;
  if (error === 0) return mean === 0 ? 1 : 2 ** (1 - values.length);
  return 2 * upperTail(Math.abs(mean / error), values.length - 1);
}

/**
 * p-value of the mean being outside [-margin, margin]: the larger one of the two one-sided tests. At 5 % it is
 * the same as asking whether the 90 % interval lies within the margin.
 * Values that do not vary: the sign test's, as above.
 * @param margin > 0, in the unit of the values
 * @returns 1 for fewer than two values
 */
export function equivalenceP(values: readonly number[], margin: number): number {
  const { mean, error } = meanAndError(values);
  if (!Number.isFinite(error)) return 1;
  if (error === 0) return Math.abs(mean) < margin ? 2 ** -values.length : 1;
  return upperTail((margin - Math.abs(mean)) / error, values.length - 1);
}

/**
 * Holm's correction: p-values that stay valid for a whole family of tests, whatever their dependence; each is at
 * least the one before correction, and a smaller one never becomes larger than a larger one.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[i]!));
    adjusted[i] = largest;
  });
  return adjusted;
}
