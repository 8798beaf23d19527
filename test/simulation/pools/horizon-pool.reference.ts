/** The built horizon pool against this thread alone: the same bytes, with any number of workers. */
import { expect, it } from 'vitest';
import { clairvoyant, clairvoyantOn } from '../../../src/solvers/horizon/index.js';
import { horizonCase } from '../../solvers/horizon/cases.js';

// Worker threads load the built file, so the build is what is tested; `npm test` builds first.
const { horizonPool } = (await import(
  '../../../dist/simulation/index.js' as string
)) as typeof import('../../../src/simulation/index.js');

const problem = horizonCase({
  seed: 4,
  devices: 8,
  rounds: 30,
  budget: 'both',
  penalty: 'quadratic',
  rho: 0.98,
  delayKind: 'synchronous',
  away: 0.2,
});

it.each([1, 3])('a pool of %i workers finds what this thread finds, to the byte', async (workers) => {
  const pool = horizonPool(problem, workers);
  try {
    const found = await clairvoyantOn(problem, pool.evaluate);
    expect(JSON.stringify(found)).toBe(JSON.stringify(clairvoyant(problem)));
  } finally {
    await pool.close();
  }
});
