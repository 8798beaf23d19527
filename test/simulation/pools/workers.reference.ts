/** The built worker pool against the plain task in this thread: the same bytes, with any number of workers. */
import { afterAll, describe, expect, it } from 'vitest';
import type { SplitTaskSpec } from '../../../src/training/index.js';

// Worker threads load the built file, so the build is what is tested; `npm test` builds first.
const { inlinePool, workerPool } = (await import(
  '../../../dist/simulation/index.js' as string
)) as typeof import('../../../src/simulation/index.js');
const { createSplitTask } = (await import(
  '../../../dist/training/index.js' as string
)) as typeof import('../../../src/training/index.js');

const SPEC: SplitTaskSpec = {
  model: { kind: 'use-lite' },
  dataset: { kind: 'wordnet', classes: 3, rows: 60, heldOutRows: 12, seed: 1 },
  partition: { kind: 'iid' },
  devices: 4,
  seed: 1,
  lora: { rank: 2, alpha: 4, targets: ['qkv', 'ffnOut'] },
  maxTokens: 8,
  precision: 'fp16',
};

const task = await createSplitTask(SPEC);
const pools = [1, 3].map((workers) => workerPool(SPEC, workers));
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
});

describe.each(pools)('a pool of $workers workers', (pool) => {
  it('gives the gradients and scores of the plain task, to the byte', async () => {
    const trainable = task.initialTrainable(7).map((value, i) => value + 1e-3 * Math.sin(i));
    const plain = inlinePool(task);
    const jobs = task.devices.map(({ rows }) => rows.slice(0, 3));
    const found = await Promise.all(jobs.map((rows) => pool.gradient(trainable, rows)));
    const expected = await Promise.all(jobs.map((rows) => plain.gradient(trainable, rows)));
    expect(found.map(({ loss }) => loss)).toEqual(expected.map(({ loss }) => loss));
    found.forEach(({ gradient }, i) => {
      expect(Buffer.from(gradient.buffer).equals(Buffer.from(expected[i]!.gradient.buffer))).toBe(true);
      expect(gradient.some((value) => value !== 0)).toBe(true);
    });
    expect(await pool.evaluate(trainable, task.heldOut)).toEqual(
      await plain.evaluate(trainable, task.heldOut),
    );
  });
});
