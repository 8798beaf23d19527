import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrixBits, roundToHalf, transmit } from '../../../src/training/split/precision.js';

describe('binary16', () => {
  it('rounds to the nearest of all 65,536 numbers', () => {
    const halves = Array.from({ length: 0x7c00 }, (_, bits) => {
      const [exponent, fraction] = [bits >> 10, bits & 0x3ff];
      return exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
    });
    for (const half of halves) expect(roundToHalf(half)).toBe(half);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7bfe }), fc.double({ min: 0, max: 1, noNaN: true }), (i, t) => {
        const [low, high] = [halves[i]!, halves[i + 1]!];
        const x = low + t * (high - low);
        const rounded = roundToHalf(x);
        expect(Math.abs(rounded - x)).toBe(Math.min(x - low, high - x));
        expect(roundToHalf(-x)).toBe(-rounded);
      }),
    );
  });

  it('saturates instead of overflowing', () => {
    expect(roundToHalf(1e9)).toBe(65_504);
    expect(roundToHalf(-1e9)).toBe(-65_504);
  });
});

/** Far from the least float32, where the scale itself is rough. */
const number = fc.double({ min: -5, max: 5, noNaN: true }).filter((v) => v === 0 || Math.abs(v) > 1e-30);

describe('int8', () => {
  it('sends zeros as zeros', () => {
    const values = Float64Array.of(0, 0, 1e-320);
    transmit('int8', values, 3);
    expect([...values]).toEqual([0, 0, 0]);
  });

  it('is off by at most half a step of its row', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 8 }), (row) => {
        const values = Float64Array.from(row);
        transmit('int8', values, row.length);
        const step = Math.max(...row.map(Math.abs)) / 127;
        values.forEach((v, i) => {
          expect(Math.abs(v - row[i]!)).toBeLessThanOrEqual(step * 0.5001);
        });
      }),
    );
  });
});

it('charges a scale for each int8 row', () => {
  expect(matrixBits('fp32', 3, 10)).toBe(960);
  expect(matrixBits('fp16', 3, 10)).toBe(480);
  expect(matrixBits('int8', 3, 10)).toBe(3 * (80 + 32));
});
