/** The served model: the last iterate, or the exponential mean that its recursion says. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { nextServed } from '../../../src/training/index.js';

const models = fc.array(fc.tuple(fc.integer({ min: -8, max: 8 }), fc.integer({ min: -8, max: 8 })), {
  minLength: 2,
  maxLength: 9,
});

describe('the served model', () => {
  test.prop([models, fc.double({ min: 0.05, max: 0.95, noNaN: true })])(
    'is f^t of the first and (1 - f) f^(t-s) of each later one',
    (path, average) => {
      const iterates = path.map((numbers) => Float32Array.from(numbers));
      let served: Float32Array = iterates[0]!;
      for (const iterate of iterates.slice(1)) served = nextServed({ average }, served, iterate);
      const last = iterates.length - 1;
      served.forEach((value, i) => {
        let mean = average ** last * iterates[0]![i]!;
        for (let s = 1; s <= last; s++) mean += (1 - average) * average ** (last - s) * iterates[s]![i]!;
        expect(value).toBeCloseTo(mean, 4);
      });
      expect(iterates.map((iterate) => [...iterate])).toEqual(path);
      expect(nextServed('last', served, iterates[1]!)).toBe(iterates[1]);
    },
  );

  test.prop([fc.constantFrom(0, 1, -1, Number.NaN)])('refuses a factor outside (0, 1)', (average) => {
    expect(() => nextServed({ average }, new Float32Array(1), new Float32Array(1))).toThrow(InputError);
  });
});
