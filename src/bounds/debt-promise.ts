/**
 * What minimising the exact drift of the debts plus a penalty promises (theory 9.9): the debts are the virtual queues of
 * "participation matches the data on average over time".
 *
 * Statement. Round t minimises V [beta (chi+ - lambda^2 chi) + (1 - beta) psi(x)] + Y(t) y, y = used - allowed, up to an excess of eps, and
 * Y(t+1) = max(Y + y, 0). In every round some distribution over its feasible decisions has E a = pi, E psi <= psi*, E y <= 0. Then on any path,
 * with C = (1/2) max y^2,
 *
 *   beta [chi_T + (1 - lambda^2) sum_{t<T} chi_t]/T + (1 - beta)(1/T) sum psi(x_t) + Y(T)^2/(2VT) <= psi* + (C + eps)/V + Y(0)^2/(2VT).
 *
 * Proof. Y(t+1)^2/2 <= Y^2/2 + Y y + y^2/2. The decision's value is at most eps above the mean over the distribution, whose E (chi+ - lambda^2 chi) =
 * 2 lambda sum_k (c_k/pi_k) E(a_k - pi_k) + E omega = E psi; so V [...] + Y y <= V psi* + eps. Sum over t with chi_0 = 0; divide by VT.  QED
 *
 * Each term on the left is >= 0, so each alone is below the right side. Equality: one device that is always heard (all terms 0 but psi* = 0).
 */
import { requireCount, requireNonNegative, requirePositive, requireWithin } from './checks.js';

export interface DebtPromiseTerms {
  /** beta in (0, 1]. */
  readonly beta: number;
  /** V > 0. */
  readonly tradeOff: number;
  /** T >= 1. */
  readonly rounds: number;
  /** psi* >= 0 of a distribution over decisions that is balanced and keeps the budgets, in every round. */
  readonly reference: number;
  /** Largest |used - allowed| of a round, for each budget. */
  readonly excess: readonly number[];
  /** Y(0) of each budget (default 0). */
  readonly initial?: readonly number[];
  /** eps >= 0 (default 0: proven optimal). */
  readonly decisionGap?: number;
}

export interface DebtPromise {
  /** Right side: bounds the whole left side. */
  readonly total: number;
  /** On chi_T/T^2 = sum_k (abar_k - pi_k)^2/pi_k, lambda = 1: O(1/T). */
  readonly imbalance: number;
  /** On the mean of psi; Infinity for beta = 1, which asks nothing of a single round. */
  readonly participation: number;
  /** On the root of the sum of squared queues at T: the budgets are overspent by at most this less Y(0), over T. */
  readonly queue: number;
}

export function debtPromise(terms: DebtPromiseTerms): DebtPromise {
  const { beta, tradeOff: V, rounds, reference, excess, initial = [], decisionGap = 0 } = terms;
  requirePositive('beta', beta);
  requireWithin('beta', beta, 0, 1);
  requirePositive('tradeOff', V);
  const T = requireCount('rounds', rounds);
  const C = excess.reduce((sum, y, j) => sum + requireNonNegative(`excess[${j}]`, y) ** 2 / 2, 0);
  const start = initial.reduce((sum, q, j) => sum + requireNonNegative(`initial[${j}]`, q) ** 2, 0);
  const total =
    requireNonNegative('reference', reference) +
    (C + requireNonNegative('decisionGap', decisionGap)) / V +
    start / (2 * V * T);
  return {
    total,
    imbalance: total / (beta * T),
    participation: beta === 1 ? Number.POSITIVE_INFINITY : total / (1 - beta),
    queue: Math.sqrt(2 * V * T * total),
  };
}

/**
 * The round's linear fraction (n_0 + sum_S n_k)/x - n_0 with n_0 = 1: numerators n_k = 2 beta lambda c_k, by which (26) equals
 * beta (chi+ - lambda^2 chi) + (1 - beta) psi for the weights pi_k/x.
 */
export function debtNumerators(debts: readonly number[], beta: number, leak: number): number[] {
  requireWithin('beta', beta, 0, 1);
  requireWithin('leak', leak, 0, 1);
  return debts.map((debt) => 2 * beta * leak * debt);
}
