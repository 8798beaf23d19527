// A user's texts: whatever is in the file, rows come out as they stand there, or one line says where they do not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/core/text-input.js';
import { parseUserRows } from '../../../src/training/data/user-file.js';
import { HOSTILE_RUNS, hostileBytes, readsOrRefuses } from '../../core/hostile.js';

const CSV = 'text,label,device\n"one, ""two""",b,x\nthree,a,y\nfour\u00e9,a,x\n';
const TABS = 'label\ttext\nb\tone\na\tone two\n';
const LINES = '{"text":"one","label":1,"device":"x"}\n\n{"text":"two","label":"b","device":7}\r\n';

describe("a user's rows", () => {
  it('of hostile bytes are read or refused in one line', () => {
    const cases = fc.tuple(
      fc.constantFrom('a.csv', 'a.ndjson', 'a.jsonl', 'a'),
      hostileBytes([CSV, TABS, LINES]),
    );
    fc.assert(
      fc.property(cases, ([path, bytes]) => {
        const read = () => parseUserRows(decodeText(bytes, `dataset.path, ${path}`), path);
        for (const { text, label, device } of readsOrRefuses(read, /^dataset\.path, a/) ?? []) {
          expect(typeof text).toBe('string');
          for (const name of device === undefined ? [label] : [label, device]) {
            expect(name).toBe(name.trim());
            expect(name).not.toBe('');
          }
        }
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });

  it('have labels and devices without the space around them, texts with it', () => {
    const text = 'text,label,device\n a ,\tp,x\nb,p ,\u00a0x\nc, n,x \n';
    expect(parseUserRows(text, 'f.csv')).toEqual([
      { text: ' a ', label: 'p', device: 'x' },
      { text: 'b', label: 'p', device: 'x' },
      { text: 'c', label: 'n', device: 'x' },
    ]);
    const marks = ['p', 'p\u200e', '\u202ap\u202c', 'p\u00ad', 'p\u200d', '\ufeffp '];
    const marked = `text,label\n${marks.map((label) => `a,${label}\n`).join('')}`;
    expect(new Set(parseUserRows(marked, 'f.csv').map(({ label }) => label))).toEqual(new Set(['p']));
    // Between letters a joiner is part of the writing.
    const persian = 'text,label\na,\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645\n';
    expect(parseUserRows(persian, 'f.csv')[0]!.label).toContain('\u200c');
    const composed = '{"text":"a","label":"\u00e9"}\n{"text":"a","label":" e\u0301\u200b"}\n';
    expect(parseUserRows(composed, 'f.jsonl').map(({ label }) => label)).toEqual(['\u00e9', '\u00e9']);
  });

  it.each([
    [
      'f.csv',
      'text,label\na,p\nhello, world,p\n',
      /^dataset\.path, f\.csv line 3: got "3 cells", accepted is 2/,
    ],
    ['f.csv', 'text,label,device\na,p,x\n"b\n",n,\n', /f\.csv line 3, device: got "", accepted is the name/],
    ['f.csv', 'text,label,device\na,p,x\nb,n, \n', /f\.csv line 3, device: got " "/],
    ['f.csv', 'text,label\na,p\nb,\n', /f\.csv line 3, label: got ""/],
    ['f.csv', 'Text,LABEL,Label\na,p,q\n', /f\.csv line 1: got "label", accepted is a header that names/],
    [
      'f.csv',
      'text,lable\na,p\n',
      /f\.csv line 1: got "text,lable", accepted is a header with label; is "lable" meant/,
    ],
    [
      'f.ndjson',
      '{"text":"a","label":1}\n[1]\n',
      /f\.ndjson line 2: got "\[1\]", accepted is one JSON object a line/,
    ],
    ['f.ndjson', '{"text":"a","label":1}\n{"text":"b","label":null}\n', /line 2, label: got null/],
    ['f.ndjson', '{"text":"a","label":1,"device":null}\n', /line 1, device: got null/],
    [
      'f.ndjson',
      '{"text":"a","label":1,"device":"x"}\n{"text":"b","label":1}\n',
      /line 2, device: got nothing, .* line 1 has one/,
    ],
    ['f.ndjson', '{"text":"a","label":1e999}\n', /line 1, label: /],
    ['f.ndjson', '\n\n', /f\.ndjson: got "no rows"/],
    [
      'f.csv',
      'text,label\na, "p"\n',
      /f\.csv, line 2: got .*p.*, accepted is no blank between a separator and/,
    ],
    ['f.csv', 'text,label\na,p\nb,p\0\n', /f\.csv line 3, label: got .*without control characters/],
    [
      'f.csv',
      'text,label,device\na,p,d\x1b[31m\n',
      /f\.csv line 2, device: got .*without control characters/,
    ],
    ['f.csv', 'text,label\na,\u200e\u00ad\n', /f\.csv line 2, label: got /],
    ['f.ndjson', '{"text":"a","label":"x","label":"y"}\n', /line 1: got "label", accepted is each key once/],
    ['f.ndjson', `{"text":${'['.repeat(1e5)}\n`, /line 1: got "lists or objects within each other/],
  ])('in %s as %j are refused', (path, content, message) => {
    expect(() => parseUserRows(content, path)).toThrow(message);
  });
});
