/**
 * Lemma 1 against the classical bound 2 (1 - x) delta, over x. Both are evaluated under (A3'), every device bounded:
 * the classical bound is not valid under the weaker (A3) at all.
 */
import { boundedParticipationError, classicalParticipationError } from '../bounds/index.js';

export interface ClassicalRow {
  /** x. */
  readonly participation: number;
  /** Bound on ||g - grad F||^2 / delta^2, ours. */
  readonly ours: number;
  /** The classical one. */
  readonly classical: number;
  /** classical / ours >= 1; 1 where both are 0. */
  readonly ratio: number;
}

/** @param masses values of x in (0, 1] */
export function classicalTable(masses: readonly number[]): ClassicalRow[] {
  return masses.map((participation) => {
    const ours = boundedParticipationError({ deltaMax2: 1 }, participation);
    const classical = classicalParticipationError({ deltaMax2: 1 }, participation);
    return { participation, ours, classical, ratio: ours === 0 ? 1 : classical / ours };
  });
}
