/** UMa path loss against values computed by hand from TR 38.901 Tables 7.4.1-1 and 7.4.2-1. */
import { describe, expect, it } from 'vitest';
import {
  type Link,
  lineOfSightLossDb,
  lineOfSightProbability,
  obstructedLossDb,
} from '../../src/system/path-loss.js';

const link = (groundDistanceM: number, over: Partial<Link> = {}): Link => ({
  groundDistanceM,
  baseStationHeightM: 25,
  deviceHeightM: 1.5,
  carrierHz: 3.5e9,
  ...over,
});

describe('UMa path loss (TR 38.901 Table 7.4.1-1)', () => {
  // f = 3.5 GHz: 20 log10 f = 10.8814; break point 4 * 24 * 0.5 * 3.5e9 / c = 560.39 m.
  it.each([
    // d3 = hypot(100, 23.5) = 102.7241; 28 + 22 * 2.011672 + 10.8814
    [100, 83.1382],
    // d3 = hypot(500, 23.5) = 500.5519; 28 + 22 * 2.699449 + 10.8814
    [500, 98.2693],
    // beyond the break point: d3 = 1000.2761; 28 + 40 * 3.0001199 + 10.8814 - 9 log10(560.39^2 + 23.5^2)
    [1000, 109.4065],
  ])('line of sight at %d m is %f dB', (distanceM, expectedDb) => {
    expect(lineOfSightLossDb(link(distanceM))).toBeCloseTo(expectedDb, 3);
  });

  it('without line of sight at 500 m is 13.54 + 39.08 log10(500.5519) + 10.8814 dB', () => {
    expect(obstructedLossDb(link(500))).toBeCloseTo(129.9158, 3);
  });

  it('is continuous at the break point', () => {
    const breakPointM = (4 * 24 * 0.5 * 3.5e9) / 299_792_458;
    const before = lineOfSightLossDb(link(breakPointM * (1 - 1e-9)));
    expect(lineOfSightLossDb(link(breakPointM * (1 + 1e-9)))).toBeCloseTo(before, 6);
  });
});

describe('UMa line-of-sight probability (Table 7.4.2-1)', () => {
  it.each([
    [10, 1],
    [18, 1],
    // 18/100 + exp(-100/63) * 0.82
    [100, 0.18 + Math.exp(-100 / 63) * 0.82],
  ])('at %d m is %f', (distanceM, expected) => {
    expect(lineOfSightProbability(link(distanceM))).toBeCloseTo(expected, 12);
  });

  it('is raised for tall devices as the table says', () => {
    // C' = ((18 - 13)/10)^1.5 at 18 m height
    const near = 18 / 100 + Math.exp(-100 / 63) * 0.82;
    const raised = near * (1 + 0.5 ** 1.5 * 1.25 * Math.exp(-100 / 150));
    expect(lineOfSightProbability(link(100, { deviceHeightM: 18 }))).toBeCloseTo(raised, 12);
  });
});
