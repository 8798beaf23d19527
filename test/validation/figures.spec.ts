import { describe, expect, it } from 'vitest';
import {
  classicalTable,
  rankAgreement,
  rankCorrelation,
  validationFigures,
} from '../../src/validation/index.js';

const figures = validationFigures({ seed: 7, rounds: 30, kernels: 4 });

describe('validation figures', () => {
  it('keep every measured curve below its bound', () => {
    expect(figures.curves.length).toBe(8);
    for (const { measured, bound, stationarity, participationError } of figures.curves) {
      expect(measured.length).toBe(31);
      measured.forEach((value, t) => {
        expect(value).toBeLessThanOrEqual(bound[t]! * (1 + 1e-9));
      });
      expect(stationarity.measured).toBeLessThanOrEqual(stationarity.bound);
      expect(participationError.measured).toBeLessThanOrEqual(participationError.bound * (1 + 1e-9) + 1e-12);
    }
  });

  it('are the same for the same seed, and others for another', () => {
    expect(validationFigures({ seed: 7, rounds: 30, kernels: 4 })).toEqual(figures);
    expect(validationFigures({ seed: 8, rounds: 30, kernels: 2 }).curves).not.toEqual(figures.curves);
  });

  it('show that ours is nowhere above the classical bound', () => {
    for (const { ratio } of classicalTable([0.01, 0.25, 0.5, 0.75, 1]))
      expect(ratio).toBeGreaterThanOrEqual(1);
    expect(classicalTable([0.9])[0]!.ratio).toBeCloseTo(3.24, 10);
  });
});

describe('rank agreement', () => {
  it('is 1 for the same order, -1 for the reverse, 0 when nothing is ordered, with ties shared', () => {
    expect(rankCorrelation([1, 2, 3], [10, 20, 300])).toBeCloseTo(1, 12);
    expect(rankCorrelation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    expect(rankCorrelation([1, 1, 1], [3, 2, 1])).toBe(0);
    expect(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(Math.sqrt(0.9), 12);
  });

  it('has an interval around its mean that widens with disagreement among seeds', () => {
    const agree = { predicted: [1, 2, 3], measured: [1, 2, 3] };
    const differ = { predicted: [1, 2, 3], measured: [3, 2, 1] };
    const same = rankAgreement(new Array(10).fill(agree));
    expect(same).toMatchObject({ mean: 1, interval: [1, 1], seeds: 10 });
    const mixed = rankAgreement([...new Array(9).fill(agree), ...new Array(3).fill(differ)]);
    expect(mixed.mean).toBeCloseTo(0.5, 12);
    // Nine times 1, three times -1: standard deviation sqrt(9 / 11), Student's point with 11 degrees of freedom 2.201.
    const half = (2.20098516 * Math.sqrt(9 / 11)) / Math.sqrt(12);
    expect(mixed.interval![0]).toBeCloseTo(0.5 - half, 6);
    expect(mixed.interval![1]).toBeCloseTo(Math.min(1, 0.5 + half), 6);
  });

  it('has no interval for fewer than ten seeds, however well they agree', () => {
    const agree = { predicted: [1, 2, 3], measured: [1, 2, 3] };
    expect(rankAgreement(new Array(9).fill(agree))).toMatchObject({ mean: 1, interval: null, seeds: 9 });
  });
});
