/** J0 against Abramowitz and Stegun, Table 9.1, and Jakes' correlation against hand counts. */
import { describe, expect, it } from 'vitest';
import { besselJ0, jakesCorrelation, speedOfCorrelation } from '../../src/system/jakes.js';

const KM_PER_H = 1 / 3.6;

describe('J0', () => {
  it.each([
    [0, 1],
    [0.5, 0.938469807240813],
    [1, 0.765197686557967],
    [2.404825557695773, 0],
    [5, -0.177596771314338],
    [10, -0.245935764451348],
    [20, 0.167024664340583],
    [50, 0.055812327669252],
    [100, 0.019985850304223],
  ])('of %f is %f', (x, expected) => {
    expect(besselJ0(x)).toBeCloseTo(expected, 9);
    expect(besselJ0(-x)).toBe(besselJ0(x));
  });

  it('has no step where the series takes over', () => {
    expect(Math.abs(besselJ0(30 + 1e-12) - besselJ0(30 - 1e-12))).toBeLessThan(4e-10);
  });
});

describe("Jakes' correlation", () => {
  it('of a vehicle over a round of 0.4 s at 5.9 GHz is forgotten, and 0.8 there is 0.07 km/h', () => {
    // f_D = 13.889 * 5.9e9 / 299792458 = 273.3 Hz, 2 pi f_D T = 687: |J0| <= sqrt(2 / (pi 687)) = 0.0304
    expect(Math.abs(jakesCorrelation(50 * KM_PER_H, 5.9e9, 0.4))).toBeLessThan(0.0305);
    expect(speedOfCorrelation(0.8, 5.9e9, 0.4) / KM_PER_H).toBeCloseTo(0.0673, 3);
  });

  it('at 3 km/h and 3.5 GHz over 10 ms is J0(0.6113)', () => {
    // 2 pi * 0.83333 * 3.5e9 / 299792458 * 0.01 = 0.61129; J0(x) = 1 - x^2/4 + x^4/64 - x^6/2304
    const x = 0.61129;
    const series = 1 - x ** 2 / 4 + x ** 4 / 64 - x ** 6 / 2304;
    expect(jakesCorrelation(3 * KM_PER_H, 3.5e9, 0.01)).toBeCloseTo(series, 5);
  });

  it.each([0.05, 0.3, 0.8, 0.99, 1])('and the speed it means are inverse at %f', (c) => {
    expect(jakesCorrelation(speedOfCorrelation(c, 2e9, 0.05), 2e9, 0.05)).toBeCloseTo(c, 9);
  });
});
