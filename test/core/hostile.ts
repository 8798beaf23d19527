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

const strange = fc.oneof(
  fc.anything({ maxDepth: 1, withNullPrototype: false }).filter(isJson),
  fc.constantFrom<unknown>(null, true, '', 'x', '__proto__', 0, -1, 0.5, 1e308, 5e-324, [], {}, [[]], [null]),
);

function isJson(value: unknown): boolean {
  return JSON.stringify(value) !== undefined;
}

/** A value with one part of it replaced, taken out, or put beside itself under another name. */
function changed(value: unknown, path: readonly number[], how: number, other: unknown): unknown {
  const isList = Array.isArray(value);
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const [step, ...rest] = path;
  if (step === undefined || keys.length === 0) return other;
  const key = keys[step % keys.length]!;
  const entries = Object.entries(value as object);
  if (rest.length > 0 && how < 4) {
    const inside = entries.map(([name, part]) => [
      name,
      name === key ? changed(part, rest, how, other) : part,
    ]);
    return isList ? inside.map(([, part]) => part) : Object.fromEntries(inside);
  }
  if (isList) return how % 2 === 0 ? value.filter((_, i) => i !== step % keys.length) : [...value, other];
  const kept = entries.filter(([name]) => how % 2 === 1 || name !== key);
  return Object.fromEntries([...kept, [how % 3 === 0 ? 'another' : key, other]]);
}

/** JSON of values near to these, whole as JSON: what no edit of bytes reaches soon. */
function hostileValues(values: readonly unknown[]): fc.Arbitrary<Uint8Array> {
  const edits = fc.array(
    fc.tuple(fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 6 }), fc.nat({ max: 7 }), strange),
    { minLength: 1, maxLength: 3 },
  );
  return fc
    .tuple(fc.constantFrom(...values), edits)
    .map(([value, all]) =>
      all.reduce((before, [path, how, other]) => changed(before, path, how, other), value),
    )
    .map((value) => new Uint8Array(Buffer.from(JSON.stringify(value) ?? 'null')));
}

/** Both: bytes near to a file of each value, and values near to it. */
export function hostileJson(values: readonly unknown[]): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 2, arbitrary: hostileValues(values) },
    { weight: 1, arbitrary: hostileBytes(values.map((value) => JSON.stringify(value))) },
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
    expectRefusal(error, where);
  }
  expect(performance.now() - begin).toBeLessThan(LONGEST_MS);
  return value;
}

/** The same of a reader that answers later. */
export async function readsOrRefusesLater<T>(read: () => Promise<T>, where: RegExp): Promise<T | undefined> {
  const begin = performance.now();
  const value = await read().catch((error: unknown) => expectRefusal(error, where));
  expect(performance.now() - begin).toBeLessThan(LONGEST_MS);
  return value;
}

function expectRefusal(error: unknown, where: RegExp): undefined {
  if (!(error instanceof InputError)) throw error;
  const lines = 'lines' in error ? (error.lines as readonly string[]) : [error.message];
  for (const line of lines) {
    expect(line).toMatch(where);
    expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    expect(line.length).toBeLessThan(LONGEST_MESSAGE);
  }
  if (lines.length === 1 && !('lines' in error)) expect(lines[0]).toMatch(/^[^\n\r]*: got .+, accepted is ./);
  return undefined;
}
