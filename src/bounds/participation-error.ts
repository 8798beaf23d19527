/**
 * Lemma 1, participation error.
 *
 * Statement. Let pi_k > 0 sum to 1, v_k = grad F_k - grad F, and assume (A3) sum_k pi_k ||v_k||^2 <= delta^2.
 * For a schedule S with participation x = sum_S pi_k > 0 and g = sum_S (pi_k/x) grad F_k,
 *
 *   ||g - grad F||^2 <= delta^2 (1 - x)/x.
 *
 * Proof. F = sum_k pi_k F_k gives sum_k pi_k v_k = 0, hence for d = x (g - grad F)
 *   d = sum_S pi_k v_k = - sum_{not S} pi_k v_k.
 * Write P = sum_S pi_k ||v_k||^2; the others then have at most delta^2 - P. Cauchy-Schwarz with weights pi_k on
 * the first form gives ||d||^2 <= x P, on the second ||d||^2 <= (1 - x)(delta^2 - P). The first grows with P,
 * the second falls, so their minimum is largest where they meet: P = (1 - x) delta^2, value x (1 - x) delta^2.
 * Divide by x^2.  QED
 *
 * Equality: all of S at v = a u, everybody else at v = -b u with x a = (1 - x) b (two opposite clusters).
 */
import { requireNonNegative } from './checks.js';
import { psi, psiSlope } from './participation.js';

/** (A3) for one gradient evaluation: the mean squared dissimilarity of all devices is at most delta2. */
export interface BoundedDissimilarity {
  /** delta^2 >= 0, in squared gradient units. */
  readonly delta2: number;
}

/**
 * Bound on ||g - grad F||^2.
 * @param participation x in (0, 1]
 * @throws AssumptionError when nobody is scheduled
 */
export function participationError({ delta2 }: BoundedDissimilarity, participation: number): number {
  return requireNonNegative('delta2', delta2) * psi(participation);
}

/** Partial derivatives of the bound. */
export function participationErrorSensitivity({ delta2 }: BoundedDissimilarity, participation: number) {
  return {
    delta2: psi(participation),
    participation: requireNonNegative('delta2', delta2) * psiSlope(participation),
  };
}

/**
 * What one more device changes: the bound with it minus the bound without it, <= 0.
 * @param share pi of the device that joins, with participation + share <= 1
 */
export function participationErrorOfOneMore(
  assumption: BoundedDissimilarity,
  participation: number,
  share: number,
): number {
  return (
    participationError(assumption, Math.min(1, participation + share)) -
    participationError(assumption, participation)
  );
}
