/** A cell that moves on between two questions to the queue is not lost: it would be computed twice. */
import { expect, it } from 'vitest';
import type { SweepCell } from '../../../src/sweep/index.js';
import { Collection } from '../../../src/sweep/queue/collection.js';
import type { Connected } from '../../../src/sweep/queue/wanted.js';

const FINGERPRINT = 'f'.repeat(64);

/** A queue of one cell, which goes one state further after each question. */
function movingQueue(states: readonly string[]) {
  let asked = 0;
  const added: unknown[] = [];
  const queue = {
    getRanges: async (wanted: readonly string[]) => {
      const state = states[Math.min(asked++, states.length - 1)]!;
      return wanted.includes(state) ? [FINGERPRINT] : [];
    },
    // Finished between the questions or not yet: then it is taken at the next look.
    getJob: async () => ({ returnvalue: undefined }),
    addBulk: async (jobs: readonly unknown[]) => added.push(...jobs),
  };
  const connection = { eval: async () => [0], del: async () => 0, srem: async () => 1 };
  return { connected: { queue, connection, sweep: 'one' } as unknown as Connected, added };
}

it.each([
  [['wait', 'completed', 'completed']],
  [['active', 'completed', 'completed']],
  [['active', 'failed', 'failed']],
  [['wait', 'active', 'active']],
  [['delayed', 'wait', 'wait']],
])('is not enqueued again while it goes %j', async (states) => {
  const { connected, added } = movingQueue(states);
  const cell = { fingerprint: FINGERPRINT, origin: {}, seed: 1 } as unknown as SweepCell;
  const sink = { keep: async () => {}, progress: () => {} };
  const collection = new Collection(connected, sink, [cell], new AbortController().signal);
  await collection.lookAtAll();
  expect(added).toEqual([]);
});

it('is enqueued again where it is nowhere', async () => {
  const { connected, added } = movingQueue(['none']);
  const cell = { fingerprint: FINGERPRINT, origin: {}, seed: 1 } as unknown as SweepCell;
  const sink = { keep: async () => {}, progress: () => {} };
  await new Collection(connected, sink, [cell], new AbortController().signal).lookAtAll();
  expect(added).toHaveLength(1);
});
