/** The price of a budget follows what is left of it. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type ControlRules, initialState, type PricePlan } from '../../../src/control/index.js';
import { feedbackPrices } from '../../../src/control/prices/price-feedback.js';

const ROUNDS = 10;
const RULES: ControlRules = {
  horizon: ROUNDS,
  bandwidthHz: 1e6,
  delayKind: 'synchronous',
  averageDelayS: 1,
  averageEnergyJ: 0.1,
  deadlineS: 5,
  penalty: { kind: 'linear' },
  weights: Array<number>(ROUNDS).fill(1),
};
const PLAN: PricePlan = {
  fromRound: 0,
  placeOf: Array<number>(ROUNDS).fill(0.5),
  prices: { delayPrice: 2, energyPrice: { a: 3 } },
  delayS: [1],
  energyJ: { a: [0.1] },
  energyPerUseJ: { a: 0.1 },
};
const FEEDBACK = { gain: 0.5, reserveUses: 0.5 };

const at = (round: number, spentDelayS: number, spentJ: number) =>
  feedbackPrices(
    RULES,
    { ...initialState(), round, spentDelayS, spentEnergyJ: { a: spentJ } },
    PLAN,
    ['a', 'stranger'],
    FEEDBACK,
  );
const round = fc.integer({ min: 0, max: ROUNDS - 2 });
const spent = fc.double({ min: 0, max: 12, noNaN: true });

describe('the price of a budget', () => {
  test.prop([round, spent, spent])('never falls when more was spent', (t, a, b) => {
    const [less, more] = [Math.min(a, b), Math.max(a, b)];
    const [low, high] = [at(t, less, less / 10), at(t, more, more / 10)];
    expect(high.delayPrice).toBeGreaterThanOrEqual(low.delayPrice);
    expect(high.energyPrice.a!).toBeGreaterThanOrEqual(low.energyPrice.a!);
  });

  test.prop([round, spent])('stays within a factor of ten of the plan, even with nothing left', (t, s) => {
    const { delayPrice, energyPrice } = at(t, s, s / 10);
    expect(delayPrice).toBeGreaterThanOrEqual(2 / 10 - 1e-12);
    expect(delayPrice).toBeLessThanOrEqual(20 + 1e-12);
    expect(energyPrice.a!).toBeLessThanOrEqual(30 + 1e-12);
  });

  test.prop([round])('is the planned one, but for the reserve, while spending follows the plan', (t) => {
    const { delayPrice } = at(t, t, t / 10);
    expect(delayPrice).toBeGreaterThanOrEqual(2);
    expect(delayPrice).toBeLessThan(2 * 1.2);
  });

  it('is what the worked example of docs/control.md says', () => {
    expect(at(4, 5, 0).delayPrice).toBeCloseTo(2 * Math.sqrt(6 / (5 - 0.25 * (5 / 6))), 12);
    expect(at(4, 5, 0).delayPrice).toBeCloseTo(2.24, 2);
    expect(at(4, 3, 0).delayPrice).toBeCloseTo(1.88, 2);
    expect(at(9, 5, 0).delayPrice).toBeCloseTo(0.2, 12);
  });

  test.prop([round, spent])('is the average of the known for a device the plan does not know', (t, s) => {
    expect(at(t, s, s / 10).energyPrice.stranger).toBe(3);
  });
});
