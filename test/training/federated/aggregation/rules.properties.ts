/** Laws of every aggregation rule, a planted one included, and what is special to each. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it, vi } from 'vitest';
import { debtStep, nonNegativeDebtWeights } from '../../../../src/bounds/index.js';
import type { AggregationRule, HeardDevice } from '../../../../src/training/federated/aggregation/rule.js';
import { AGGREGATION_TABLE } from '../../../../src/training/federated/aggregation/table.js';
import { AGGREGATION_NAMES, aggregationRule } from '../../../../src/training/index.js';

vi.mock('../../../../src/training/federated/aggregation/table.js', async (original) => {
  const { AGGREGATION_TABLE: own } = await original<{ AGGREGATION_TABLE: readonly AggregationRule[] }>();
  const { planted } = await import('./planted.js');
  return { AGGREGATION_TABLE: [...own, planted] };
});

const DEVICES = 5;
const SIZE = 4;

const worlds = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: DEVICES, maxLength: DEVICES }),
    rounds: fc.array(
      fc.record({
        heard: fc.subarray([0, 1, 2, 3, 4], { minLength: 1 }),
        numbers: fc.array(fc.integer({ min: -8, max: 8 }), {
          minLength: DEVICES * SIZE,
          maxLength: DEVICES * SIZE,
        }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ sizes, rounds }) => {
    const total = sizes.reduce((sum, n) => sum + n, 0);
    const shares = sizes.map((n) => n / total);
    const heard = rounds.map((round) =>
      round.heard.map(
        (k): HeardDevice => ({
          id: `d${k}`,
          share: shares[k]!,
          gradient: Float32Array.from(round.numbers.slice(k * SIZE, (k + 1) * SIZE)),
        }),
      ),
    );
    return { shares: new Map(shares.map((share, k) => [`d${k}`, share])), heard };
  });

const RULES = AGGREGATION_TABLE.map((rule) => [rule.name, rule] as const);

describe.each(RULES)('%s', (name, rule) => {
  it('is found by its name', () => {
    expect(AGGREGATION_NAMES).toContain(name);
    expect(aggregationRule(name)).toBe(rule);
    expect(rule.theory).not.toBe('');
    expect(rule.memoryBits(DEVICES, SIZE)).toBeGreaterThanOrEqual(0);
  });

  test.prop([worlds], { numRuns: 200 })(
    'one weight a device; the same rounds give the same bytes',
    (world) => {
      const play = () => {
        let aggregation = rule.start(world.shares);
        return world.heard.map((heard) => {
          const before = JSON.stringify(heard);
          const { gradient, weights, next } = aggregation.step(heard);
          // A step taken twice from the same state is the same step: nothing is changed in place.
          expect(JSON.stringify(aggregation.step(heard).gradient)).toBe(JSON.stringify(gradient));
          expect(JSON.stringify(heard)).toBe(before);
          expect(weights).toHaveLength(heard.length);
          expect(gradient.every(Number.isFinite)).toBe(true);
          aggregation = next;
          return [...gradient, ...weights];
        });
      };
      expect(JSON.stringify(play())).toBe(JSON.stringify(play()));
    },
  );
});

describe('normalised', () => {
  test.prop([worlds], { numRuns: 200 })(
    'weighs by the data of those heard, and sums to 1',
    ({ shares, heard }) => {
      const { weights, gradient } = aggregationRule('normalised').start(shares).step(heard[0]!);
      const x = heard[0]!.reduce((sum, { share }) => sum + share, 0);
      heard[0]!.forEach(({ share }, k) => {
        expect(weights[k]!).toBeCloseTo(share / x, 14);
      });
      gradient.forEach((value, i) => {
        const mean = heard[0]!.reduce((sum, device, k) => sum + weights[k]! * device.gradient[i]!, 0);
        expect(value).toBeCloseTo(mean, 5);
      });
    },
  );
});

describe('debt', () => {
  test.prop([worlds], { numRuns: 200 })(
    'takes the weights of T6, >= 0 and summing to 1',
    ({ shares, heard }) => {
      let aggregation = aggregationRule('debt').start(shares);
      const ids = [...shares.keys()];
      const pi = [...shares.values()];
      let debts = pi.map(() => 0);
      for (const round of heard) {
        const due = (id: string) => shares.get(id)! - debts[ids.indexOf(id)]!;
        const best = nonNegativeDebtWeights(round.map(({ id, share }) => ({ share, due: due(id) })));
        const { weights, next } = aggregation.step(round);
        weights.forEach((weight, k) => {
          expect(weight).toBeCloseTo(best[k]!, 12);
        });
        const all = ids.map((id) => weights[round.findIndex((device) => device.id === id)] ?? 0);
        debts = debtStep(debts, all, pi);
        aggregation = next;
      }
    },
  );
});

describe('memory', () => {
  test.prop([worlds], { numRuns: 200 })(
    'is the mean of the last gradients of everybody heard',
    ({ shares, heard }) => {
      let aggregation = aggregationRule('memory').start(shares);
      const last = new Map<string, HeardDevice>();
      for (const round of heard) {
        for (const device of round) last.set(device.id, device);
        const { gradient, next } = aggregation.step(round);
        const participation = [...last.values()].reduce((sum, { share }) => sum + share, 0);
        gradient.forEach((value, i) => {
          const mean = [...last.values()].reduce(
            (sum, device) => sum + (device.share / participation) * device.gradient[i]!,
            0,
          );
          expect(value).toBeCloseTo(mean, 5);
        });
        aggregation = next;
      }
    },
  );

  it('says what it costs', () => {
    expect(aggregationRule('memory').memoryBits(20, 1000)).toBe(640_000);
    expect(aggregationRule('normalised').memoryBits(20, 1000)).toBe(0);
  });
});

describe('fedau', () => {
  it('counts a device heard every third round three times, once its intervals have ended', () => {
    const shares = new Map([
      ['a', 0.5],
      ['b', 0.5],
    ]);
    const device = (id: string): HeardDevice => ({ id, share: 0.5, gradient: Float32Array.of(1) });
    let aggregation = aggregationRule('fedau').start(shares);
    const weightsOfB: number[] = [];
    for (let t = 1; t <= 9; t++) {
      const { weights, next } = aggregation.step(t % 3 === 0 ? [device('a'), device('b')] : [device('a')]);
      expect(weights[0]).toBeCloseTo(0.5, 12);
      if (t % 3 === 0) weightsOfB.push(weights[1]!);
      aggregation = next;
    }
    expect(weightsOfB).toEqual([0.5, 1.5, 1.5]);
  });

  it('cuts an interval at 50 rounds', () => {
    const shares = new Map([
      ['a', 0.5],
      ['b', 0.5],
    ]);
    const device = (id: string): HeardDevice => ({ id, share: 0.5, gradient: Float32Array.of(1) });
    let aggregation = aggregationRule('fedau').start(shares);
    for (let t = 0; t < 70; t++) aggregation = aggregation.step([device('a')]).next;
    expect(aggregation.step([device('b')]).weights).toEqual([25]);
  });
});

it('a name that nobody has is refused', () => {
  expect(() => aggregationRule('normalized')).toThrow(/did you mean normalised/);
});
