/**
 * T6, the weights that leave the least debt.
 *
 * Statement. Let y = pi - lambda c (it sums to 1), S a schedule of share x > 0 and D = sum_{k not in S} y_k. Among weights on S that sum to
 * 1, a_k = y_k + pi_k D/x leaves the least chi, and it is
 *
 *   Phi(S; y) = sum_{k not in S} y_k^2/pi_k + D^2/x = max over s of [sum_{k not in S} (y_k + s pi_k)^2/pi_k - s^2].
 *
 * For y = pi, a is pi/x and Phi is psi(x). At the maximal s = D/x a device left out costs (y_k + s pi_k)^2/pi_k: separable.
 *
 * Proof. c+ = a - y. On S its entries sum to 1 - sum_S y = D; sum_S c+_k^2/pi_k under that sum is least at c+_k = pi_k D/x (Cauchy-Schwarz),
 * D^2/x. Off S c+_k = -y_k. The second form is a concave quadratic in s: sum y^2/pi + 2 s D + s^2 (1 - x) - s^2, largest at s = D/x.  QED
 *
 * These weights may be negative for a device in credit of more than its turn. Weights that are never below 0 are those of
 * `nonNegativeDebtWeights`: a_k = max(0, y_k + pi_k s) with s such that they sum to 1 (the projection in the same norm).
 */
import { AssumptionError, InputError } from '../core/errors.js';
import { type DueDevice, weightsOfDues } from '../core/weights-of-dues.js';

/** One device: its share pi_k and y_k = pi_k - lambda c_k. */
export type { DueDevice };

function totals(scheduled: readonly DueDevice[], absent: readonly DueDevice[]) {
  const x = scheduled.reduce((sum, { share }) => sum + share, 0);
  if (!(x > 0)) throw new AssumptionError('T6 (debt weights)', 'somebody scheduled', x);
  return { x, left: absent.reduce((sum, { due }) => sum + due, 0) };
}

/** a_k of the scheduled devices, in their order; they sum to 1 where all dues do. */
export function debtWeights(scheduled: readonly DueDevice[], absent: readonly DueDevice[]): number[] {
  const { x, left } = totals(scheduled, absent);
  return scheduled.map(({ share, due }) => due + (share * left) / x);
}

/** Phi(S; y), the least chi after the round. */
export function leastDebt(scheduled: readonly DueDevice[], absent: readonly DueDevice[]): number {
  const { x, left } = totals(scheduled, absent);
  return absent.reduce((sum, { share, due }) => sum + (due * due) / share, 0) + (left * left) / x;
}

/** The least chi among weights >= 0: a_k = max(0, y_k + pi_k s), summing to 1. */
export function nonNegativeDebtWeights(scheduled: readonly DueDevice[]): number[] {
  if (scheduled.length === 0) throw new InputError('scheduled', scheduled, 'at least one device');
  return weightsOfDues(scheduled);
}
