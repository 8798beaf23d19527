/**
 * ||sum_k c_k v_k||^2 and the devices' Gram matrix from pairs of mini-batches, without bias: with two independent mini-batches a device
 * the product of the one half's gradients with the other's has no noise in expectation, whereas a square would add its variance.
 * Since sum_k c_k = 0, sum c_k v_k = sum c_k grad F_k: no mean has to be taken off.
 */
import { InputError } from '../../core/errors.js';
import { type Interval, meanInterval } from '../../core/student.js';
import type { GradientPair } from './paired-gradients.js';
import { dot, type Vector } from './vectors.js';

/** sum_k c_k g_k in double precision. */
function combined(coefficients: readonly number[], gradients: readonly Vector[]): Float64Array {
  if (gradients.length !== coefficients.length) {
    throw new InputError('pairs.length', gradients.length, `${coefficients.length}, one a coefficient`);
  }
  const sum = new Float64Array(gradients[0]?.length ?? 0);
  gradients.forEach((gradient, k) => {
    for (let i = 0; i < sum.length; i++) sum[i]! += coefficients[k]! * gradient[i]!;
  });
  return sum;
}

const firsts = (pairs: readonly GradientPair[]) => pairs.map(({ first }) => first);
const seconds = (pairs: readonly GradientPair[]) => pairs.map(({ second }) => second);

/**
 * Unbiased for ||sum_k c_k v_k||^2 = c'Gc where the coefficients sum to 0; may be below 0 by chance.
 * @param pairs of all devices at one theta, in the order of the coefficients
 */
export function gramForm(coefficients: readonly number[], pairs: readonly GradientPair[]): number {
  return dot(combined(coefficients, firsts(pairs)), combined(coefficients, seconds(pairs)));
}

/** c'Gc over several independent draws of all pairs, with its 95 % interval. */
export function estimateGramForm(
  coefficients: readonly number[],
  draws: readonly (readonly GradientPair[])[],
): Interval {
  return meanInterval(draws.map((pairs) => gramForm(coefficients, pairs)));
}

/** G_kl = <v_k, v_l>, v_k = grad F_k - sum_j pi_j grad F_j; unbiased, symmetric. The pairs' shares sum to 1. */
export function gramMatrix(pairs: readonly GradientPair[]): number[][] {
  const away = (k: number) => pairs.map(({ share }, j) => (j === k ? 1 : 0) - share);
  const one = pairs.map((_, k) => combined(away(k), firsts(pairs)));
  const other = pairs.map((_, k) => combined(away(k), seconds(pairs)));
  return pairs.map((_, k) => pairs.map((__, l) => (dot(one[k]!, other[l]!) + dot(one[l]!, other[k]!)) / 2));
}
