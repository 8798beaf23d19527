/** The built horizon pool against this thread alone: the same bytes, with any number of workers. */
import { expect, it } from 'vitest';
import { clairvoyant, clairvoyantOn } from '../../../src/solvers/horizon/index.js';
import { horizonCase } from '../../solvers/horizon/cases.js';

// Worker threads load the built file, so the build is what is tested; `npm test` builds first.
const { horizonPool } = (await import(
  '../../../dist/simulation/index.js' as string
)) as typeof import('../../../src/simulation/index.js');

/** The long version: every case solves a whole horizon. */
const FULL = process.env.DRIFTLORA_FULL !== undefined;

const problem = horizonCase({
  seed: 4,
  devices: FULL ? 8 : 5,
  rounds: FULL ? 30 : 12,
  budget: 'both',
  penalty: 'quadratic',
  rho: 0.98,
  delayKind: 'synchronous',
  away: 0.2,
});

const alone = JSON.stringify(clairvoyant(problem));

it.each([1, 3])('a pool of %i workers finds what this thread finds, to the byte', async (workers) => {
  const pool = horizonPool(problem, workers);
  try {
    const found = await clairvoyantOn(problem, pool.evaluate);
    expect(JSON.stringify(found)).toBe(alone);
  } finally {
    await pool.close();
  }
});
