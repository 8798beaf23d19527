/** An estimated constant: never a bare number, because a bound built on estimates is itself an estimate. */
import { InputError } from '../../core/errors.js';

export interface Estimate {
  readonly value: number;
  /** How it was obtained, in words for a report. */
  readonly method: string;
  /** How many independent numbers it came from, >= 1. */
  readonly sampleSize: number;
  /** Standard deviation among those numbers (n - 1 in the denominator); 0 for one number. */
  readonly spread: number;
  /** The least and largest of them. */
  readonly range: readonly [number, number];
}

/** How the numbers of a sample become one. */
export type Reduction = 'mean' | 'largest' | 'least';

/**
 * Reduces a sample to an estimate that keeps its spread.
 * @throws InputError for an empty sample or one that is not finite
 */
export function estimateFrom(sample: readonly number[], reduction: Reduction, method: string): Estimate {
  if (sample.length === 0) throw new InputError('sample', sample.length, 'at least one number');
  const bad = sample.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InputError(`sample[${bad}]`, sample[bad], 'a finite number');
  const n = sample.length;
  let mean = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of sample) {
    mean += value / n;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const squares = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const value = { mean, largest: high, least: low }[reduction];
  return {
    value,
    method,
    sampleSize: n,
    spread: n > 1 ? Math.sqrt(squares / (n - 1)) : 0,
    range: [low, high],
  };
}
