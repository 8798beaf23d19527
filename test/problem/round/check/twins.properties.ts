/** Whose charge stands for whose: only a device with the very same numbers, next to it in its chain. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../../src/problem/round/check/facts.js';
import { twinsOf } from '../../../../src/problem/round/check/twins.js';

const NAMES = [
  'share',
  'snrHz',
  'uplinkBits',
  'fixedDelayS',
  'fixedCost',
  'sendCost',
  'longestUplinkS',
  'numerator',
] as const;

/** Devices of few kinds: neighbours are the same now and then, or differ in one number of eight. */
const cells = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.boolean()).chain(([count, hasNumerators]) =>
  fc.record({
    count: fc.constant(count),
    hasNumerators: fc.constant(hasNumerators),
    // The number in which a device differs from all that are plain; 0: it is plain.
    odd: fc.array(fc.integer({ min: 0, max: NAMES.length }), { minLength: count, maxLength: count }),
    order: fc.shuffledSubarray(Array.from({ length: count }, (_, k) => k)),
    cut: fc.nat(count),
  }),
);

describe('twins', () => {
  it('are the first of a run of the same devices in a chain, and nobody else', () => {
    fc.assert(
      fc.property(cells, ({ count, hasNumerators, odd, order, cut }) => {
        const valueIn = (name: number, k: number) => (odd[k] === name + 1 ? 2 : 1);
        const columns = Object.fromEntries(
          NAMES.map((name, i) => [
            name,
            name === 'numerator' && !hasNumerators
              ? new Float64Array(0)
              : Float64Array.from({ length: count }, (_, k) => valueIn(i, k)),
          ]),
        );
        const facts = { deviceCount: count, ...columns } as unknown as Facts;
        const chains = [order.slice(0, cut), order.slice(cut)];
        const kind = (k: number) =>
          NAMES.map((name, i) => (name === 'numerator' && !hasNumerators ? 0 : valueIn(i, k))).join();
        const expected = Array.from({ length: count }, (_, k) => k);
        for (const chain of chains) {
          chain.forEach((k, i) => {
            let first = i;
            while (first > 0 && kind(chain[first - 1]!) === kind(k)) first--;
            expected[k] = chain[first]!;
          });
        }
        expect([...twinsOf(facts, chains)]).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
