/**
 * The step size of plain gradient steps: a number, or the rule `auto`. The theorems ask for eta L <= 1 with L the largest curvature along
 * the whole run. L is known only where it was measured, and it grows between two such points: the rule keeps half of that in hand.
 */
export type StepSize = number | 'auto';

/** `auto` keeps eta L at or below this at every point where L is measured. */
export const LARGEST_ETA_L = 0.5;

/** A model whose loss is this many times that of the initial one, which knows nothing, has diverged. */
const DIVERGED_LOSS = 2;

/** The step after a look at the curvature L > 0: never a longer one. */
export function stepWithin(stepSize: number, curvature: number): number {
  return Math.min(stepSize, LARGEST_ETA_L / curvature);
}

export interface RoundResult {
  /** Training loss of the round, taken before its step; null where nobody was heard. */
  readonly loss: number | null;
  /** The model after it. */
  readonly trainable: Float32Array;
}

/** Whether a run has left the region in which its steps lead down. */
export function hasDiverged({ loss, trainable }: RoundResult, initialLoss: number): boolean {
  if (loss !== null && !(loss <= DIVERGED_LOSS * initialLoss)) return true;
  return trainable.some((value) => !Number.isFinite(value));
}
