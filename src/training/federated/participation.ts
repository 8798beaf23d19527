/** Who of the scheduled devices arrives, and how much each counts. */
import { InputError } from '../../core/errors.js';
import type { RandomStream } from '../../core/random.js';

/**
 * Weights pi_k / x of the devices that took part (theory 1); they sum to 1.
 * @param shares data share pi_k of every device
 * @param participants indices into `shares`; none gives no weights
 */
export function participationWeights(shares: readonly number[], participants: readonly number[]): number[] {
  const participation = participants.reduce((sum, k) => sum + shares[k]!, 0);
  return participants.map((k) => shares[k]! / participation);
}

/**
 * Scheduled devices whose upload arrives: each is lost independently. One draw a device in the order given, so the
 * same stream loses the same devices whatever else happens.
 * @param probability of being lost, in [0, 1)
 */
export function dropOut(scheduled: readonly number[], probability: number, stream: RandomStream): number[] {
  if (!(probability >= 0 && probability < 1)) {
    throw new InputError('dropOutProbability', probability, 'a number in [0, 1)');
  }
  return scheduled.filter(() => stream.uniform() >= probability);
}
