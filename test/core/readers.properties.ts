// Readers of the ground: tables, encodings, quantities, JSON values, and what errors show of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/core/csv.js';
import { InputError, showValue } from '../../src/core/errors.js';
import { nearestName } from '../../src/core/nearest-name.js';
import { ANY_FINITE, readArray, readNumbers, readRecord, readString, readWord } from '../../src/core/read.js';
import { readTable } from '../../src/core/table.js';
import { decodeText, TEXT_ENCODINGS } from '../../src/core/text-input.js';
import { HOSTILE_RUNS, hostileBytes, readsOrRefuses } from './hostile.js';

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const cell = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('', ' ', ',', '"', '\n', '\r\n', 'a"b', '\t', ';', '\ufeff', 'é'),
);

describe('tables', () => {
  it('give back what was written, with every separator, line end and kind of cell', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(',', '\t', ';'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        (rows, separator, end, mark) => {
          const lines = [['b', 'x', 'a'], ...rows].map((cells) => cells.map(quoted).join(separator));
          const text = (mark ? '\ufeff' : '') + lines.join(end) + end;
          const table = readTable(text, 'f', ['a', 'b', 'x']);
          expect(table.rows.map((row) => ['b', 'x', 'a'].map(row.raw))).toEqual(rows);
        },
      ),
      { numRuns: HOSTILE_RUNS },
    );
  });

  const files = ['a,b\n1,2\n3,4\n', '\ufeffa\tb\r\n1\t2\r\n', 'a;b\n"x;""y";2\n', '% a\tb\n1\t2\t\n'];
  it('of hostile bytes are read or refused in one line', () => {
    fc.assert(
      fc.property(hostileBytes(files), (bytes) => {
        const read = () => readTable(decodeText(bytes, 'f.csv'), 'f.csv', ['a', 'b']);
        const table = readsOrRefuses(read, /^f\.csv/);
        for (const row of table?.rows ?? []) expect(typeof row.text('a')).toBe('string');
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });

  it.each([
    ['a,b\n1,2,3\n', /^f:2: got "3 cells", accepted is 2, as in the header/],
    ['a,b\n1,2\n\n   \n1\n', /^f:5: got "1 cells"/],
    ['a,b\n1,2,\n', /^f:2: got "3 cells"/],
    ['a,b,A\n1,2,3\n', /^f:1: got "a", accepted is a header that names each column once/],
    ['a,bb\n1,2\n', /^f:1: got "a,bb", accepted is a header with b/],
    ['\n\na,x\n1,2\n', /^f:3: /],
    ['a,b\n1,"2\n', /^f, line 2: .* a closing quotation mark/],
  ])('refuse %j', (content, message) => {
    expect(() => readTable(content, 'f', ['a', 'b'])).toThrow(message);
  });

  it('may have columns that nobody asks for twice, and rows of tabs that end in one', () => {
    expect(readTable('a\tb\tx\tx\n1\t2\t3\t4\t\n', 'f', ['a', 'b']).rows[0]!.text('b')).toBe('2');
  });

  it('take time in proportion to their length', () => {
    const row = `${'x'.repeat(200)},"${'""'.repeat(100)}"\n`;
    const begin = performance.now();
    expect(parseCsv(row.repeat(20_000))).toHaveLength(20_000);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });
});

describe('text', () => {
  it('is decoded in its encoding, or refused at the line of the first wrong byte', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.nat({ max: 40 }), (text, at) => {
        const begin = Buffer.from(text.slice(0, at)).toString();
        const bytes = Buffer.concat([Buffer.from(`${begin}\n`), Buffer.from([0xa3]), Buffer.from('x')]);
        const line = 2 + begin.split('\n').length - 1;
        expect(() => decodeText(bytes, 'f')).toThrow(
          `f:${line}: got "the byte 0xa3", accepted is text in utf-8`,
        );
      }),
      { numRuns: HOSTILE_RUNS },
    );
    expect(decodeText(Uint8Array.of(0xa3, 0x34), 'f', 'windows-1252')).toBe('£4');
    expect(decodeText(Buffer.from('\ufeffé', 'utf16le'), 'f', 'utf-16le')).toBe('é');
    expect(() => decodeText(Buffer.from('\ufeffé', 'utf16le'), 'f')).toThrow('that this is utf-16le');
    expect(() => decodeText(Buffer.from([0x61, 0xc3]), 'f')).toThrow('f:1: got "the byte 0xc3"');
  });

  it.each(TEXT_ENCODINGS)('of hostile bytes in %s is read or refused', (encoding) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        readsOrRefuses(() => decodeText(bytes, 'f', encoding), /^f/);
      }),
      { numRuns: Math.ceil(HOSTILE_RUNS / TEXT_ENCODINGS.length) },
    );
  });
});

describe('values', () => {
  const readers: readonly ((value: unknown) => unknown)[] = [
    (value) => readNumbers(value, 'x', ANY_FINITE),
    (value) => readArray(value, 'x'),
    (value) => readString(value, 'x'),
    (value) => readWord(value, 'x', ['a', 'b']),
    (value) => readRecord(value, 'x', ['a', 'b']),
  ];
  it('of any kind are read or refused', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (value) => {
        for (const read of readers) readsOrRefuses(() => read(value), /^x/);
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });

  it('are shown short and on one line, whatever they are', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    for (const value of [
      circular,
      [1n],
      () => 1,
      'x'.repeat(1e6),
      { a: { b: { c: { d: 1 } } } },
      Symbol('s'),
    ]) {
      expect(showValue(value).length).toBeLessThanOrEqual(60);
    }
    expect(new InputError('a\u001b[2J\nb', 'v', 'c\r\nd').message).toBe('a [2J b: got "v", accepted is c d');
    expect(showValue({ a: [1, 'b'] })).toBe('{"a":[1,"b"]}');
  });

  it('with names of a million letters are refused as soon as others', () => {
    const key = 'bandwidthHz'.repeat(3e5);
    const begin = performance.now();
    readsOrRefuses(() => readRecord({ [key]: 1 }, '', ['bandwidthHz', 'deadlineS']), /^bandwidthHz/);
    expect(nearestName('x'.repeat(3e6), ['bandwidthHz', 'deadlineS'])).toBeUndefined();
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});
