import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import { meanInterval, studentPoint, studentWithin } from '../../src/core/student.js';

describe("Student's t", () => {
  // 97.5 % points of any table of the distribution.
  it.each([
    [1, 12.706204736],
    [2, 4.30265273],
    [3, 3.182446305],
    [4, 2.776445105],
    [9, 2.262157163],
    [10, 2.228138852],
    [29, 2.045229642],
    [100, 1.983971519],
    [1000, 1.962339081],
  ])('with %i degrees of freedom is exceeded by 5 %% of draws at %f', (df, point) => {
    expect(studentPoint(df)).toBeCloseTo(point, 7);
    expect(studentWithin(point, df)).toBeCloseTo(0.95, 8);
  });

  it('gives the interval of the textbook', () => {
    // n = 3, standard deviation 1: half width 4.303 / sqrt(3).
    expect(meanInterval([1, 2, 3])).toEqual({
      mean: 2,
      halfWidth: expect.closeTo(4.30265273 / Math.sqrt(3), 7),
    });
    expect(meanInterval([1]).halfWidth).toBe(Number.POSITIVE_INFINITY);
    expect(meanInterval([4, 4, 4, 4])).toEqual({ mean: 4, halfWidth: 0 });
  });

  it('covers the true mean of normal draws 95 times in 100', () => {
    const random = randomStream(1, 'coverage');
    const trials = 4000;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { mean, halfWidth } = meanInterval(Array.from({ length: 5 }, () => 3 + 2 * random.normal()));
      if (Math.abs(mean - 3) <= halfWidth) covered++;
    }
    // Four standard deviations of the count.
    expect(Math.abs(covered / trials - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / trials));
  });
});
