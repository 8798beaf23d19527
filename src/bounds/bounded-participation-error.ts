/**
 * Lemma 1 under a bound on every device, and the classical bound it replaces.
 *
 * Statement. Assume (A3') ||v_k|| <= delta for each k. For a schedule with participation x > 0,
 *   ||g - grad F||^2 <= delta^2 min(1, (1 - x)/x)^2.
 *
 * Proof. x ||g - grad F|| = ||sum_S pi_k v_k|| <= x delta, and also = ||sum_{not S} pi_k v_k|| <= (1 - x) delta. QED
 *
 * Classical (wireless federated learning): ||g - grad F|| <= 2 (1 - x) delta, from the triangle inequality on
 * sum_S (pi_k/x - pi_k) v_k - sum_{not S} pi_k v_k, each half at most (1 - x) delta. It counts the same vector
 * twice. Ours is never above it: for x >= 1/2, (1 - x)/x <= 2 (1 - x); below, 1 <= 2 (1 - x). Equal at x = 1/2, 1.
 *
 * Equality: two opposite clusters, the scheduled and the others; at x >= 1/2 the others have norm delta, below
 * 1/2 the scheduled have.
 */
import { AssumptionError } from '../core/errors.js';
import { requireNonNegative, requireWithin } from './checks.js';

const LEMMA = 'Lemma 1 (bounded participation error)';

/** (A3'): every single device's dissimilarity is bounded. */
export interface UniformlyBoundedDissimilarity {
  /** Square of the largest ||grad F_k - grad F||, >= 0. */
  readonly deltaMax2: number;
}

function requireParticipation(participation: number): number {
  requireWithin('participation', participation, 0, 1);
  if (participation === 0) throw new AssumptionError(LEMMA, 'x > 0', participation);
  return participation;
}

/** Bound on ||g - grad F||^2 under (A3'). */
export function boundedParticipationError(
  { deltaMax2 }: UniformlyBoundedDissimilarity,
  participation: number,
): number {
  requireParticipation(participation);
  return requireNonNegative('deltaMax2', deltaMax2) * Math.min(1, (1 - participation) / participation) ** 2;
}

/** The classical bound on ||g - grad F||^2 under (A3'): (2 (1 - x) delta)^2. */
export function classicalParticipationError(
  { deltaMax2 }: UniformlyBoundedDissimilarity,
  participation: number,
): number {
  requireParticipation(participation);
  return requireNonNegative('deltaMax2', deltaMax2) * (2 * (1 - participation)) ** 2;
}

/** Partial derivatives of the bound; 0 by participation below x = 1/2, where it is flat. */
export function boundedParticipationErrorSensitivity(
  { deltaMax2 }: UniformlyBoundedDissimilarity,
  participation: number,
) {
  const ratio = Math.min(1, (1 - requireParticipation(participation)) / participation);
  return {
    deltaMax2: ratio * ratio,
    participation: participation < 0.5 ? 0 : (-2 * deltaMax2 * ratio) / (participation * participation),
  };
}
