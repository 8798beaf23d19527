/** Values of command-line options: parsed, range-checked, refused in words. */
import { InvalidArgumentError } from 'commander';
import { InputError } from '../core/errors.js';
import { parseQuantity } from '../system/units.js';

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`accepted is a whole number of at least ${least}.`);
    }
    return value;
  };
}

/** A time with its unit, in s, above 0. */
export function secondsOption(text: string): number {
  try {
    const value = parseQuantity(text, 'time', 'time');
    if (value > 0) return value;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  throw new InvalidArgumentError('accepted is a time above 0 with its unit, e.g. 2s or 500ms.');
}

/** Percentage points, above 0 and below 100. */
export function points(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 100) return value;
  throw new InvalidArgumentError('accepted is a number of percentage points above 0 and below 100.');
}
