import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { lineOfSightLossDb, lineOfSightProbability, obstructedLossDb } from '../../src/system/path-loss.js';

const links = fc.record({
  groundDistanceM: fc.double({ min: 10, max: 5000, noNaN: true }),
  baseStationHeightM: fc.constant(25),
  deviceHeightM: fc.double({ min: 1.5, max: 22.5, noNaN: true }),
  carrierHz: fc.double({ min: 0.5e9, max: 100e9, noNaN: true }),
});

describe('laws of the path loss', () => {
  test.prop([links])('an obstacle never helps', (link) => {
    expect(obstructedLossDb(link)).toBeGreaterThanOrEqual(lineOfSightLossDb(link));
  });

  test.prop([links, fc.double({ min: 1, max: 4, noNaN: true })])(
    'farther is never louder',
    (link, factor) => {
      const farther = { ...link, groundDistanceM: link.groundDistanceM * factor };
      expect(lineOfSightLossDb(farther)).toBeGreaterThanOrEqual(lineOfSightLossDb(link) - 1e-9);
      expect(obstructedLossDb(farther)).toBeGreaterThanOrEqual(obstructedLossDb(link) - 1e-9);
    },
  );

  test.prop([links])('the probability of line of sight is one', (link) => {
    const probability = lineOfSightProbability(link);
    expect(probability).toBeGreaterThan(0);
    expect(probability).toBeLessThanOrEqual(1);
  });
});
