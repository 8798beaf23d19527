/** What every kind in the table must keep, whatever its formula. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  countConjugate,
  headWorth,
  penaltyValue,
  readPenalty,
  SOLVED_PENALTY_NAMES,
  shareConjugate,
  shareWorth,
  withOneMore,
} from '../../../../src/problem/round/penalty/penalty.js';
import type { Penalty } from '../../../../src/problem/round/problem.js';
import { roundProblems } from '../../../../src/testing/arbitraries.js';

const priced = fc.tuple(
  roundProblems({ maxDevices: 8 }),
  fc.double({ min: 0, max: 60, noNaN: true }),
  fc.double({ min: -60, max: 60, noNaN: true }),
);
const kinds = new Set<string>();

describe('every kind of penalty', () => {
  test.prop([priced])('lies above the supporting lines of its conjugates', ([problem, sigma, nu]) => {
    const { penalty, penaltyWeight, devices } = problem;
    kinds.add(penalty.kind);
    const total = devices.reduce((sum, { share }) => sum + share, 0);
    const bound =
      shareConjugate(penalty, penaltyWeight, sigma, total) +
      countConjugate(penalty, penaltyWeight, nu, 1, devices.length);
    let x = 0;
    devices.forEach(({ share }, i) => {
      x += share;
      const value = penaltyWeight * penaltyValue(penalty, x, i + 1) + sigma * x - nu * (i + 1);
      expect(bound).toBeLessThanOrEqual(
        value + 1e-12 * (Math.abs(value) + penaltyWeight + sigma + 8 * Math.abs(nu)),
      );
    });
  });

  test.prop([priced])('is worth to a unit of share or a head what its values fall by', ([problem]) => {
    const { penalty, penaltyWeight, devices } = problem;
    const x = 0.4;
    const h = 1e-6;
    const fall =
      (penaltyWeight * (penaltyValue(penalty, x - h, 1) - penaltyValue(penalty, x + h, 1))) / (2 * h);
    expect(shareWorth(penalty, penaltyWeight, x)).toBeCloseTo(fall, 3);
    const head = penaltyWeight * (penaltyValue(penalty, x, 0) - penaltyValue(penalty, x, 1));
    if (headWorth(penalty, penaltyWeight, 1) !== 0)
      expect(headWorth(penalty, penaltyWeight, 1)).toBeCloseTo(head, 9);
    expect(penaltyValue(withOneMore(penalty, 'one-more'), x, devices.length)).toBe(
      penaltyValue(penalty, x, devices.length),
    );
  });

  test.prop([priced])('comes back from its JSON', ([{ penalty, devices }]) => {
    const reading = { deviceCount: devices.length, deviceIds: devices.map(({ id }) => id) };
    expect(readPenalty(JSON.parse(JSON.stringify(penalty)) as Penalty, reading)).toEqual(penalty);
    expect(() => readPenalty({ ...penalty, extra: 1 }, reading)).toThrow(/penalty\.extra/);
  });

  test('was there', () => {
    expect([...kinds].sort()).toEqual([...SOLVED_PENALTY_NAMES].sort());
  });
});
