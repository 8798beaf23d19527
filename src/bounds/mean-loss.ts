/**
 * T5, the loss of the mean iterate, for convex F.
 *
 * Statement. F convex and L-smooth, v_k constant (equal Hessians), delta^2 = sum pi_k ||v_k||^2, 0 < eta <= 1/(2L), debts with
 * lambda = 1 from 0. Over the T rounds with somebody,
 *
 *   E F(mean theta) - F* <= ||theta_0 - theta*||^2/(2 eta T) + (eta/(2T)) sum_t (delta^2 chi_t + sigma^2 nu_t),
 *
 * chi_t before round t. delta^2 chi_t may be c'Gc.
 *
 * Proof. u = v in T1's setting: z+ = z - eta (grad F(theta) + xi), z - theta = eta sum c_k v_k =: eta w, ||w||^2 <= delta^2 chi. Then
 *   E||z+ - theta*||^2 = ||z - theta*||^2 - 2 eta <grad F(theta), theta - theta*> - 2 eta^2 <grad F(theta), w> + eta^2||grad F(theta)||^2 + eta^2 E||xi||^2
 * and -2<grad F, w> <= ||grad F||^2 + ||w||^2. Convexity and smoothness give <grad F(theta), theta - theta*> >= F - F* + ||grad F||^2/(2L),
 * so the gradient's terms sum to (2 eta^2 - eta/L)||grad F||^2 <= 0. Sum over t, z_0 = theta_0; F(mean) <= mean F by convexity.  QED
 */
import { AssumptionError } from '../core/errors.js';
import { requireCount, requireNonNegative, requirePositive } from './checks.js';

const THEOREM = 'T5 (loss of the mean iterate)';

/** One round: delta^2 chi_t (or c'Gc) before it, and sigma^2 nu_t. */
export interface ConvexDebtRound {
  readonly imbalance2: number;
  readonly noise: number;
}

/**
 * @param distance2 ||theta_0 - theta*||^2
 * @param rounds those with somebody, at least one
 * @throws AssumptionError for eta > 1/(2L)
 */
export function meanLossBound(
  distance2: number,
  rounds: readonly ConvexDebtRound[],
  { L, eta }: { readonly L: number; readonly eta: number },
): number {
  requirePositive('L', L);
  requirePositive('eta', eta);
  if (eta * L > 0.5 * (1 + 1e-12)) throw new AssumptionError(THEOREM, `eta <= 1/(2L) (${1 / (2 * L)})`, eta);
  const T = requireCount('rounds.length', rounds.length);
  const terms = rounds.reduce(
    (sum, { imbalance2, noise }) =>
      sum + requireNonNegative('imbalance2', imbalance2) + requireNonNegative('noise', noise),
    0,
  );
  return requireNonNegative('distance2', distance2) / (2 * eta * T) + (eta * terms) / (2 * T);
}
