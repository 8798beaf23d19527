/**
 * Reading untrusted JSON: each reader returns a typed value or throws an InputError that names the field by
 * its path. Unknown keys are refused, with the nearest known key suggested.
 */
import { InputError } from './errors.js';
import { nearestName } from './nearest-name.js';

/** The field of an error that speaks of everything that was read. */
export const WHOLE_VALUE = 'the whole value';

/** A range of numbers in words and as a test. */
export interface NumberRange {
  readonly accepted: string;
  contains(value: number): boolean;
}

export const POSITIVE: NumberRange = { accepted: 'a finite number > 0', contains: (v) => v > 0 };
export const NON_NEGATIVE: NumberRange = { accepted: 'a finite number >= 0', contains: (v) => v >= 0 };
export const ANY_FINITE: NumberRange = { accepted: 'a finite number', contains: () => true };
export const COUNT: NumberRange = {
  accepted: 'a whole number >= 0',
  contains: (v) => Number.isSafeInteger(v) && v >= 0,
};

/** A finite number within the range. */
export function readNumber(value: unknown, field: string, range: NumberRange): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || !range.contains(value)) {
    throw new InputError(field, value, range.accepted);
  }
  return value;
}

/** A list of such numbers. Its names are put together only where one is needed: long lists are read by the thousand. */
export function readNumbers(value: unknown, field: string, range: NumberRange): number[] {
  const list = readArray(value, field) as readonly number[];
  for (let i = 0; i < list.length; i++) {
    if (!(Number.isFinite(list[i]) && range.contains(list[i]!))) readNumber(list[i], `${field}[${i}]`, range);
  }
  return list.slice();
}

export function readString(value: unknown, field: string): string {
  if (typeof value !== 'string' || value.length === 0) {
    throw new InputError(field, value, 'a text that is not empty');
  }
  return value;
}

export function readArray(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new InputError(field, value, 'a list');
  return value;
}

/** One of the listed words. */
export function readWord<W extends string>(value: unknown, field: string, words: readonly W[]): W {
  if (!words.includes(value as W)) {
    throw new InputError(field, value, `one of ${words.map((w) => `"${w}"`).join(', ')}`);
  }
  return value as W;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Any object that is not a list; keys are not checked. */
export function readObject(value: unknown, field: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(field === '' ? WHOLE_VALUE : field, value, 'an object');
  }
  return value as JsonObject;
}

/** An object with known keys only. */
export function readRecord(value: unknown, field: string, keys: readonly string[]): JsonObject {
  const record = readObject(value, field);
  for (const key of Object.keys(record)) {
    if (!keys.includes(key)) {
      throw new InputError(pathOf(field, key), record[key], unknownKeyAdvice(key, keys));
    }
  }
  return record;
}

/** `a.b`, or `b` at the top. */
export function pathOf(field: string, key: string): string {
  return field === '' ? key : `${field}.${key}`;
}

function unknownKeyAdvice(key: string, keys: readonly string[]): string {
  const nearest = nearestName(key, keys);
  return nearest === undefined
    ? `no key of that name (known keys: ${keys.join(', ')})`
    : `no key of that name; did you mean "${nearest}"?`;
}
