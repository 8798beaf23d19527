/** Laws of devices that move: they stay in the ring, at their speed; what belongs to a place is shared there and fades with distance. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type CellConfig, moveDevices } from '../../src/system/cell.js';
import { gaussianField, normalProbability } from '../../src/system/gaussian-field.js';
import { walk } from '../../src/system/motion.js';

const CELL: CellConfig = {
  radiusM: 400,
  leastDistanceM: 35,
  carrierHz: 3.5e9,
  baseStationHeightM: 25,
  deviceHeightM: 1.5,
  shadowing: true,
  antennaGain: 1,
};
const FIELDS = process.env.DRIFTLORA_FULL ? 4000 : 600;

describe('a walk', () => {
  test.prop([
    fc.double({ min: 35, max: 400, noNaN: true }),
    fc.double({ min: 0, max: 6.2, noNaN: true }),
    fc.double({ min: 0, max: 6.2, noNaN: true }),
    fc.double({ min: 0, max: 3000, noNaN: true }),
  ])('stays in the ring, whatever the step', (distance, bearing, heading, step) => {
    const start = { x: distance * Math.cos(bearing), y: distance * Math.sin(bearing) };
    const way = walk(start, { x: step * Math.cos(heading), y: step * Math.sin(heading) }, CELL, 50);
    for (const { x, y } of way.slice(1)) {
      const r = Math.hypot(x, y);
      expect(r).toBeGreaterThanOrEqual(CELL.leastDistanceM - 1e-9);
      expect(r).toBeLessThanOrEqual(CELL.radiusM + 1e-9);
    }
  });

  it('is straight at its speed between the edges', () => {
    const way = walk({ x: 100, y: 0 }, { x: 3, y: 4 }, CELL, 20);
    expect(way[10]).toEqual({ x: 130, y: 40 });
  });
});

describe('a field', () => {
  it.each([
    [37, 37, Math.exp(-1)],
    [37, 10, Math.exp(-10 / 37)],
    [50, 100, Math.exp(-2)],
  ])('of %d m is correlated at %d m as exp(-r/d)', (decorrelationM, r, expected) => {
    let product = 0;
    let square = 0;
    let sum = 0;
    for (let seed = 0; seed < FIELDS; seed++) {
      const field = gaussianField(decorrelationM, seed, 'test');
      const [a, b] = [field(10, -20), field(10 + r * 0.6, -20 + r * 0.8)];
      product += a * b;
      square += (a * a + b * b) / 2;
      sum += a;
    }
    // Standard errors are below 1.5 / sqrt(FIELDS).
    const tolerance = 6 / Math.sqrt(FIELDS);
    expect(Math.abs(product / FIELDS - expected)).toBeLessThan(tolerance);
    expect(Math.abs(square / FIELDS - 1)).toBeLessThan(tolerance);
    expect(Math.abs(sum / FIELDS)).toBeLessThan(tolerance);
  });

  it.each([
    [0, 0.5],
    [1, 0.841344746],
    [-1.96, 0.0249978951],
    [3, 0.998650102],
  ])('below %f with probability %f', (z, expected) => {
    expect(normalProbability(z)).toBeCloseTo(expected, 6);
  });
});

describe('devices that move', () => {
  const ids = Array.from({ length: 30 }, (_, k) => `d${k}`);

  it('go on from the past into the run, and one more moves nobody else', () => {
    const all = moveDevices(CELL, 5, ids, 3, { from: -4, rounds: 8 });
    expect(moveDevices(CELL, 5, ids, 3, { from: 0, rounds: 4 })).toEqual(all.slice(4));
    expect(moveDevices(CELL, 5, ids.slice(0, 2), 3, { from: -4, rounds: 8 })).toEqual(
      all.map((row) => row.slice(0, 2)),
    );
  });

  it('that stay see the same all the time', () => {
    const rows = moveDevices(CELL, 0, ids, 3, { from: -2, rounds: 4 });
    for (const row of rows) expect(row).toEqual(rows[0]);
  });

  it('are in sight as often as the table says', () => {
    const near = { ...CELL, radiusM: 100.001, leastDistanceM: 99.999 };
    let inSight = 0;
    for (let seed = 0; seed < FIELDS; seed++) {
      inSight += Number(moveDevices(near, 0, ['d'], seed, { from: 0, rounds: 1 })[0]![0]!.lineOfSight);
    }
    // 18/100 + exp(-100/63) * 0.82
    expect(Math.abs(inSight / FIELDS - 0.347645)).toBeLessThan(3 / Math.sqrt(FIELDS));
  });

  it('have shadowing of 4 dB in sight that loses its memory over 37 m', () => {
    const flat = { ...CELL, shadowing: false };
    const deviations: [number, number][] = [];
    for (let seed = 0; seed < 300; seed++) {
      const span = { from: 0, rounds: 2 };
      const [before, after] = moveDevices({ ...CELL, radiusM: 60 }, 10, ['a', 'b', 'c'], seed, span);
      const [flatBefore, flatAfter] = moveDevices({ ...flat, radiusM: 60 }, 10, ['a', 'b', 'c'], seed, span);
      before!.forEach((place, k) => {
        if (!place.lineOfSight || !after![k]!.lineOfSight) return;
        deviations.push([place.lossDb - flatBefore![k]!.lossDb, after![k]!.lossDb - flatAfter![k]!.lossDb]);
      });
    }
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = mean(deviations.map(([a]) => a * a));
    expect(Math.abs(Math.sqrt(variance) - 4)).toBeLessThan(0.8);
    const correlation = mean(deviations.map(([a, b]) => a * b)) / variance;
    expect(Math.abs(correlation - Math.exp(-10 / 37))).toBeLessThan(0.15);
  });

  it('are refused where the table ends', () => {
    const refused = (over: Partial<CellConfig>) => () =>
      moveDevices({ ...CELL, ...over }, 0, ids, 1, { from: 0, rounds: 1 });
    expect(refused({ baseStationHeightM: 10 })).toThrow(/cell\.baseStationHeightM: got 10, accepted is 25 m/);
    expect(refused({ deviceHeightM: 23 })).toThrow(/cell\.deviceHeightM: got 23/);
  });
});
