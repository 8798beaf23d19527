/**
 * Debts: how far participation has fallen behind the data, device by device (docs/theory.md, 9).
 *
 * A round moves theta by -eta sum_k a_k (grad F_k + xi_k) with weights a_k that sum to 1 (a_k = 0 for a device that was
 * not heard; pi_k/x for the usual mean over the scheduled). The debts are what the weights leave behind,
 *
 *   c_k <- lambda c_k + a_k - pi_k,   c = 0 at the start,   0 < lambda <= 1,
 *
 * so c_k > 0 means heard more than its share, and sum_k c_k = 0 always. A round with nobody changes neither theta nor c.
 * Two sizes matter: chi = sum_k c_k^2/pi_k of the debts and omega = sum_k (a_k - pi_k)^2/pi_k of one round's weights.
 * For a = pi/x on S, omega = psi(x): (1/x - 1)^2 x + (1 - x) = (1 - x)/x.
 */
import { AssumptionError, InputError } from '../core/errors.js';
import { requireWithin } from './checks.js';

/** Weights and debts are sums of rounded quotients. */
const ROUNDING = 1e-9;

function requireShares(shares: readonly number[]): void {
  let sum = 0;
  shares.forEach((share, k) => {
    if (!(share > 0 && share <= 1)) throw new InputError(`shares[${k}]`, share, '(0, 1]');
    sum += share;
  });
  if (Math.abs(sum - 1) > ROUNDING) throw new InputError('shares', sum, 'shares with a sum of 1');
}

function requireLength(field: string, values: readonly number[], shares: readonly number[]): void {
  if (values.length !== shares.length) {
    throw new InputError(`${field}.length`, values.length, `${shares.length}, one for each share`);
  }
}

/** @throws AssumptionError where the weights do not sum to 1 */
export function requireWeights(weights: readonly number[], shares: readonly number[]): void {
  requireShares(shares);
  requireLength('weights', weights, shares);
  const [sum, size] = weights.reduce(([s, z], a) => [s + a, z + Math.abs(a)], [0, 0]);
  if (!(Math.abs(sum - 1) <= ROUNDING * Math.max(1, size))) {
    throw new AssumptionError('Debts', 'weights that sum to 1', sum);
  }
}

/**
 * The debts after a round in which somebody was heard.
 * @param weights a_k, summing to 1
 * @param leak lambda in (0, 1]
 */
export function debtStep(
  debts: readonly number[],
  weights: readonly number[],
  shares: readonly number[],
  leak = 1,
): number[] {
  requireWeights(weights, shares);
  requireLength('debts', debts, shares);
  if (leak === 0) throw new InputError('leak', leak, 'a number in (0, 1]');
  requireWithin('leak', leak, 0, 1);
  return debts.map((debt, k) => leak * debt + weights[k]! - shares[k]!);
}

/** chi = sum_k c_k^2 / pi_k >= 0. */
export function debtSize(debts: readonly number[], shares: readonly number[]): number {
  requireShares(shares);
  requireLength('debts', debts, shares);
  return debts.reduce((sum, debt, k) => sum + (debt * debt) / shares[k]!, 0);
}

/** omega = sum_k (a_k - pi_k)^2 / pi_k >= 0. */
export function weightError(weights: readonly number[], shares: readonly number[]): number {
  requireWeights(weights, shares);
  return weights.reduce((sum, weight, k) => sum + (weight - shares[k]!) ** 2 / shares[k]!, 0);
}

/** nu = sum_k a_k^2 / m_k, what these weights leave of a unit of mini-batch variance. */
export function weightNoise(weights: readonly number[], batchSizes: readonly number[]): number {
  if (batchSizes.length !== weights.length) {
    throw new InputError('batchSizes.length', batchSizes.length, `${weights.length}, one for each weight`);
  }
  return weights.reduce((sum, weight, k) => {
    const size = batchSizes[k]!;
    if (!(size > 0)) throw new InputError(`batchSizes[${k}]`, size, 'a number > 0, or Infinity');
    return sum + (weight * weight) / size;
  }, 0);
}
