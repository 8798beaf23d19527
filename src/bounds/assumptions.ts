/**
 * The assumptions of the convergence theorems as types (theory 2). A value of one of these types has been
 * checked: it can only be made by its constructor below, so a theorem need not check its constants again.
 *
 *   (A1) F is L-smooth.
 *   (A2) Polyak-Lojasiewicz: ||grad F||^2 >= 2 mu (F - F*).  With (A1) it implies mu <= L.
 *   (A3) sum_k pi_k ||grad F_k - grad F||^2 <= delta^2.
 *   (A4) device k's mini-batch noise has mean 0, is independent of the others', and E||xi_k||^2 <= sigma^2/m_k.
 */
import { AssumptionError } from '../core/errors.js';
import { requireNonNegative, requirePositive } from './checks.js';

declare const checked: unique symbol;
type Checked<T> = Readonly<T> & { readonly [checked]: true };

/** (A1), (A3), (A4): what Theorems 1 and 3 need. */
export type SmoothConstants = Checked<{
  /** Largest curvature of F, > 0. Unit: loss per squared parameter. */
  L: number;
  /** delta^2, the mean squared distance of the devices' gradients from the global one, >= 0. */
  delta2: number;
  /** sigma^2, the largest variance of one sample's gradient within a device, >= 0. */
  sigma2: number;
}>;

/** (A1) to (A4): what Theorem 2 needs. */
export type SmoothPlConstants = SmoothConstants & {
  /** The Polyak-Lojasiewicz constant, 0 < mu <= L. */
  readonly mu: number;
};

/** Numbers that arrive from an eigenvalue solver or as 1/L may exceed their limit by rounding alone. */
const ROUNDING = 1e-12;

/**
 * Constants of a smooth loss, checked.
 * @throws InputError when a number is not finite or has the wrong sign
 */
export function smoothConstants(raw: { L: number; delta2: number; sigma2: number }): SmoothConstants {
  return {
    L: requirePositive('L', raw.L),
    delta2: requireNonNegative('delta2', raw.delta2),
    sigma2: requireNonNegative('sigma2', raw.sigma2),
  } as SmoothConstants;
}

/**
 * Constants of a smooth loss with the Polyak-Lojasiewicz property, checked.
 * @throws InputError when a number is not finite or has the wrong sign
 * @throws AssumptionError when mu > L, which no function can have
 */
export function smoothPlConstants(raw: {
  L: number;
  mu: number;
  delta2: number;
  sigma2: number;
}): SmoothPlConstants {
  const smooth = smoothConstants(raw);
  const mu = requirePositive('mu', raw.mu);
  if (mu > smooth.L * (1 + ROUNDING)) {
    throw new AssumptionError('Theorem 2 (gap)', `mu <= L (L = ${smooth.L})`, mu);
  }
  return { ...smooth, mu: Math.min(mu, smooth.L) } as SmoothPlConstants;
}

/**
 * Refuses a step size outside (0, 1/L].
 * @param theorem who needs it, for the message
 */
export function requireStepSize(theorem: string, eta: number, L: number): number {
  requirePositive('eta', eta);
  if (eta * L > 1 + ROUNDING) throw new AssumptionError(theorem, `eta <= 1/L (1/L = ${1 / L})`, eta);
  return eta;
}

/**
 * rho = 1 - eta mu in [0, 1): what one round with full participation and no noise leaves of the gap.
 * @throws AssumptionError when eta > 1/L
 */
export function contraction(constants: SmoothPlConstants, eta: number): number {
  requireStepSize('Theorem 2 (gap)', eta, constants.L);
  return Math.max(0, 1 - eta * constants.mu);
}
