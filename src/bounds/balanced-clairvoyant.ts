/**
 * Clairvoyant lower bound for balanced participation: no policy does better, not even one that knows every channel in advance
 * (theory 9.10). The objective is a sum over the rounds plus what the debts at the end come to, a convex function of sums over time.
 *
 * Statement. With lambda = 1, d_k,t = 1{k in S_t}/x_t - 1 where somebody is heard and 0 where nobody is, the debts are
 * c_k = pi_k sum_t d_k,t, and chi = sum_k c_k^2/pi_k. For prices theta_j >= 0 of the budgets and n_k of either sign,
 *
 *   sum_t p_t + w chi >= sum_t m_t(theta, n) - sum_j theta_j sum_t a_j,t - sum_k n_k^2/(4 w pi_k),
 *   m_t(theta, n) = min [ p_t + sum_j theta_j c_j,t + sum_k n_k d_k,t ],
 *
 * for every feasible sequence of decisions. A lower bound on m_t may stand for m_t.
 *
 * Proof. w pi_k (s - n_k/(2 w pi_k))^2 >= 0 with s = sum_t d_k,t says w c_k^2/pi_k = w pi_k s^2 >= n_k s - n_k^2/(4 w pi_k). Sum over k, add
 * sum_t p_t, and what is left is the clairvoyant bound of the penalties p_t + sum_k n_k d_k,t.  QED
 *
 * Equality in the first step: n_k = 2 w c_k, twice the weighted debts that the sequence ends with. The bound is concave in (theta, n). Because
 * sum_k c_k = 0, n + s pi instead of n changes nothing but the last term, which is least where sum_k n_k = 0.
 *
 * sum_k n_k d_k,t = (sum_{k in S} n_k)/x_t - sum_k n_k, and 0 for nobody: with p_t = w_t psi(x_t) every round is a linear fraction as the policy
 * `balanced` has it (26), with n_0 = w_t. That one's numerators are 2 beta times the debts of the moment; here one price a device holds for the horizon.
 */
import { InputError } from '../core/errors.js';
import { requirePositive, requireWithin } from './checks.js';
import { clairvoyantBound, type PricedHorizon } from './clairvoyant.js';

export interface BalancedHorizon extends PricedHorizon {
  /** w > 0, penalty for a unit of chi. */
  readonly weight: number;
  /** pi_k in (0, 1]. */
  readonly shares: readonly number[];
  /** n_k, any sign. */
  readonly debtPrices: readonly number[];
}

/** Lower bound on sum_t p_t + w chi of every feasible policy. */
export function balancedClairvoyantBound(horizon: BalancedHorizon): number {
  return clairvoyantBound(horizon) - debtWorthOf(horizon);
}

/** sum_k n_k^2/(4 w pi_k): the conjugate of w chi at these prices. */
function debtWorthOf({ weight, shares, debtPrices }: BalancedHorizon): number {
  requirePositive('weight', weight);
  if (shares.length !== debtPrices.length) {
    throw new InputError('debtPrices', debtPrices.length, `one for each share (${shares.length})`);
  }
  return debtPrices.reduce((sum, price, k) => {
    requirePositive(`shares[${k}]`, shares[k]!);
    requireWithin(`shares[${k}]`, shares[k]!, 0, 1);
    return sum + (price * price) / (4 * weight * shares[k]!);
  }, 0);
}

/**
 * A supergradient of the bound in n: sum_t d_k,t of the rounds' minimisers less n_k/(2 w pi_k). 0 at the best prices: they are 2 w times the debts.
 * @param apart for each device, sum_t d_k,t of the rounds' minimisers
 */
export function debtSupergradient(
  apart: readonly number[],
  { weight, shares, debtPrices }: Pick<BalancedHorizon, 'weight' | 'shares' | 'debtPrices'>,
): number[] {
  return apart.map((sum, k) => sum - debtPrices[k]! / (2 * weight * shares[k]!));
}
