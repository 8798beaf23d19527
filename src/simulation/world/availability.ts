/**
 * Devices that come and go: a two-state Markov chain for each, from its own stream. It starts in the long-run mix,
 * so a device is there with probability join / (join + leave) in every round.
 */
import { randomStream } from '../../core/random.js';
import type { AvailabilityConfig } from '../../scenario/scenario.js';
import type { Era } from './channel.js';

function presenceOf(
  { leaveProbability, joinProbability }: Extract<AvailabilityConfig, { kind: 'markov' }>,
  id: string,
  rounds: number,
  seed: number,
  era: Era,
): boolean[] {
  const random = randomStream(seed, `availability-${era}`, id);
  let present = random.uniform() < joinProbability / (joinProbability + leaveProbability);
  return Array.from({ length: rounds }, () => {
    const now = present;
    present = random.uniform() < (present ? 1 - leaveProbability : joinProbability);
    return now;
  });
}

/** Whether each device is there: one row a device, in the order of the ids, one entry a round. */
export function drawPresence(
  config: AvailabilityConfig,
  ids: readonly string[],
  rounds: number,
  seed: number,
  era: Era,
): boolean[][] {
  return ids.map((id) =>
    config.kind === 'always'
      ? new Array<boolean>(rounds).fill(true)
      : presenceOf(config, id, rounds, seed, era),
  );
}
