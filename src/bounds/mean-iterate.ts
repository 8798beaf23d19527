/**
 * T4, the mean of the iterates: the bound that ranks schedules.
 *
 * Setting. W rounds in which somebody was heard, debts with lambda = 1 from c = 0 at their start; the mean is over
 * theta_0 ... theta_{W-1}, where the gradients were taken. u_k, v_k as in T1, G_kl = <u_k, u_l>.
 *
 * Statement. For any eta > 0,
 *
 *   sqrt(E||grad F(mean theta)||^2) <= drift/(eta W) + sqrt(E c'Gc)/W + Dbar + sigma sqrt(sum_t nu_t)/W + (M/2) spread,
 *
 * drift = sqrt(E||theta_W - theta_0||^2), Dbar = sqrt(E||(1/W) sum_t sum_k (a_k,t - pi_k)(v_k(theta_t) - u_k)||^2), and the last term,
 * for a Hessian with Lipschitz constant M, has spread = sqrt(E ((1/W) sum_t ||theta_t - mean theta||^2)^2); a quadratic F has M = 0.
 * With (A2), E F(mean theta) - F* <= E||grad F(mean theta)||^2/(2 mu).
 *
 * Proof. Add up the W steps theta_{t+1} = theta_t - eta [grad F(theta_t) + sum (a_k,t - pi_k) v_k(theta_t) + xi_t]:
 *   (1/W) sum_t grad F(theta_t) = (theta_0 - theta_W)/(eta W) - (1/W) sum_k c_k u_k - (1/W) sum_t sum_k (a_k,t - pi_k)(v_k - u_k)
 *                                 - (1/W) sum_t xi_t,
 * since sum_t (a_k,t - pi_k) = c_k. The xi_t are uncorrelated over rounds, so E||sum xi_t||^2 <= sigma^2 sum nu_t; Minkowski in L2 does
 * the rest. For a quadratic F the left side is grad F(mean theta). Else Taylor at the mean leaves a remainder of at most
 * (M/2)||theta_t - mean||^2 a round, and its linear terms cancel in the mean.  QED
 *
 * The drift is read off the run, the imbalance is known before training but for G, and no term needs mu or eta <= 1/L. Equality: one
 * device of two heard for ever, from its own optimum (drift, mismatch and noise 0).
 */
import { requireCount, requireNonNegative, requirePositive } from './checks.js';

/** What T4 reads. Norms are roots of expected squares; one path's own values bound that path where the noise is its own. */
export interface MeanIterate {
  /** W >= 1, rounds with somebody. */
  readonly rounds: number;
  /** eta > 0. */
  readonly eta: number;
  /** ||theta_W - theta_0||. */
  readonly drift: number;
  /** sqrt(c'Gc) = ||sum_k c_k u_k||. */
  readonly imbalance: number;
  /** Dbar. Measured or bounded, never left out. */
  readonly mismatch: number;
  /** sigma sqrt(sum_t nu_t), or ||sum_t xi_t||. */
  readonly noise: number;
  /** M >= 0; 0 for a quadratic. */
  readonly hessianLipschitz: number;
  /** (1/W) sum_t ||theta_t - mean theta||^2. */
  readonly spread: number;
}

/** Each term of the bound on ||grad F(mean theta)||, and their sum. */
export interface MeanIterateTerms {
  readonly drift: number;
  readonly imbalance: number;
  readonly mismatch: number;
  readonly noise: number;
  readonly curvature: number;
  readonly gradient: number;
}

export function meanIterateBound(run: MeanIterate): MeanIterateTerms {
  const W = requireCount('rounds', run.rounds);
  const terms = {
    drift: requireNonNegative('drift', run.drift) / (requirePositive('eta', run.eta) * W),
    imbalance: requireNonNegative('imbalance', run.imbalance) / W,
    mismatch: requireNonNegative('mismatch', run.mismatch),
    noise: requireNonNegative('noise', run.noise) / W,
    curvature:
      (requireNonNegative('hessianLipschitz', run.hessianLipschitz) *
        requireNonNegative('spread', run.spread)) /
      2,
  };
  const { drift, imbalance, mismatch, noise, curvature } = terms;
  return { ...terms, gradient: drift + imbalance + mismatch + noise + curvature };
}

/** (A2): E F(mean theta) - F* <= gradient^2/(2 mu). */
export function meanIterateGap({ gradient }: MeanIterateTerms, mu: number): number {
  return gradient ** 2 / (2 * requirePositive('mu', mu));
}
