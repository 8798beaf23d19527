import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMap, isScalar, LineCounter, parseDocument, stringify, visit } from 'yaml';
import { editDistance } from '../../src/core/nearest-name.js';
import { printDefaults, readScenario, ScenarioError } from '../../src/scenario/index.js';
import { KNOWN } from './known.js';
import { scenarioCase } from './scenario-arbitrary.js';

/** The long version of every law: a scenario takes milliseconds to read. */
const FULL = process.env.DRIFTLORA_FULL !== undefined;

const at = (value: unknown, path: string) =>
  path.split('.').reduce<unknown>((v, key) => (v as Record<string, unknown> | undefined)?.[key], value);

describe('a valid scenario', () => {
  it('printed as YAML is read as the SI values it stands for', () => {
    fc.assert(
      fc.property(scenarioCase, ({ input, expected }) => {
        const scenario = readScenario(stringify(input), 's.yaml', KNOWN);
        for (const [path, value] of Object.entries(expected)) {
          const found = at(scenario, path);
          if (typeof value === 'number') expect(found as number).toBeCloseTo(value, 9);
          else expect(found).toEqual(value);
        }
      }),
      { numRuns: FULL ? 300 : 100 },
    );
  });

  it('is read the same in block and in flow style', () => {
    fc.assert(
      fc.property(scenarioCase, ({ input }) => {
        const block = readScenario(stringify(input), 's', KNOWN);
        expect(readScenario(JSON.stringify(input), 's', KNOWN)).toEqual(block);
      }),
      { numRuns: FULL ? 100 : 50 },
    );
  });
});

interface KeyInFile {
  readonly key: string;
  readonly line: number;
  readonly start: number;
}

/** Every key of the printed defaults, and its line. */
function keysOf(text: string): KeyInFile[] {
  const lines = new LineCounter();
  const found: KeyInFile[] = [];
  visit(parseDocument(text, { lineCounter: lines }), {
    Pair: (_, pair) => {
      if (!isScalar(pair.key) || !pair.key.range) return;
      const [start] = pair.key.range;
      found.push({ key: String(pair.key.value), line: lines.linePos(start).line, start });
    },
  });
  return found;
}

/** One typing mistake: a letter dropped, doubled, or swapped with the next one. */
const mistake = fc.record({ how: fc.constantFrom('drop', 'double', 'swap'), where: fc.nat() });

function misspell(key: string, { how, where }: { how: string; where: number }): string {
  const i = where % key.length;
  const swapped = key.slice(0, i) + (key[i + 1] ?? '') + key[i]! + key.slice(i + 2);
  if (how === 'swap') return swapped === key ? `${key}x` : swapped;
  return how === 'drop' ? key.slice(0, i) + key.slice(i + 1) : key.slice(0, i) + key[i]! + key.slice(i);
}

/** Whether another key is as near to the misspelt one, so that no suggestion is the right one. */
function asNear(other: string, key: string, wrong: string): boolean {
  const edits = (name: string) => editDistance(name.toLowerCase(), wrong.toLowerCase());
  return other === wrong || (other !== key && edits(other) <= edits(key));
}

describe('a misspelt key', () => {
  const defaults = printDefaults();
  const keys = keysOf(defaults);

  it('is a real choice: the file has many keys', () => {
    expect(isMap(parseDocument(defaults).contents)).toBe(true);
    expect(keys.length).toBeGreaterThan(50);
  });

  it('is reported with its line and the right key, whichever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...keys), mistake, ({ key, line, start }, slip) => {
        const wrong = misspell(key, slip);
        fc.pre(wrong.length > 1 && !keys.some((other) => asNear(other.key, key, wrong)));
        const text = defaults.slice(0, start) + wrong + defaults.slice(start + key.length);
        let message = 'accepted';
        try {
          readScenario(text, 's', KNOWN);
        } catch (error) {
          expect(error).toBeInstanceOf(ScenarioError);
          message = (error as ScenarioError).message;
        }
        expect(message.startsWith(`s:${line}: `)).toBe(true);
        expect(message).toContain(`${wrong}: unknown key`);
        expect(message).toContain(`did you mean "${key}"?`);
      }),
      { numRuns: FULL ? 500 : 150 },
    );
  });
});

describe('a key that is right elsewhere', () => {
  const told = (text: string) => {
    try {
      readScenario(text, 's', KNOWN);
    } catch (error) {
      return (error as ScenarioError).message;
    }
    return 'accepted';
  };

  it('is sent there, unless a key of this place is one slip away', () => {
    expect(told('device: {}\n')).toContain('did you mean "devices"?');
    expect(told('penalty: inverse\n')).toContain('did you mean "control.penalty"?');
  });
});

describe('any text at all', () => {
  it('is read or refused, a line for each mistake, never anything else', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('radio:', '  bandwidth: 1 MHz', 'policies: [', '- x', '&a', '*a'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        try {
          readScenario(lines.join('\n'), 's', KNOWN);
        } catch (error) {
          expect(error).toBeInstanceOf(ScenarioError);
          for (const told of (error as ScenarioError).lines) expect(told).toMatch(/^s(:\d+)?: .+$/);
        }
      }),
      { numRuns: FULL ? 1000 : 400 },
    );
  });
});
