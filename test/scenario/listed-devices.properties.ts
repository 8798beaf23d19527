/** Lists of devices that go round: what is written out in any form is read as it was meant, and no file does anything but read or be refused. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { InputError } from '../../src/core/errors.js';
import { cleanName, isKeyName } from '../../src/core/names.js';
import { readScenarioFile } from '../../src/scenario/index.js';
import { temporaryDirectory } from '../app/command.js';
import { KNOWN } from './known.js';

/** The long version writes more files. */
const RUNS = process.env.DRIFTLORA_FULL !== undefined ? 400 : 25;

const folder = temporaryDirectory();
const HEAD = 'control: { baselineDevices: 1 }\nlearning: { partition: { kind: iid } }\n';

async function read(name: string, content: string | Uint8Array) {
  writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, 's.yaml'), `${HEAD}devices: { file: ${name} }\n`);
  return (await readScenarioFile(join(folder, 's.yaml'), KNOWN)).devices.list!;
}

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const id = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.constantFrom('7', '"q"', "it's", 'a,b', 'a;b', '# no comment', 'null', 'yes', '=1+1', '<b>', ' a b '),
  )
  .map(cleanName)
  .filter((name) => isKeyName(name) && name.length <= 100);

const device = fc.record({
  id,
  distanceM: maybe(real(10, 5000)),
  lineOfSight: maybe(fc.boolean()),
  transmitPowerW: maybe(real(1e-6, 10)),
  cyclesPerS: maybe(real(1, 1e10)),
  averageEnergyJ: maybe(real(1e-9, 100)),
  rows: maybe(fc.integer({ min: 1, max: 50 })),
});
const list = fc.uniqueArray(device, { selector: (one) => one.id, minLength: 1, maxLength: 8 });
type Listed = typeof device extends fc.Arbitrary<infer One> ? One : never;

const withUnit = (value: number | undefined, unit: string) =>
  value === undefined ? undefined : `${value} ${unit}`;

/** A device in the form of a file. */
const written = (one: Listed) => ({
  id: one.id,
  distance: withUnit(one.distanceM, 'm'),
  lineOfSight: one.lineOfSight,
  power: withUnit(one.transmitPowerW, 'W'),
  clock: withUnit(one.cyclesPerS, 'Hz'),
  averageEnergy: withUnit(one.averageEnergyJ, 'J'),
  rows: one.rows,
});

const cell = (value: unknown) => (value === undefined ? '' : `"${String(value).replaceAll('"', '""')}"`);

function asTable(devices: readonly Listed[]): string {
  const rows = devices.map(written);
  const keys = Object.keys(rows[0]!) as (keyof ReturnType<typeof written>)[];
  return `${[keys.join(','), ...rows.map((row) => keys.map((key) => cell(row[key])).join(','))].join('\n')}\n`;
}

describe('a list of devices', () => {
  it('goes round through a table, YAML and JSON, to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(list, async (devices) => {
        const meant = JSON.parse(JSON.stringify(devices)) as unknown;
        const plain = JSON.parse(JSON.stringify(devices.map(written))) as unknown;
        expect(await read('a.csv', asTable(devices))).toEqual(meant);
        expect(await read('a.yaml', stringify(plain))).toEqual(meant);
        expect(await read('a.json', JSON.stringify(plain, null, 2))).toEqual(meant);
      }),
      { numRuns: RUNS },
    );
  });

  it('is read or refused by name, whatever stands in its file', async () => {
    const part = fc.constantFrom(
      'id',
      'distance',
      ',',
      ';',
      '\t',
      '\n',
      '"',
      '-',
      ':',
      '[',
      ']',
      '{',
      '}',
      ' ',
      'a',
      '1 m',
      '\u0000',
    );
    const text = fc.oneof(
      fc.array(part, { maxLength: 30 }).map((parts) => parts.join('')),
      fc.array(part, { maxLength: 30 }).map((parts) => `id,distance\n${parts.join('')}`),
      fc.string({ unit: 'binary' }),
    );
    const content = fc.oneof(text, fc.uint8Array());
    await fc.assert(
      fc.asyncProperty(content, fc.constantFrom('a.csv', 'a.yaml', 'a.json'), async (bytes, name) => {
        const found = await read(name, bytes).catch((error: unknown) => {
          expect(error).toBeInstanceOf(InputError);
          expect((error as InputError).message).not.toMatch(/[^\P{Cc}\n]/u);
        });
        if (found) for (const one of found) expect(isKeyName(one.id)).toBe(true);
      }),
      { numRuns: 4 * RUNS },
    );
  });
});
