/** UMa path loss against values computed by hand from TR 38.901 Tables 7.4.1-1 and 7.4.2-1. */
import { describe, expect, it } from 'vitest';
import {
  drawEnvironmentHeightM,
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

describe('environment height h_E (Table 7.4.1-1, note 1)', () => {
  it('is 1 m below 13 m and near the base station', () => {
    expect(drawEnvironmentHeightM(link(500, { deviceHeightM: 12.9 }), 0.999)).toBe(1);
    expect(drawEnvironmentHeightM(link(18, { deviceHeightM: 22.5 }), 0.999)).toBe(1);
  });

  it('is 1 m with probability 1/(1 + C), else one of 12, 15, ..., h_UT - 1.5', () => {
    // h_UT = 22.5 m at 300 m: C = 0.95^1.5 * 1.25 * 27 * exp(-2) = 4.2293, so 1 m with probability 0.19123
    const high = link(300, { deviceHeightM: 22.5 });
    const drawn = Array.from({ length: 10_000 }, (_, i) => drawEnvironmentHeightM(high, (i + 0.5) / 10_000));
    const share = (height: number) => drawn.filter((h) => h === height).length / drawn.length;
    expect(share(1)).toBeCloseTo(0.1912, 3);
    for (const height of [12, 15, 18, 21]) expect(share(height)).toBeCloseTo(0.8088 / 4, 3);
  });

  it('may end between the steps of 3 m, and below 12 m', () => {
    expect(drawEnvironmentHeightM(link(300, { deviceHeightM: 20 }), 0.9999)).toBe(18.5);
    expect(drawEnvironmentHeightM(link(300, { deviceHeightM: 13.2 }), 0.9999)).toBeCloseTo(11.7, 12);
  });

  it('moves the break point: 9.9 dB more at 1 km for h_E = 21 m', () => {
    const high = link(1000, { deviceHeightM: 22.5 });
    // h_E = 1: break point 4 * 24 * 21.5 * 3.5e9 / c = 24.1 km, PL1 = 28 + 22 log10(1000.003) + 10.8814 = 104.881
    expect(lineOfSightLossDb(high)).toBeCloseTo(104.8814, 3);
    // h_E = 21: break point 4 * 4 * 1.5 * 3.5e9 / c = 280.19 m, PL2 = 28 + 120 + 10.8814 - 9 log10(280.19^2 + 2.5^2)
    const expected = 158.8814 - 9 * Math.log10(280.194 ** 2 + 2.5 ** 2);
    expect(lineOfSightLossDb({ ...high, environmentHeightM: 21 })).toBeCloseTo(expected, 3);
  });
});
