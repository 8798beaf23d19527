/** Does the bound order policies as the measured losses do? Spearman's rank correlation with a bootstrap interval. */
import { InputError } from '../core/errors.js';
import type { RandomStream } from '../core/random.js';

/** Ranks from 1, ties get the mean of their ranks. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((value, i) => ({ value, i })).sort((a, b) => a.value - b.value);
  const result = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && order[to + 1]!.value === order[from]!.value) to++;
    for (let j = from; j <= to; j++) result[order[j]!.i] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return result;
}

/** Spearman's rho in [-1, 1]; 0 when one side does not vary, which orders nothing. */
export function rankCorrelation(predicted: readonly number[], measured: readonly number[]): number {
  if (predicted.length !== measured.length) {
    throw new InputError('measured', measured.length, `as many values as predicted (${predicted.length})`);
  }
  const mean = (predicted.length + 1) / 2;
  const [p, m] = [ranks(predicted), ranks(measured)];
  let [product, left, right] = [0, 0, 0];
  p.forEach((rank, i) => {
    product += (rank - mean) * (m[i]! - mean);
    left += (rank - mean) ** 2;
    right += (m[i]! - mean) ** 2;
  });
  return left === 0 || right === 0 ? 0 : product / Math.sqrt(left * right);
}

/** Predicted and measured figure of each policy (or run) under one seed. */
export interface SeedOutcome {
  readonly predicted: readonly number[];
  readonly measured: readonly number[];
}

export interface RankAgreement {
  /** Mean of the seeds' rank correlations. */
  readonly mean: number;
  /** Percentile bootstrap interval over seeds. */
  readonly interval: readonly [number, number];
  /** Confidence level of the interval. */
  readonly level: number;
  readonly seeds: number;
  /** Rank correlation of each seed, in the order given. */
  readonly each: readonly number[];
}

/**
 * Agreement over seeds, reported whatever it is.
 * @param stream draws the bootstrap samples
 */
export function rankAgreement(
  outcomes: readonly SeedOutcome[],
  stream: RandomStream,
  { level = 0.95, resamples = 2000 }: { readonly level?: number; readonly resamples?: number } = {},
): RankAgreement {
  if (outcomes.length < 2) throw new InputError('outcomes', outcomes.length, 'at least 2 seeds');
  const found = outcomes.map(({ predicted, measured }) => rankCorrelation(predicted, measured));
  const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const means = Array.from({ length: resamples }, () =>
    meanOf(found.map(() => found[stream.below(found.length)]!)),
  ).sort((a, b) => a - b);
  const at = (quantile: number) => means[Math.min(resamples - 1, Math.floor(quantile * resamples))]!;
  const tail = (1 - level) / 2;
  return {
    mean: meanOf(found),
    interval: [at(tail), at(1 - tail)],
    level,
    seeds: outcomes.length,
    each: found,
  };
}
