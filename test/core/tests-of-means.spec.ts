/** Tests of means against the textbook, and their promised errors against simulation. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import { meanInterval } from '../../src/core/student.js';
import { differenceP, equivalenceP, holm } from '../../src/core/tests-of-means.js';

const sample = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 12 });

describe('a mean difference', () => {
  it('has the p-values of the tables', () => {
    // scipy.stats.ttest_1samp([1, 2, 3], 0): t = 3.4641, p = 0.0742.
    expect(differenceP([1, 2, 3])).toBeCloseTo(0.07418, 5);
    // t = (4 - 2) / (1 / sqrt 3) = 3.4641 with 2 degrees of freedom, one-sided 0.0371.
    expect(equivalenceP([1, 2, 3], 4)).toBeCloseTo(0.03709, 5);
  });

  test.prop([sample])('is shown at 5 %% exactly where the 95 %% interval leaves 0 out', (values) => {
    const { mean, halfWidth } = meanInterval(values);
    fc.pre(halfWidth > 0 && Math.abs(Math.abs(mean) / halfWidth - 1) > 1e-6);
    expect(differenceP(values) < 0.05).toBe(Math.abs(mean) > halfWidth);
  });

  test.prop([sample, fc.double({ min: 0.01, max: 4, noNaN: true })])(
    'is shown to be small at 5 %% exactly where the 90 %% interval lies within the margin',
    (values, margin) => {
      const { mean, halfWidth } = meanInterval(values, 0.9);
      fc.pre(halfWidth > 0 && Math.abs((Math.abs(mean) + halfWidth) / margin - 1) > 1e-6);
      expect(equivalenceP(values, margin) < 0.05).toBe(Math.abs(mean) + halfWidth < margin);
    },
  );

  it('is neither shown nor excluded by one value, however large or small', () => {
    for (const value of [0, 1e-9, 100]) {
      expect(differenceP([value])).toBe(1);
      expect(equivalenceP([value], 1)).toBe(1);
    }
  });

  it('is judged by the sign test where the values do not vary', () => {
    expect(differenceP([-5, -5, -5])).toBe(1 / 4);
    expect(differenceP([0, 0, 0])).toBe(1);
    expect(equivalenceP([0, 0, 0], 1)).toBe(1 / 8);
    expect(equivalenceP([1, 1, 1], 1)).toBe(1);
  });

  it('at the margin is called small 5 times in 100, and an absent one a difference as often', () => {
    const random = randomStream(7, 'errors of tests');
    const trials = 4000;
    let [alike, different] = [0, 0];
    for (let trial = 0; trial < trials; trial++) {
      const draw = (mean: number) => Array.from({ length: 6 }, () => mean + 0.3 * random.normal());
      if (equivalenceP(draw(1), 1) <= 0.05) alike++;
      if (differenceP(draw(0)) <= 0.05) different++;
    }
    const allowed = 4 * Math.sqrt((0.05 * 0.95) / trials);
    expect(Math.abs(alike / trials - 0.05)).toBeLessThan(allowed);
    expect(Math.abs(different / trials - 0.05)).toBeLessThan(allowed);
  });
});

describe("Holm's correction", () => {
  it('is that of the textbook', () => {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm").
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toPrecision(12)))).toEqual([
      0.03, 0.06, 0.06, 0.02,
    ]);
    expect(holm([])).toEqual([]);
    expect(holm([0.2])).toEqual([0.2]);
  });

  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });
  test.prop([pValues])(
    'never helps a p-value, stays below 1, keeps the order, and costs at most n times',
    (p) => {
      const adjusted = holm(p);
      p.forEach((value, i) => {
        expect(adjusted[i]).toBeGreaterThanOrEqual(value);
        expect(adjusted[i]).toBeLessThanOrEqual(1);
        p.forEach((other, j) => {
          if (value < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
        });
      });
      expect(Math.min(...adjusted)).toBe(Math.min(1, p.length * Math.min(...p)));
    },
  );

  it('keeps one false claim among ten true nulls to 5 in 100', () => {
    const random = randomStream(8, 'family');
    const trials = 1500;
    let wrong = 0;
    for (let trial = 0; trial < trials; trial++) {
      const p = Array.from({ length: 10 }, () =>
        differenceP(Array.from({ length: 5 }, () => random.normal())),
      );
      if (holm(p).some((value) => value <= 0.05)) wrong++;
    }
    expect(wrong / trials).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / trials));
    expect(wrong / trials).toBeGreaterThan(0.02);
  });
});
