/** The interval of the rank agreement covers the true mean as often as it says, on rankings of a few policies. */
import { describe, expect, it } from 'vitest';
import { type RandomStream, randomStream } from '../../src/core/random.js';
import { LEAST_SEEDS, rankAgreement, rankCorrelation, type SeedOutcome } from '../../src/validation/index.js';

/** Policies whose true figures are 1, 2, ..., seen through noise: the larger it is, the less the orders agree. */
function outcome(policies: number, noise: number, random: RandomStream): SeedOutcome {
  const truth = Array.from({ length: policies }, (_, i) => i + 1);
  return { predicted: truth, measured: truth.map((value) => value + noise * random.normal()) };
}

const TRIALS = process.env.DRIFTLORA_FULL === '1' ? 20_000 : 2_000;

describe.each([
  // Nearly always the same order: most seeds have the largest value there is, and ten show too little of the rest.
  { policies: 4, noise: 1, promise: 0.88 },
  { policies: 4, noise: 4, promise: 0.93 },
  { policies: 8, noise: 3, promise: 0.93 },
])('with $policies policies and noise $noise', ({ policies, noise, promise }) => {
  const random = randomStream(11, 'coverage of ranks', policies, noise);
  const many = Array.from({ length: 20 * TRIALS }, () => {
    const { predicted, measured } = outcome(policies, noise, random);
    return rankCorrelation(predicted, measured);
  });
  const truth = many.reduce((sum, value) => sum + value, 0) / many.length;

  it.each([{ seeds: LEAST_SEEDS }, { seeds: 20 }])(
    '$seeds seeds cover the true mean as often as said',
    ({ seeds }) => {
      let covered = 0;
      for (let trial = 0; trial < TRIALS; trial++) {
        const drawn = Array.from({ length: seeds }, () => outcome(policies, noise, random));
        const [low, high] = rankAgreement(drawn).interval!;
        if (low <= truth && truth <= high) covered++;
      }
      // Rankings are skewed and take few values: within two points of 95 in 100, but for the case above.
      expect(covered / TRIALS).toBeGreaterThan(promise - 4 * Math.sqrt((0.95 * 0.05) / TRIALS));
      expect(covered / TRIALS).toBeLessThan(0.97 + 4 * Math.sqrt((0.95 * 0.05) / TRIALS));
    },
  );
});
