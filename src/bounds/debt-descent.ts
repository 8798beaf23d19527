/**
 * T1, one round with debts.
 *
 * Setting. Constants u_k with sum_k pi_k u_k = 0 stand for what stays of v_k = grad F_k - grad F over the rounds;
 * U^2 = sum pi_k ||u_k||^2, D^2 = sum pi_k ||v_k(theta) - u_k||^2. Curvature of F in [l, L] (l <= 0 where F is not convex),
 * kappa = (1 - lambda)/eta, R = max(L - kappa, kappa - l). The shifted iterate is z = theta + eta sum_k c_k u_k.
 *
 * Statement. For 0 < eta <= 1/L, weights that sum to 1 and noise as in (A4),
 *
 *   E F(z+) <= F(z) - (eta/2)||grad F(z)||^2 + (eta/2)(eta R ||sum_k c_k u_k|| + sqrt(omega) D)^2 + (eta^2/2) L_s sigma^2 nu,
 *
 * nu = sum_k a_k^2/m_k, and ||sum c_k u_k|| <= sqrt(chi) U. L_s = L; for a quadratic F it may be the curvature along the noise.
 *
 * Proof. With xi = sum a_k xi_k, theta+ = theta - eta [grad F(theta) + sum (a_k - pi_k) v_k + xi], since sum a_k = 1 and
 * sum pi_k v_k = 0. Adding eta sum c+_k u_k and using c+ = lambda c + a - pi and sum pi_k u_k = 0,
 *   z+ = z - eta [G + xi],   G = grad F(theta) + kappa (z - theta) + sum (a_k - pi_k)(v_k - u_k).
 * By the mean value theorem grad F(z) - grad F(theta) = H (z - theta) with the eigenvalues of H in [l, L], those of
 * kappa I - H are in [kappa - L, kappa - l], so
 *   ||G - grad F(z)|| <= R ||z - theta|| + ||sum (a_k - pi_k)(v_k - u_k)|| <= eta R ||sum c_k u_k|| + sqrt(omega) D,
 * the last by Cauchy-Schwarz with the weights pi_k. From here on as Theorem 1 with G in place of g: smoothness, E xi = 0,
 * E||xi||^2 <= sigma^2 nu, eta L <= 1. For a quadratic F the noise enters as (eta^2/2) E xi' H xi alone.  QED
 *
 * L_s < L needs a quadratic: else the curvature between z and z+ depends on xi, and the cross term does not vanish.
 *
 * u = 0 is Theorem 1 with Lemma 1 in it. Equality: F = (L/2)||theta||^2 with equal curvature L in every device, eta = 1/L, lambda = 1
 * and u = v: then R = L, G - grad F(z) = L (theta - z), and every step above is an equality, whatever the noise.
 */
import { AssumptionError, InputError } from '../core/errors.js';
import { requireStepSize } from './assumptions.js';
import { requireNonNegative, requirePositive, requireWithin } from './checks.js';

const THEOREM = 'T1 (one round with debts)';

/** The curvature of F: eigenvalues of its Hessian lie in [least, most]. Unit: loss per squared parameter. */
export interface CurvatureRange {
  /** L > 0. */
  readonly most: number;
  /** l <= L; negative where F is not convex. */
  readonly least: number;
  /** L_s <= L, the curvature along the noise: for a quadratic F only. Default: `most`. */
  readonly noise?: number;
}

/** One round as T1 reads it. */
export interface DebtRound {
  /** ||sum_k c_k u_k|| before the round, or the larger sqrt(chi) U. */
  readonly imbalance: number;
  /** sqrt(omega) D: what of the devices' gradients the constants u_k leave out. */
  readonly mismatch: number;
  /** sigma^2 nu >= 0, or the noise's own E||xi||^2. */
  readonly noise: number;
}

export interface DebtSetting {
  readonly curvature: CurvatureRange;
  /** Step size in (0, 1/L]. */
  readonly eta: number;
  /** lambda in (0, 1]. */
  readonly leak: number;
}

function requireSetting({ curvature, eta, leak }: DebtSetting): void {
  const { most, least, noise = most } = curvature;
  requirePositive('curvature.most', most);
  if (!(Number.isFinite(least) && least <= most)) {
    throw new InputError('curvature.least', least, `a finite number <= ${most}`);
  }
  requireWithin('curvature.noise', noise, 0, most);
  requireStepSize(THEOREM, eta, most);
  requirePositive('leak', leak);
  requireWithin('leak', leak, 0, 1);
}

/** R = max(L - kappa, kappa - l). */
export function debtReach({ curvature, eta, leak }: DebtSetting): number {
  const kappa = (1 - leak) / eta;
  return Math.max(curvature.most - kappa, kappa - curvature.least);
}

/** What a round adds to F(z): (eta/2)(eta R imbalance + mismatch)^2 and the noise term. */
export function debtRoundTerms(round: DebtRound, setting: DebtSetting): { bias: number; noise: number } {
  requireSetting(setting);
  const { eta, curvature } = setting;
  const imbalance = requireNonNegative('imbalance', round.imbalance);
  const mismatch = requireNonNegative('mismatch', round.mismatch);
  const away = eta * debtReach(setting) * imbalance + mismatch;
  const noise = requireNonNegative('noise', round.noise);
  return {
    bias: (eta / 2) * away * away,
    noise: ((eta * eta) / 2) * (curvature.noise ?? curvature.most) * noise,
  };
}

/**
 * Bound on E F(z+).
 * @param loss F(z)
 * @param gradient2 ||grad F(z)||^2 >= 0
 */
export function debtDescent(loss: number, gradient2: number, round: DebtRound, setting: DebtSetting): number {
  if (!Number.isFinite(loss)) throw new AssumptionError(THEOREM, 'a finite loss', loss);
  const { bias, noise } = debtRoundTerms(round, setting);
  return loss - (setting.eta / 2) * requireNonNegative('gradient2', gradient2) + bias + noise;
}
