/** Laws of the block fading: mean power 1, the right distribution, streams of their own. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { createFading, drawFading, type FadingLaw } from '../../src/system/fading.js';

const DRAWS = 40_000;
const RAYLEIGH: FadingLaw = { directRatio: 0, correlation: 0 };

function draws(config: FadingLaw, seed = 12): number[] {
  const process = createFading(config, 'd0', seed);
  return Array.from({ length: DRAWS }, () => process.next());
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('block fading', () => {
  it('Rayleigh power is exponential with mean 1', () => {
    const powers = draws(RAYLEIGH);
    expect(Math.abs(mean(powers) - 1)).toBeLessThan(0.02);
    for (const threshold of [0.1, 0.5, 1, 2]) {
      const below = powers.filter((power) => power < threshold).length / DRAWS;
      expect(Math.abs(below - (1 - Math.exp(-threshold)))).toBeLessThan(0.01);
    }
  });

  it('Rician power has mean 1 and variance (2K + 1)/(K + 1)^2', () => {
    const k = 4;
    const powers = draws({ directRatio: k, correlation: 0 });
    const average = mean(powers);
    const variance = mean(powers.map((power) => (power - average) ** 2));
    expect(Math.abs(average - 1)).toBeLessThan(0.02);
    expect(Math.abs(variance - (2 * k + 1) / (k + 1) ** 2)).toBeLessThan(0.02);
  });

  it('power of correlated blocks is correlated as c^2', () => {
    const c = 0.9;
    const powers = draws({ directRatio: 0, correlation: c });
    const lagged = powers.slice(1).map((power, i) => (power - 1) * (powers[i]! - 1));
    expect(Math.abs(mean(lagged) - c * c)).toBeLessThan(0.1);
  });

  it('no fading is no fading', () => {
    expect(createFading(undefined, 'd0', 1).next()).toBe(1);
  });

  test.prop([fc.integer(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 })])(
    'one more device moves nobody else',
    (seed, devices, rounds) => {
      const ids = Array.from({ length: devices }, (_, k) => `d${k}`);
      const few = drawFading(() => RAYLEIGH, ids, rounds, seed);
      const more = drawFading(() => RAYLEIGH, ['newcomer', ...ids], rounds, seed);
      few.forEach((row, t) => {
        expect([...row]).toEqual([...more[t]!.subarray(1)]);
      });
    },
  );
});
