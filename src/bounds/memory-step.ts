/**
 * T7, memory: every device's last gradient kept and weighed with pi_k, whether it was heard this round or not.
 *
 * Statement. Every F_k is L-smooth, gradients are exact, every device was heard once before the first step, and no gradient of device k
 * is ever older than A_k rounds; A^2 = sum_k pi_k A_k^2. For 0 < eta <= 1/(L (1 + A)),
 *
 *   (1/T) sum_t ||grad F(theta_t)||^2 <= 2 (F(theta_0) - F_inf)/(eta T).
 *
 * No delta: how different the devices are does not matter. Proof. With g = sum pi_k grad F_k(theta_{t - age_k}) smoothness gives
 *   F(theta+) <= F - (eta/2)||grad F||^2 - (eta/2)(1 - eta L)||g||^2 + (eta/2)||g - grad F||^2.
 * By convexity of the square, L-smoothness and Cauchy-Schwarz over the age_k steps since, ||g_t - grad F(theta_t)||^2 <= L^2 eta^2 sum_k pi_k age_k
 * sum_{s = t - age_k}^{t-1} ||g_s||^2. Summed over t each ||g_s||^2 is counted at most A_k times with age_k <= A_k:
 * sum_t ||g - grad F||^2 <= L^2 eta^2 A^2 sum_s ||g_s||^2. For q = eta L <= 1/(1 + A), q + q^2 A^2 <= (1 + A + A^2)/(1 + A)^2 <= 1, so the terms in
 * ||g||^2 are not positive in sum. Telescope.  QED
 *
 * It says nothing of noisy gradients: a kept gradient keeps its noise for as long as it is kept.
 */
import { AssumptionError, InputError } from '../core/errors.js';
import { requireCount, requireNonNegative, requirePositive } from './checks.js';

/** A = sqrt(sum_k pi_k A_k^2). */
export function meanAge(shares: readonly number[], largestAges: readonly number[]): number {
  if (largestAges.length !== shares.length) {
    throw new InputError('largestAges.length', largestAges.length, `${shares.length}, one for each share`);
  }
  return Math.sqrt(
    shares.reduce((sum, share, k) => sum + share * requireNonNegative('age', largestAges[k]!) ** 2, 0),
  );
}

/** The largest step of T7, 1/(L (1 + A)). */
export function memoryStepLimit(L: number, age: number): number {
  return 1 / (requirePositive('L', L) * (1 + requireNonNegative('age', age)));
}

/**
 * Bound on the mean of ||grad F(theta_t)||^2.
 * @param initialExcess F(theta_0) - F_inf >= 0
 * @throws AssumptionError for a step above the limit
 */
export function memoryStationarity(
  initialExcess: number,
  rounds: number,
  { L, eta, age }: { readonly L: number; readonly eta: number; readonly age: number },
): number {
  const limit = memoryStepLimit(L, age);
  if (eta > limit * (1 + 1e-12))
    throw new AssumptionError('T7 (memory)', `eta <= 1/(L (1 + A)) (${limit})`, eta);
  return (
    (2 * requireNonNegative('initialExcess', initialExcess)) /
    (requirePositive('eta', eta) * requireCount('rounds', rounds))
  );
}
