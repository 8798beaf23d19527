/** Hostile input for readers: random bytes, and valid files with random edits. What a reader does with it is a law. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { InputError } from '../../src/core/errors.js';

/** Light in `npm test`, ten thousand cases and more with DRIFTLORA_FULL=1. */
export const HOSTILE_RUNS = process.env.DRIFTLORA_FULL === '1' ? 10_000 : 150;

const pieces = fc.constantFrom(
  ...['"', ',', '\t', ';', '\n', '\r', '\r\n', '\0', '\ufeff', '-', 'NaN', 'Infinity', '1e999', '__proto__'],
  ...['{', '}', '[', ']', ':', 'null', 'true', '""', '0', '-1', '99999999999999999999', '\ud800', 'é', '  '],
);

/** An edit of a file: bytes taken out, put in, overwritten or doubled. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 400 })),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    pieces.map((text) => new Uint8Array(Buffer.from(text))),
    fc.constant('again' as const),
  ),
});

/** Bytes near to one of these files, or of no file at all. */
export function hostileBytes(files: readonly (string | Uint8Array)[]): fc.Arbitrary<Uint8Array> {
  const whole = files.map((file) => new Uint8Array(Buffer.from(file as string)));
  const edited = fc
    .tuple(fc.constantFrom(...whole), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([file, edits]) =>
      edits.reduce((bytes, { at, remove, insert }) => {
        const from = Math.floor(at * bytes.length);
        const put = insert === 'again' ? bytes.subarray(from, from + remove) : insert;
        const rest = insert === 'again' ? bytes.subarray(from) : bytes.subarray(from + remove);
        return new Uint8Array(Buffer.concat([bytes.subarray(0, from), put, rest]));
      }, file),
    );
  return fc.oneof(
    { weight: 6, arbitrary: edited },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
}

/** Longest message of a reader, in characters. */
const LONGEST_MESSAGE = 2_600;
/** On a busy machine; a reader of these few bytes takes a millisecond. */
const LONGEST_MS = 2_000;

/**
 * A reader ends soon, with a value or with one line: an InputError that says where, what it got and what is accepted.
 * @param where part of the place that every message must name
 * @returns the value, undefined where it was refused
 */
export function readsOrRefuses<T>(read: () => T, where: RegExp): T | undefined {
  const begin = performance.now();
  let value: T | undefined;
  try {
    value = read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toMatch(/^[^\n\r]*: got .+, accepted is ./);
    expect(error.message).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    expect(error.message.length).toBeLessThan(LONGEST_MESSAGE);
    expect(error.message).toMatch(where);
  }
  expect(performance.now() - begin).toBeLessThan(LONGEST_MS);
  return value;
}
