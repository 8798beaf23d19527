/**
 * Virtual queues (theory 3): what has been spent above the allowance so far, never negative.
 *
 *   Y(t+1) = max(Y(t) + tau_t - allowance_t, 0)
 */

/** One step of a virtual queue; all three in the unit of the constrained quantity. */
export function nextQueue(queue: number, spent: number, allowance: number): number {
  return Math.max(queue + spent - allowance, 0);
}
