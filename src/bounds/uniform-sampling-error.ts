/**
 * Participation error in expectation, n of K devices drawn uniformly without replacement, equal shares.
 *
 * Statement. With pi_k = 1/K and (A3) (1/K) sum_k ||v_k||^2 <= delta^2, for 1 <= n <= K,
 *   E||g - grad F||^2 <= delta^2 (K - n) / (n (K - 1)),
 * with equality whenever (A3) holds with equality: it is the variance of a sample mean.
 *
 * Proof. g - grad F = (1/n) sum_k Z_k v_k with Z_k the indicator of being drawn: E Z_k = n/K and, for i != k,
 * E Z_i Z_k = n (n - 1)/(K (K - 1)). sum_k v_k = 0 gives sum_{i != k} <v_i, v_k> = -sum_k ||v_k||^2. Hence
 *   n^2 E||.||^2 = (n/K - n (n - 1)/(K (K - 1))) sum_k ||v_k||^2 = n (K - n)/(K (K - 1)) sum_k ||v_k||^2.
 * Divide by n^2.  QED
 *
 * Lemma 1 at x = n/K says delta^2 (K - n)/n: a random schedule is K - 1 times better than the worst one.
 */
import { requireCount, requireNonNegative, requireWithin } from './checks.js';
import type { BoundedDissimilarity } from './participation-error.js';

/**
 * Bound on E||g - grad F||^2.
 * @param devices K >= 1
 * @param scheduled n, 1 <= n <= K
 */
export function uniformSamplingError(
  { delta2 }: BoundedDissimilarity,
  devices: number,
  scheduled: number,
): number {
  requireNonNegative('delta2', delta2);
  requireCount('devices', devices);
  requireCount('scheduled', scheduled);
  requireWithin('scheduled', scheduled, 1, devices);
  if (scheduled === devices) return 0;
  return (delta2 * (devices - scheduled)) / (scheduled * (devices - 1));
}

/** What the bound loses per unit of delta^2, and by one more device scheduled (a difference, <= 0). */
export function uniformSamplingErrorSensitivity(
  assumption: BoundedDissimilarity,
  devices: number,
  scheduled: number,
) {
  const bound = uniformSamplingError(assumption, devices, scheduled);
  return {
    delta2: uniformSamplingError({ delta2: 1 }, devices, scheduled),
    oneMoreDevice: scheduled < devices ? uniformSamplingError(assumption, devices, scheduled + 1) - bound : 0,
  };
}
