/**
 * Virtual queues and constraint violation, on any sample path and for any decisions.
 *
 *   Y(t+1) = max(Y(t) + used_t - allowed_t, 0)
 *
 * Statement. (1/T) sum_t (used_t - allowed_t) <= (Y(T) - Y(0))/T. No assumption at all: not on the channels, not
 * on how decisions were made, not on the allowances (a constant budget, or a profile planned over the rounds).
 *
 * Proof. Y(t+1) >= Y(t) + used_t - allowed_t, since a maximum is at least its first argument. Sum over t. QED
 *
 * Equality: whenever the queue never hit zero.
 */
import { InputError } from '../core/errors.js';
import { requireCount, requireNonNegative } from './checks.js';

/**
 * The queue after one round.
 * @param backlog Y(t) >= 0
 * @param used tau_t or E_k,t
 * @param allowed the round's allowance of it
 */
export function queueStep(backlog: number, used: number, allowed: number): number {
  return Math.max(backlog + used - allowed, 0);
}

/** The queue's whole path, T + 1 values. */
export function queuePath(initial: number, used: readonly number[], allowed: readonly number[]): number[] {
  if (used.length !== allowed.length) {
    throw new InputError('allowed', allowed.length, `as many values as used has (${used.length})`);
  }
  const path = [requireNonNegative('initial', initial)];
  used.forEach((value, t) => {
    path.push(queueStep(path[t]!, value, allowed[t]!));
  });
  return path;
}

/**
 * Bound on the mean of (used - allowed), in the queue's unit per round. May be negative.
 * @param initial Y(0) >= 0
 * @param final Y(T) >= 0
 * @param rounds T >= 1
 */
export function constraintViolationBound(initial: number, final: number, rounds: number): number {
  requireNonNegative('initial', initial);
  requireNonNegative('final', final);
  return (final - initial) / requireCount('rounds', rounds);
}

/** Partial derivatives of the bound: one more second (or joule) left in the queue costs 1/T a round. */
export function constraintViolationSensitivity(initial: number, final: number, rounds: number) {
  const bound = constraintViolationBound(initial, final, rounds);
  return { final: 1 / rounds, initial: -1 / rounds, rounds: -bound / rounds };
}
