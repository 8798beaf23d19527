/**
 * The scenario reader met by a stranger: random bytes, and valid scenarios with random edits. Whatever comes, it ends in a
 * scenario or in lines that name the file, a line, a key and what is accepted.
 */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KNOWN_NAMES, printDefaults, readScenario, ScenarioError } from '../../src/scenario/index.js';

const CASES = process.env.DRIFTLORA_FULL ? 10_000 : 150;

const folder = new URL('../../scenarios/', import.meta.url);
const valid = [
  '',
  ...readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== 'default.yaml')
    .map((name) => readFileSync(new URL(name, folder), 'utf8')),
  // Without its comments the complete file is read ten times as quickly, and edits hit keys.
  printDefaults().replace(/^ *#.*\n/gm, ''),
];

/** Things that YAML, JavaScript or a careless reader treat in a way of their own. */
const token = fc.oneof(
  fc.constantFrom(
    ...[
      '\n',
      ' ',
      '\t',
      ':',
      ': ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '&a ',
      '*a',
      '!!binary ',
      '|',
      '>',
      '"',
      "'",
      '#',
      '%',
      '@',
    ],
    ...[
      'null',
      '~',
      '.nan',
      '.inf',
      '-0',
      '1e309',
      '0x1F',
      '9007199254740993',
      '<<: ',
      '---',
      '...',
      '? ',
      '\u2028',
      '\0',
    ],
    ...[
      '__proto__: 1',
      'constructor',
      'hasOwnProperty: x',
      'toString',
      'kind: x',
      'kind: traces',
      'radio:',
      'true',
      '10 MHz',
    ],
    ...[
      '\ufeff',
      '\u001b[31m',
      '1 dB',
      '-1 s',
      '1e400 Hz',
      '\r\n',
      '\ud800',
      '!!js/function x',
      '2024-01-01',
      'é',
    ],
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);

/** Puts a token in the place of some of the text. */
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), drop: fc.nat({ max: 12 }), token });

const edited = fc
  .tuple(fc.constantFrom(...valid), fc.array(edit, { minLength: 1, maxLength: 4 }))
  .map(([text, edits]) =>
    edits.reduce((before, { at, drop, token: added }) => {
      const start = Math.floor(at * before.length);
      return before.slice(0, start) + added + before.slice(start + drop);
    }, text),
  );

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => new TextDecoder().decode(array));

/** A file in which a value stands where a group should, or the other way round. */
const anything = fc
  .anything({ maxDepth: 3, withNullPrototype: false })
  .map((value) => JSON.stringify(value) ?? '');

function readsOrTells(text: string): void {
  const start = performance.now();
  try {
    const scenario = readScenario(text, 'file.yaml', KNOWN_NAMES);
    expect(scenario.radio.bandwidthHz).toBeGreaterThan(0);
    expect(scenario.rounds).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario); // No NaN, no infinity, no hole.
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    expect(error.lines.length).toBeLessThanOrEqual(21);
    for (const line of error.lines) {
      expect(line).toMatch(/^file\.yaml:(\d+: .+: .+|\s.*more of the kind)/);
      expect(line.length).toBeLessThan(2500);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may reach a terminal
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    }
  }
  expect(performance.now() - start).toBeLessThan(5000);
}

describe('the scenario reader, met by a stranger', () => {
  it.each([
    ['random edits of valid files', edited],
    ['random bytes', bytes],
    ['any value as JSON', anything],
  ] as const)('%s end in a scenario or in lines that tell what is wrong', (_what, texts) => {
    fc.assert(
      fc.property(texts, (text) => readsOrTells(text)),
      { numRuns: CASES },
    );
  });
});
