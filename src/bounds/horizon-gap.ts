/**
 * How far a policy's objective is above the clairvoyant bound on one sample path, taken apart (theory 6).
 *
 * Statement. For prices theta >= 0, let L_t(x) = w_t phi(x) + theta . c_t(x) and m_t = min L_t. For any decisions x_t,
 *   sum_t w_t phi(x_t) - q(theta) = sum_t [ L_t(x_t) - m_t ] + theta . (budget - sum_t c_t(x_t)),
 * q(theta) = sum_t m_t - theta . budget the clairvoyant bound at theta. The first sum is the regret of the rounds,
 * each term >= 0; the second is what the budget left over was worth (below 0 where it was overspent).
 * If x_t minimises w_t phi + theta_t . c_t at prices theta_t of its own, and x*_t minimises L_t, then
 *   L_t(x_t) - m_t <= (theta - theta_t) . (c_t(x_t) - c_t(x*_t)).
 *
 * Proof. Add and take away theta . c_t(x_t) in every round. For the second claim, L_t(x_t) - L_t(x*_t) =
 * [w_t phi + theta_t . c_t](x_t) - [w_t phi + theta_t . c_t](x*_t) + (theta - theta_t) . (c_t(x_t) - c_t(x*_t)), and the
 * first difference is at most 0.  QED
 *
 * So a policy is near the best exactly when its prices stay near the clairvoyant ones (the regret is of second order in
 * their distance where use responds smoothly) and its budgets are used up. No assumption on the channels is needed.
 */
import { requireNonNegative } from './checks.js';

export interface DecidedHorizon {
  /** theta_j >= 0 for each long-term constraint. */
  readonly prices: readonly number[];
  /** The whole horizon's budget of each constraint. */
  readonly budgets: readonly number[];
  readonly rounds: readonly {
    /** w_t phi(x_t). */
    readonly penalty: number;
    /** c_t(x_t), one for each constraint. */
    readonly used: readonly number[];
    /** m_t(theta), or a proven lower bound on it. */
    readonly minimum: number;
  }[];
}

export interface HorizonGap {
  /** sum_t [ L_t(x_t) - m_t ] >= 0. */
  readonly regret: number;
  /** theta . (budget - used). */
  readonly leftOver: number;
  /** Their sum: the objective less the clairvoyant bound at these prices. */
  readonly gap: number;
}

export function horizonGap({ prices, budgets, rounds }: DecidedHorizon): HorizonGap {
  for (const [j, price] of prices.entries()) requireNonNegative(`prices[${j}]`, price);
  const cost = (amounts: readonly number[]) =>
    amounts.reduce((sum, amount, j) => sum + prices[j]! * amount, 0);
  let regret = 0;
  let leftOver = cost(budgets);
  for (const { penalty, used, minimum } of rounds) {
    regret += penalty + cost(used) - minimum;
    leftOver -= cost(used);
  }
  return { regret, leftOver, gap: regret + leftOver };
}

/**
 * The most that prices of its own can cost in a round: (theta - theta_t) . (c_t(x_t) - c_t(x*_t)).
 * @param own theta_t, at whose minimum x_t was chosen
 * @param used c_t(x_t)
 * @param usedAtBest c_t(x*_t), of a minimiser at `prices`
 */
export function priceRegretBound(
  prices: readonly number[],
  own: readonly number[],
  used: readonly number[],
  usedAtBest: readonly number[],
): number {
  return prices.reduce((sum, price, j) => sum + (price - own[j]!) * (used[j]! - usedAtBest[j]!), 0);
}
