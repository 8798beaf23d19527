/** The JSON reader: what JSON.parse reads and no more, without what would be lost in silence. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.js';
import { MOST_LEVELS, parseJson } from '../../src/core/strict-json.js';

const CASES = process.env.DRIFTLORA_FULL ? 20_000 : 500;

/** JSON with blanks between all tokens, as editors write it. */
const spaced = fc
  .tuple(fc.json({ maxDepth: 4 }), fc.constantFrom(0, 2, '\t'))
  .map(([text, indent]) => JSON.stringify(JSON.parse(text), null, indent));

/** An answer, or one line that begins with the place. */
function ends(text: string): unknown {
  try {
    return parseJson(text, 'p.json line 7');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { message } = error as InputError;
    expect(message).toMatch(/^p\.json line 7: got .*, accepted is ./);
    expect(message.length).toBeLessThan(600);
    expect(message).not.toContain('\n');
    return error;
  }
}

describe('parseJson', () => {
  it('reads what JSON.stringify writes, whatever is in the keys and texts', () => {
    fc.assert(
      fc.property(spaced, (text) => {
        expect(parseJson(text, 'x')).toEqual(JSON.parse(text));
      }),
      { numRuns: CASES },
    );
  });

  it('refuses a key that stands twice in one object, at any depth and however it is written', () => {
    const key = fc.string({ unit: 'binary', maxLength: 6 });
    const escaped = (text: string) =>
      [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    fc.assert(
      fc.property(key, fc.json({ maxDepth: 2 }), fc.nat(5), fc.boolean(), (name, value, depth, isEscaped) => {
        const plain = JSON.stringify(name);
        const isPlane = [...name].every((c) => c.length === 1);
        const again = isEscaped && isPlane ? `"${escaped(name)}"` : plain;
        const inner = `{${plain}:${value}, "between ${name.length}":{"a":[]} ,${again} : ${value}}`;
        const text = `${'[{"a":'.repeat(depth)}${inner}${'}]'.repeat(depth)}`;
        expect(() => parseJson(text, 'x')).toThrow(/^x: got .* accepted is each key once in an object/);
      }),
      { numRuns: CASES },
    );
  });

  it('accepts the same key in other objects, as a value, and in a text', () => {
    const text = '{"a":{"a":["a","a",{"a":"\\"a\\":1,\\"a\\":2"}]},"b":"a","c":[{"a":1},{"a":2}]}';
    expect(parseJson(text, 'x')).toEqual(JSON.parse(text));
    expect(() => parseJson('{"a":1, "b":2,\n  "a" : 3}', 'x')).toThrow(/"a".*again at line 2, column 3/);
  });

  it('reads nesting to the bound and refuses what is deeper in words, however deep', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(Array.isArray(parseJson(nested(MOST_LEVELS), 'x'))).toBe(true);
    for (const levels of [MOST_LEVELS + 1, 200_000, 5_000_000]) {
      expect(() => parseJson(nested(levels), 'x')).toThrow(/1001 deep.* at most 1000 levels/);
    }
    expect(() => parseJson('{"a":'.repeat(200_000), 'x')).toThrow(/levels/);
  });

  it('takes linear time for texts of slashes, quotes and keys', () => {
    const many = 200_000;
    const keys = Array.from({ length: many }, (_, i) => `"k${i}":0`).join(',');
    const texts = [
      `"${'\\\\'.repeat(many)}"`,
      `["${'\\"'.repeat(many)}"]`,
      `{${keys}}`,
      '"'.repeat(many),
      '\\'.repeat(many),
    ];
    const startMs = performance.now();
    for (const text of texts) ends(text);
    expect(performance.now() - startMs).toBeLessThan(5000);
  });

  it('ends in a value or in one line, for any text and for edits of sound ones', () => {
    const edited = fc
      .tuple(spaced, fc.nat(), fc.nat(8), fc.string({ unit: 'binary', maxLength: 4 }))
      .map(([text, at, cut, put]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + put + text.slice(place + cut);
      });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), edited), (text) => {
        const end = ends(text);
        if (!(end instanceof InputError)) expect(end).toEqual(JSON.parse(text));
      }),
      { numRuns: CASES },
    );
  });
});
