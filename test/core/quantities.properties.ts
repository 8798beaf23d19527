import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAligned,
  formatCount,
  formatNumber,
  formatSeconds,
  formatShare,
  formatUnit,
  listInWords,
  plural,
} from '../../src/core/quantities.js';

const number = fc.double({ min: -1e15, max: 1e15 });
const PREFIX: Readonly<Record<string, number>> = {
  T: 1e12,
  G: 1e9,
  M: 1e6,
  k: 1e3,
  '': 1,
  m: 1e-3,
  µ: 1e-6,
  n: 1e-9,
};

describe('formatting', () => {
  it('never shows a value that is none', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (const format of [formatNumber, formatAligned, formatCount, formatSeconds, formatShare]) {
        expect(format(value)).toBe('–');
      }
      expect(formatUnit(value, 'J')).toBe('–');
    }
  });

  it('is within half a per cent of the value (5 % beyond a million or below a thousandth)', () => {
    fc.assert(
      fc.property(number, (value) => {
        fc.pre(Number.isFinite(value) && value !== 0);
        const size = Math.abs(value);
        const tolerance = size >= 1e6 || size < 1e-3 ? 0.051 : 0.00501;
        for (const text of [formatNumber(value), formatAligned(value)]) {
          expect(Math.abs(Number(text) / value - 1)).toBeLessThanOrEqual(tolerance);
        }
      }),
    );
  });

  it('writes a quantity with the prefix that keeps it readable', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-8, max: 9e14, noNaN: true }), (value) => {
        const [, digits, prefix] = /^([\d.]+) ([TGMkmµn]?)bit$/.exec(formatUnit(value, 'bit'))!;
        expect(Math.abs((Number(digits) * PREFIX[prefix!]!) / value - 1)).toBeLessThan(0.00501);
        expect(Number(digits)).toBeGreaterThanOrEqual(1);
        expect(Number(digits)).toBeLessThan(1000);
      }),
    );
  });

  it('speaks', () => {
    expect(formatUnit(999_999, 'bit')).toBe('1 Mbit');
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect(plural(1, 'round')).toBe('1 round');
    expect(plural(2, 'round')).toBe('2 rounds');
    expect(listInWords(['a', 'b', 'c'])).toBe('a, b and c');
    expect(listInWords(['a'])).toBe('a');
  });
});
