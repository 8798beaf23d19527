/**
 * T2, the gap with debts over a horizon, for the last iterate.
 *
 * Statement. With (A2), rho = 1 - eta mu and T1's terms of each round in which somebody was heard,
 *
 *   E F(z_T) - F* <= rho^T (F(theta_0) - F*) + sum_t rho^(T-1-t) [bias_t + noise_t]   =: Z,
 *   sqrt(E F(theta_T) - F*) <= sqrt(Z) + eta sqrt(L/2) sqrt(E||sum_k c_k,T u_k||^2).
 *
 * Proof. T1 minus F* with ||grad F(z)||^2 >= 2 mu (F(z) - F*), unrolled; z_0 = theta_0 as c = 0. For the last step let
 * d = theta - z and A = F(z) - F* >= 0. Smoothness gives F(theta) - F* <= A + ||grad F(z)|| ||d|| + (L/2)||d||^2, and
 * smoothness once more ||grad F(z)||^2 <= 2 L A, so F(theta) - F* <= (sqrt(A) + sqrt(L/2)||d||)^2: no convexity is needed.
 * Take expectations and use Minkowski's inequality in L2.  QED
 *
 * Equality: rho^T alone with everybody heard exactly along curvature mu; the last step for F = (L/2)||theta||^2 with d and z
 * in one direction.
 */
import { AssumptionError } from '../core/errors.js';
import { requireNonNegative, requirePositive } from './checks.js';
import { type DebtRound, type DebtSetting, debtRoundTerms } from './debt-descent.js';

const THEOREM = 'T2 (gap with debts)';

/**
 * Bounds on E F(z_t) - F*, T + 1 entries from the initial gap on. A round with nobody (undefined) changes nothing.
 * @param mu Polyak-Lojasiewicz constant, 0 < mu <= L
 */
export function debtGapBounds(
  initialGap: number,
  rounds: readonly (DebtRound | undefined)[],
  mu: number,
  setting: DebtSetting,
): number[] {
  requirePositive('mu', mu);
  const { most } = setting.curvature;
  if (mu > most * (1 + 1e-12)) throw new AssumptionError(THEOREM, `mu <= L (L = ${most})`, mu);
  const rho = Math.max(0, 1 - setting.eta * mu);
  const bounds = [requireNonNegative('initialGap', initialGap)];
  for (const round of rounds) {
    const before = bounds.at(-1)!;
    if (round === undefined) bounds.push(before);
    else {
      const { bias, noise } = debtRoundTerms(round, setting);
      bounds.push(rho * before + bias + noise);
    }
  }
  return bounds;
}

/**
 * From the shifted iterate to the last one: bound on E F(theta_T) - F*.
 * @param shiftedGap bound on E F(z_T) - F*
 * @param imbalance2 E||sum_k c_k,T u_k||^2, or chi_T U^2
 */
export function lastIterateGap(
  shiftedGap: number,
  imbalance2: number,
  { curvature, eta }: DebtSetting,
): number {
  requireNonNegative('shiftedGap', shiftedGap);
  requireNonNegative('imbalance2', imbalance2);
  return (Math.sqrt(shiftedGap) + eta * Math.sqrt((curvature.most / 2) * imbalance2)) ** 2;
}
