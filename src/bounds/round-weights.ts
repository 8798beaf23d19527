/**
 * Round weights: how much a round's participation counts in the bound at the horizon's end (theory 3).
 *
 *   w_t proportional to rho^(T-1-t), scaled to a mean of 1 (a sum of T); rho = 1 gives w_t = 1, Theorem 3's.
 *
 * The exponent is Theorem 2's when no later round is empty; gapSensitivity gives the weights of a known schedule.
 * The mean of 1 keeps the meaning of the drift-plus-penalty parameter V when rho changes.
 */
import { requireCount, requireWithin } from './checks.js';

/**
 * @param rounds T >= 1
 * @param rho in [0, 1]
 * @returns T weights with mean 1, non-decreasing
 */
export function roundWeights(rounds: number, rho: number): Float64Array {
  requireCount('rounds', rounds);
  requireWithin('rho', rho, 0, 1);
  const weights = new Float64Array(rounds);
  let power = 1;
  let sum = 0;
  for (let t = rounds - 1; t >= 0; t--) {
    weights[t] = power;
    sum += power;
    power *= rho;
  }
  for (let t = 0; t < rounds; t++) weights[t] = (weights[t]! * rounds) / sum;
  return weights;
}
