/**
 * Clairvoyant lower bound: no policy does better, not even one that knows every channel in advance (theory 6).
 *
 * Statement. Let p_t = w_t phi(S_t), and let a horizon ask sum_t c_j,t <= sum_t a_j,t for each long-term constraint j.
 * For any prices theta_j >= 0,
 *   sum_t p_t >= sum_t m_t(theta) - sum_j theta_j sum_t a_j,t,   m_t(theta) = min [ p_t + sum_j theta_j c_j,t ],
 * for every feasible sequence of decisions. A lower bound on m_t may stand for m_t.
 *
 * Proof. For a feasible sequence sum_j theta_j (sum_t c_j,t - a_j,t) <= 0, so sum_t p_t is at least
 * sum_t [p_t + sum_j theta_j c_j,t] - sum_j theta_j sum_t a_j,t, and each bracket is at least m_t(theta).  QED
 *
 * The bound is concave in theta; sum_t c_j,t - sum_t a_j,t of the minimisers is a supergradient, which is what a
 * search for the best theta climbs. The rounds' minima are drift-plus-penalty problems with prices for queues, V = 1.
 */
import { InputError } from '../core/errors.js';
import { requireNonNegative } from './checks.js';

export interface PricedHorizon {
  /** theta_j >= 0 for each long-term constraint, in penalty per s or J. */
  readonly prices: readonly number[];
  /** sum_t a_j,t for each constraint: the whole horizon's allowance, in s or J. */
  readonly allowances: readonly number[];
  /** m_t(theta), or a proven lower bound on it, for each round. */
  readonly minima: readonly number[];
}

/** Lower bound on sum_t w_t phi(S_t) of every feasible policy. */
export function clairvoyantBound({ prices, allowances, minima }: PricedHorizon): number {
  if (allowances.length !== prices.length) {
    throw new InputError('allowances', allowances.length, `one for each price (${prices.length})`);
  }
  let bound = 0;
  for (const minimum of minima) bound += minimum;
  prices.forEach((price, j) => {
    bound -=
      requireNonNegative(`prices[${j}]`, price) * requireNonNegative(`allowances[${j}]`, allowances[j]!);
  });
  return bound;
}

/**
 * A supergradient of the bound in theta: total use of the rounds' minimisers less the allowance. Positive: the
 * constraint is overspent at these prices, so a higher price raises the bound.
 * @param used for each constraint, sum_t c_j,t of the rounds' minimisers
 */
export function clairvoyantSupergradient(used: readonly number[], allowances: readonly number[]): number[] {
  return used.map((total, j) => total - allowances[j]!);
}

/** What one more second (or joule) of allowance over the horizon changes in the bound, and one more of a minimum. */
export function clairvoyantSensitivity({ prices }: Pick<PricedHorizon, 'prices'>) {
  return { allowances: prices.map((price) => 0 - price), minima: 1 };
}
