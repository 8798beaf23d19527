/** The laws on the package's own theorems: 15,000 cases as a rule, DRIFTLORA_FULL=1 for 600,000. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import * as bounds from '../../src/bounds/index.js';
import { LAWS } from './laws.js';

const RUNS = process.env.DRIFTLORA_FULL === '1' ? 60_000 : 1_500;

describe('theorems hold', () => {
  it.each(LAWS.map((law) => [law.name, law] as const))('%s', (_name, law) => {
    fc.assert(law.of(bounds), { numRuns: law.name.startsWith('Tightness') ? 1 : RUNS });
  });
});
