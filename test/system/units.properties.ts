import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acceptedUnits,
  type Dimension,
  decibelToRatio,
  parseQuantity,
  quantityPattern,
  ratioToDecibel,
} from '../../src/system/units.js';
import { HOSTILE_RUNS, readsOrRefuses } from '../core/hostile.js';

const DIMENSIONS: readonly Dimension[] = [
  'frequency',
  'time',
  'length',
  'power',
  'energy',
  'noiseDensity',
  'ratio',
  'computeRate',
  'switchedCapacitance',
  'speed',
];

const quantity = fc.constantFrom(...DIMENSIONS).chain((dimension) =>
  fc.record({
    dimension: fc.constant(dimension),
    unit: fc.constantFrom(...acceptedUnits(dimension)),
    value: fc.double({ min: -300, max: 300, noNaN: true }),
  }),
);

describe('units', () => {
  it('every accepted unit parses, and the editor pattern agrees', () => {
    fc.assert(
      fc.property(quantity, ({ dimension, unit, value }) => {
        const text = `${value} ${unit}`;
        expect(parseQuantity(text, dimension, 'x')).toEqual(expect.any(Number));
        expect(new RegExp(quantityPattern(dimension), 'u').test(text)).toBe(true);
      }),
    );
  });

  it('the pattern accepts nothing that the parser refuses', () => {
    const anyUnit = fc.constantFrom(...DIMENSIONS.flatMap(acceptedUnits), '', 'm', 'dB', 'J*s', 'Jss2');
    const text = fc
      .tuple(
        fc.constantFrom('1', '-2.5', '.5', '3.', 'e1', '1e3', '1e', '--1'),
        anyUnit,
        fc.string({ maxLength: 2 }),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.constantFrom(...DIMENSIONS), text, (dimension, candidate) => {
        if (!new RegExp(quantityPattern(dimension), 'u').test(candidate)) return;
        expect(() => parseQuantity(candidate, dimension, 'x')).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it('any text takes time in proportion to its length, and a message of one line', () => {
    const parts = fc.constantFrom(
      '1',
      '.',
      'e',
      '+',
      '-',
      ' ',
      'Hz',
      '1'.repeat(50_000),
      ' '.repeat(50_000),
      '\n',
    );
    const text = fc.array(parts, { maxLength: 8 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.constantFrom(...DIMENSIONS), (candidate, dimension) => {
        readsOrRefuses(() => parseQuantity(candidate, dimension, 'x'), /^x: got/);
        const begin = performance.now();
        new RegExp(quantityPattern(dimension), 'u').test(candidate);
        expect(performance.now() - begin).toBeLessThan(2_000);
      }),
      { numRuns: HOSTILE_RUNS },
    );
    expect(parseQuantity(`1${'0'.repeat(200)} Hz`, 'frequency', 'x')).toBe(1e200);
  });

  it('a larger number is a larger quantity, in every unit', () => {
    fc.assert(
      fc.property(quantity, ({ dimension, unit, value }) => {
        const at = (x: number) => parseQuantity(`${x} ${unit}`, dimension, 'x');
        expect(at(value + 1)).toBeGreaterThan(at(value));
      }),
    );
  });

  it('decibels and ratios are inverse, and 10 dB is a factor of 10', () => {
    fc.assert(
      fc.property(fc.double({ min: -200, max: 200, noNaN: true }), (decibel) => {
        expect(ratioToDecibel(decibelToRatio(decibel))).toBeCloseTo(decibel, 9);
        expect(decibelToRatio(decibel + 10) / decibelToRatio(decibel)).toBeCloseTo(10, 9);
      }),
    );
  });
});
