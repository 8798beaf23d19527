/** Range checks shared by the theorems: bad input is an InputError that names the field. */
import { InputError } from '../core/errors.js';

/** Refuses anything but a finite number >= 0. */
export function requireNonNegative(field: string, value: number): number {
  if (!(Number.isFinite(value) && value >= 0)) throw new InputError(field, value, 'a finite number >= 0');
  return value;
}

/** Refuses anything but a finite number > 0. */
export function requirePositive(field: string, value: number): number {
  if (!(Number.isFinite(value) && value > 0)) throw new InputError(field, value, 'a finite number > 0');
  return value;
}

/** Refuses anything but a finite number in [low, high]. */
export function requireWithin(field: string, value: number, low: number, high: number): number {
  if (!(value >= low && value <= high)) throw new InputError(field, value, `a number in [${low}, ${high}]`);
  return value;
}

/** Refuses anything but an integer >= least. */
export function requireCount(field: string, value: number, least = 1): number {
  if (!(Number.isSafeInteger(value) && value >= least)) {
    throw new InputError(field, value, `an integer >= ${least}`);
  }
  return value;
}
