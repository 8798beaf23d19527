/**
 * Theorem 1, one round.
 *
 * Statement. Assume (A1), (A4), 0 < eta <= 1/L and S non-empty; theta+ = theta - eta sum_S (pi_k/x)(grad F_k + xi_k).
 * With g = sum_S (pi_k/x) grad F_k,
 *
 *   E F(theta+) <= F - (eta/2)||grad F||^2 + (eta/2)||g - grad F||^2 + (L eta^2/2) sigma^2 nu(S),
 *
 * and with (A3) the third term is at most (eta/2) delta^2 psi(x) by Lemma 1.
 *
 * Proof. Let z = sum_S (pi_k/x) xi_k. Smoothness: F(theta+) <= F - eta <grad F, g + z> + (L eta^2/2)||g + z||^2.
 * In expectation <grad F, z> and <g, z> vanish (mean 0, independent of theta and S), and independence across
 * devices leaves E||z||^2 = sum_S (pi_k/x)^2 E||xi_k||^2 <= sigma^2 nu(S):
 *   E F(theta+) <= F - eta <grad F, g> + (L eta^2/2)||g||^2 + (L eta^2/2) sigma^2 nu(S).
 * eta L <= 1 lets (eta/2)||g||^2 stand for the third term, and
 *   -<grad F, g> + ||g||^2/2 = -||grad F||^2/2 + ||g - grad F||^2/2.  QED
 *
 * Equality: F = (L/2)||theta||^2 with eta = 1/L (every step above is then an equality), with Lemma 1's two
 * clusters for the second form; also any eta <= 1/L when g = 0 and the noise lies along curvature L.
 */
import { AssumptionError } from '../core/errors.js';
import { requireStepSize, type SmoothConstants } from './assumptions.js';
import { requireNonNegative } from './checks.js';
import { noiseFactor, type Participant, participationOf, psi, psiSlope } from './participation.js';

const THEOREM = 'Theorem 1 (one round)';

/** One round as the theorems read it. delta2 and sigma2 of this round, where known, replace the uniform ones. */
export interface BoundRound {
  readonly constants: SmoothConstants;
  /** Step size, in (0, 1/L]. */
  readonly eta: number;
  /** The scheduled devices; may be empty only where a theorem says so. */
  readonly participants: readonly Participant[];
  /** delta_t^2 measured at theta_t (default: the constants' uniform delta2). */
  readonly delta2?: number;
  /** sigma_t^2 measured at theta_t (default: the constants' uniform sigma2). */
  readonly sigma2?: number;
}

/** The two terms that participation and mini-batches add to a round, in units of the loss. */
export interface RoundTerms {
  /** (eta/2) delta^2 psi(x): not everybody was heard. */
  readonly participation: number;
  /** (L eta^2/2) sigma^2 nu(S): mini-batches instead of all samples. */
  readonly noise: number;
}

/** The mini-batch term, (L eta^2/2) sigma^2 nu(S). */
export function noiseTerm({ constants, eta, participants, sigma2 = constants.sigma2 }: BoundRound): number {
  requireNonNegative('sigma2', sigma2);
  return ((constants.L * eta * eta) / 2) * sigma2 * noiseFactor(participants);
}

/**
 * Both terms of a round in which somebody takes part.
 * @throws AssumptionError for eta > 1/L or nobody scheduled
 */
export function roundTerms(round: BoundRound): RoundTerms {
  const { constants, eta, participants, delta2 = constants.delta2 } = round;
  requireStepSize(THEOREM, eta, constants.L);
  const x = participationOf(participants);
  if (x === 0) throw new AssumptionError(THEOREM, 'somebody scheduled', participants);
  const participation = (eta / 2) * requireNonNegative('delta2', delta2) * psi(x);
  return { participation, noise: noiseTerm(round) };
}

/**
 * Bound on E F(theta+) when the squared participation error itself is known.
 * @param loss F(theta)
 * @param gradient2 ||grad F(theta)||^2 >= 0
 * @param error2 ||g - grad F||^2 >= 0
 */
export function oneRoundDescentGivenError(
  loss: number,
  gradient2: number,
  error2: number,
  round: BoundRound,
): number {
  requireStepSize(THEOREM, round.eta, round.constants.L);
  requireNonNegative('gradient2', gradient2);
  requireNonNegative('error2', error2);
  return loss + (round.eta / 2) * (error2 - gradient2) + noiseTerm(round);
}

/**
 * Bound on E F(theta+) from the schedule alone.
 * @param loss F(theta)
 * @param gradient2 ||grad F(theta)||^2 >= 0
 */
export function oneRoundDescent(loss: number, gradient2: number, round: BoundRound): number {
  const { participation, noise } = roundTerms(round);
  return loss - (round.eta / 2) * requireNonNegative('gradient2', gradient2) + participation + noise;
}

/** Partial derivatives of oneRoundDescent by each quantity it reads (nu is held fixed under `participation`). */
export function oneRoundDescentSensitivity(gradient2: number, round: BoundRound) {
  const { constants, eta, participants } = round;
  const { delta2 = constants.delta2, sigma2 = constants.sigma2 } = round;
  requireStepSize(THEOREM, eta, constants.L);
  const x = participationOf(participants);
  const nu = noiseFactor(participants);
  return {
    loss: 1,
    gradient2: -eta / 2,
    delta2: (eta / 2) * psi(x),
    sigma2: ((constants.L * eta * eta) / 2) * nu,
    L: ((eta * eta) / 2) * sigma2 * nu,
    eta: (delta2 * psi(x) - gradient2) / 2 + constants.L * eta * sigma2 * nu,
    participation: (eta / 2) * delta2 * psiSlope(x),
  };
}

/** What one more device changes in the round's two terms together (noise and participation both move). */
export function roundTermsOfOneMore(round: BoundRound, joining: Participant): number {
  const before = roundTerms(round);
  const after = roundTerms({ ...round, participants: [...round.participants, joining] });
  return after.participation + after.noise - before.participation - before.noise;
}
