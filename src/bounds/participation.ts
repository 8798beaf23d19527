/**
 * Who took part in a round, and the two numbers of it that the theorems read (theory 2):
 *
 *   psi(x) = (1 - x)/x          how far the scheduled devices' mean can be from everybody's
 *   nu(S)  = sum_{k in S} (pi_k/x)^2 / m_k     what averaging leaves of a unit of mini-batch variance
 *
 * with x = sum_{k in S} pi_k. nu here leaves sigma^2 out; the theorems multiply it in.
 */
import { AssumptionError, InputError } from '../core/errors.js';
import { requirePositive, requireWithin } from './checks.js';

/** A scheduled device, as the theorems see it. */
export interface Participant {
  /** pi_k, its share of all data, in (0, 1]. */
  readonly share: number;
  /** m_k, samples of its mini-batch (> 0); Infinity for its exact gradient. */
  readonly batchSize: number;
}

/** Shares are quotients that were rounded once each: their sum may pass 1 by this much. */
const SHARE_SLACK = 1e-9;

/**
 * x, participation, in [0, 1]; 0 for nobody.
 * @throws InputError for a share outside (0, 1] or shares that add up to more than 1
 */
export function participationOf(participants: readonly Participant[]): number {
  let participation = 0;
  participants.forEach(({ share }, i) => {
    if (!(share > 0 && share <= 1)) throw new InputError(`participants[${i}].share`, share, '(0, 1]');
    participation += share;
  });
  if (participation > 1 + SHARE_SLACK)
    throw new InputError('participants', participation, 'shares with a sum of at most 1');
  return Math.min(1, participation);
}

/**
 * psi(x) = (1 - x)/x, decreasing and convex, 0 at x = 1.
 * @throws AssumptionError at x = 0, where no gradient exists to have an error
 */
export function psi(participation: number): number {
  requireWithin('participation', participation, 0, 1);
  if (participation === 0) throw new AssumptionError('Lemma 1 (participation error)', 'x > 0', participation);
  return (1 - participation) / participation;
}

/** d psi / d x = -1/x^2. */
export function psiSlope(participation: number): number {
  requirePositive('participation', participation);
  return -1 / (participation * participation);
}

/** nu(S) per unit of sigma^2; 0 when every gradient is exact. Needs somebody scheduled. */
export function noiseFactor(participants: readonly Participant[]): number {
  const participation = participationOf(participants);
  if (participation === 0)
    throw new AssumptionError('Theorem 1 (one round)', 'somebody scheduled', participants);
  let sum = 0;
  participants.forEach(({ share, batchSize }, i) => {
    if (!(batchSize > 0)) {
      throw new InputError(`participants[${i}].batchSize`, batchSize, 'a number > 0, or Infinity');
    }
    const weight = share / participation;
    sum += (weight * weight) / batchSize;
  });
  return sum;
}
