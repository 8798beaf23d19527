import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type CellConfig, placeDevices } from '../../src/system/cell.js';

const CELL: CellConfig = {
  radiusM: 400,
  leastDistanceM: 35,
  carrierHz: 3.5e9,
  baseStationHeightM: 25,
  deviceHeightM: 1.5,
  shadowing: true,
  antennaGain: 1,
};

describe('devices in a cell', () => {
  test.prop([fc.integer(), fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 })])(
    'stand in the ring, and stay where they are when others come',
    (seed, ids) => {
      const alone = placeDevices(CELL, [ids[0]!], seed)[0]!;
      const together = placeDevices(CELL, ids, seed);
      expect(together[0]).toEqual(alone);
      for (const { groundDistanceM, gain, lossDb } of together) {
        expect(groundDistanceM).toBeGreaterThanOrEqual(CELL.leastDistanceM);
        expect(groundDistanceM).toBeLessThanOrEqual(CELL.radiusM);
        expect(gain).toBeCloseTo(10 ** (-lossDb / 10), 15);
      }
    },
  );

  it('are spread evenly over the area', () => {
    const ids = Array.from({ length: 20_000 }, (_, k) => `d${k}`);
    const places = placeDevices(CELL, ids, 3);
    const half = Math.sqrt((CELL.radiusM ** 2 + CELL.leastDistanceM ** 2) / 2);
    const inner = places.filter((place) => place.groundDistanceM < half).length / ids.length;
    expect(Math.abs(inner - 0.5)).toBeLessThan(0.01);
  });
});
