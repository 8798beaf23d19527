/** Laws of the seeded streams: reproducible, separate, and with the distributions they name. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.js';

const DRAWS = 50_000;

function moments(draw: () => number): { mean: number; variance: number } {
  const values = Array.from({ length: DRAWS }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAWS;
  return { mean, variance };
}

const path = fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 3 });

describe('random streams', () => {
  test.prop([fc.integer(), path])('the same path gives the same draws', (seed, parts) => {
    const one = randomStream(seed, ...parts);
    const other = randomStream(seed, ...parts);
    for (let i = 0; i < 5; i++) expect(one.uniform()).toBe(other.uniform());
  });

  test.prop([fc.integer(), path, path])('different paths give different draws', (seed, a, b) => {
    fc.pre(JSON.stringify(a) !== JSON.stringify(b));
    expect(randomStream(seed, ...a).uniform()).not.toBe(randomStream(seed, ...b).uniform());
  });

  it('first draws of consecutive seeds are uniform', () => {
    const firsts = Array.from({ length: 10_000 }, (_, seed) => randomStream(seed, 'x').uniform());
    for (let bin = 0; bin < 10; bin++) {
      const share = firsts.filter((u) => Math.floor(u * 10) === bin).length / firsts.length;
      expect(Math.abs(share - 0.1)).toBeLessThan(0.015);
    }
  });

  it.each([
    ['uniform', (r: ReturnType<typeof randomStream>) => r.uniform(), 1 / 2, 1 / 12],
    ['normal', (r: ReturnType<typeof randomStream>) => r.normal(), 0, 1],
    ['exponential', (r: ReturnType<typeof randomStream>) => r.exponential(), 1, 1],
    ['gamma(0.4)', (r: ReturnType<typeof randomStream>) => r.gamma(0.4), 0.4, 0.4],
    ['gamma(3)', (r: ReturnType<typeof randomStream>) => r.gamma(3), 3, 3],
    ['below(5)', (r: ReturnType<typeof randomStream>) => r.below(5), 2, 2],
  ] as const)('%s has its mean and variance', (name, draw, mean, variance) => {
    const random = randomStream(11, name);
    const found = moments(() => draw(random));
    expect(Math.abs(found.mean - mean)).toBeLessThan(0.05);
    expect(Math.abs(found.variance - variance)).toBeLessThan(0.06 * Math.max(1, variance));
  });

  test.prop([fc.integer(), fc.uniqueArray(fc.integer())])('shuffling keeps every item', (seed, items) => {
    expect(randomStream(seed).shuffled(items).sort()).toEqual([...items].sort());
  });
});
