/** `devices` as a list or a file: what is read, what is refused and where, and what quick runs and sweeps make of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.js';
import { quickScenario, readScenario, readScenarioFile } from '../../src/scenario/index.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { readSweep } from '../../src/sweep/document/read-sweep.js';
import { temporaryDirectory } from '../app/command.js';
import { blocksIn } from '../docs/pages.js';
import { KNOWN } from './known.js';

const HEAD = 'control: { baselineDevices: 1 }\nlearning: { partition: { kind: iid } }\n';

const TABLE = `ID,Distance (m),power,clock (GHz),average energy,rows,line of sight
anna,120,23 dBm,1.5,,150,TRUE
"béla, 2",200,,2,20 mJ,200,false

 carl\u200b ,35,100 mW,,,,
`;

const LIST = `
  - { id: anna, distance: 120 m, power: 23 dBm, clock: 1.5 GHz, rows: 150, lineOfSight: true }
  - { id: "béla, 2", distance: 0.2 km, clock: 2000 MHz, averageEnergy: 0.02 J, rows: 200, lineOfSight: false }
  - { id: carl, distance: 35 m, power: 0.1 W }
`;

const EXPECTED = [
  { id: 'anna', distanceM: 120, lineOfSight: true, cyclesPerS: 1.5e9, rows: 150 },
  { id: 'béla, 2', distanceM: 200, lineOfSight: false, cyclesPerS: 2e9, averageEnergyJ: 0.02, rows: 200 },
  { id: 'carl', distanceM: 35, transmitPowerW: 0.1 },
];

/** A scenario beside its file of devices. */
async function readBeside(name: string, content: string | Uint8Array, scenario = ''): Promise<Scenario> {
  const folder = temporaryDirectory();
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'sub', name), content);
  writeFileSync(join(folder, 's.yaml'), scenario || `${HEAD}devices: sub/${name}\n`);
  return readScenarioFile(join(folder, 's.yaml'), KNOWN);
}

const linesOf = async (reading: Promise<unknown>): Promise<string[]> => {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message.split('\n').map((line) => line.replace(/^.*\/(?=[^/]*:\d)/, ''));
};

describe('a list of devices', () => {
  const inScenario = readScenario(`${HEAD}devices:${LIST}`, 's', KNOWN);

  it('is read in SI, and counts the devices', () => {
    expect(inScenario.devices.list).toMatchObject(EXPECTED);
    expect(inScenario.learning.task).toMatchObject({
      devices: 3,
      namedDevices: [{ id: 'anna', rows: 150 }, { id: 'béla, 2', rows: 200 }, { id: 'carl' }],
    });
  });

  it.each([
    ['table', 'phones.csv', TABLE],
    ['table with other separators', 'phones.tsv', 'id\tdistance\nx\t1 km\n'],
    ['YAML list', 'phones.yaml', LIST],
    ['YAML group', 'phones.yml', `devices:${LIST}`],
    ['JSON list', 'phones.json', JSON.stringify([{ id: 'x', distance: '1 km' }], null, '\t')],
  ])('in a %s is that of the scenario itself', async (_what, name, content) => {
    const read = await readBeside(name, content);
    if (content.includes('anna')) {
      expect(read).toEqual(inScenario);
      return;
    }
    expect(read.devices.list).toEqual([{ id: 'x', distanceM: 1000 }]);
  });

  it('is read as docs/scenario.md shows it', async () => {
    const shown = blocksIn('docs/scenario.md').find(({ language }) => language === 'csv phones.csv')!;
    expect((await readBeside('phones.csv', shown.text)).devices.list).toMatchObject([
      { id: 'anna', distanceM: 120, cyclesPerS: 1.5e9, lineOfSight: true },
      { id: 'lamp 7', distanceM: 210, averageEnergyJ: 0.005 },
    ]);
  });

  it('goes with the other keys of its group', () => {
    const group = `${HEAD}devices:\n  dropOut: 0.1\n  list:${LIST.replaceAll('\n', '\n  ')}`;
    const { devices } = readScenario(group, 's', KNOWN);
    expect(devices).toMatchObject({ list: inScenario.devices.list, dropOutProbability: 0.1 });
  });

  it('leaves a scenario without one as it was', () => {
    expect(Object.keys(readScenario('', 's', KNOWN).devices)).toEqual(['availability', 'dropOutProbability']);
    expect(readScenario('', 's', KNOWN).learning.task).not.toHaveProperty('namedDevices');
  });

  it('takes numbers as ids, in their own form', () => {
    const { devices } = readScenario(`${HEAD}devices: [{ id: 17 }, { id: "017" }]`, 's', KNOWN);
    expect(devices.list!.map(({ id }) => id)).toEqual(['17', '017']);
  });
});

describe('mistakes in a list', () => {
  it.each([
    ['devices: []', 's:3: devices.list: got [], accepted is a list of 1 to 1000 devices'],
    ['devices: [3]', 's:3: devices.list[0]: got 3, accepted is a group with the keys id, distance'],
    ['devices: [{ distance: 1 km }]', 's:3: devices.list[0].id: got nothing, accepted is a name'],
    ['devices:\n  - id: "a\\u0007b"', 's:4: devices.list[0].id: got "a\\u0007b", accepted is a name'],
    ['devices:\n  - id: " \\u200b"', 's:4: devices.list[0].id: got'],
    ['devices: [{ id: constructor }]', 's:3: devices.list[0].id: got "constructor", accepted is a name'],
    ['devices: [{ id: __proto__ }]', 's:3: devices.list[0].id: got "__proto__", accepted is a name'],
    ['devices:\n  - id: "a\\ud800"', 's:4: devices.list[0].id: got'],
    [`devices: [{ id: ${'x'.repeat(101)} }]`, 's:3: devices.list[0].id: got "xxx'],
    ['devices:\n  - id: a\n  - id: "a\\u200b"', 's:5: devices.list[1].id: got "a'],
    ['devices:\n  - id: a\n    powr: 1 W', 's:5: devices.list[0].powr: unknown key'],
    [
      'devices: [{ id: a, power: -3 W }]',
      's:3: devices.list[0].power: got "-3 W", accepted is a number with',
    ],
    ['devices: [{ id: a, distance: 5 m }]', 's:3: devices.list[0].distance: got "5 m"'],
    ['devices: [{ id: a, gain: 3 dB }]', 's:3: devices.list[0].gain: got "3 dB"'],
    [
      'devices: [{ id: a, share: .nan }]',
      's:3: devices.list[0].share: got NaN, accepted is a number above 0',
    ],
    ['devices: [{ id: a, rows: 1, share: 1 }]', 's:3: devices.list[0].share: got 1, accepted is one of rows'],
    ['devices: [{ id: a, share: 0.7 }, { id: b, share: 0.7 }]', 's:3: devices.list: got [{'],
    ['devices: [{ id: a, rows: 3600 }, { id: b }]', 's:3: devices.list: got [{'],
    ['devices: { file: x.csv, list: [{ id: a }] }', 's:3: devices.file: got "x.csv", accepted is one of'],
    ['devices: x.csv', 's:3: devices.file: got "x.csv", accepted is devices.list in its place'],
    ['devices: [{ id: a, gain: -90 dB }]\ncell: { speed: 1 m/s }', 's:3: devices.list[0].gain: got "-90 dB"'],
    ['devices: [{ id: a, distance: 1 km }]\ncell: { speed: 1 m/s }', 's:3: devices.list[0].distance: got'],
    [
      'devices: [{ id: a, distance: 1 km }]\nradio: { channel: { kind: traces } }',
      's:3: devices.list[0].distance: got "1 km", accepted is no distance of a device where channels',
    ],
  ])('%s', (text, start) => {
    const read = () => readScenario(`${HEAD}${text}\n`, 's', KNOWN);
    expect(read).toThrow(InputError);
    expect(read).toThrow(new RegExp(`(^|\n)${start.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
  });

  it('says what decides the rows, and how many devices there are', () => {
    const rows = () =>
      readScenario('devices: [{ id: a, rows: 3 }]\ncontrol: {baselineDevices: 1}', 's', KNOWN);
    expect(rows).toThrow(
      /devices\.list\[0\]\.rows: got 3, accepted is no rows .* by-distance, which decides it/,
    );
    const counted = () => readScenario('learning: { devices: 6 }\ndevices: [{ id: a }]', 's', KNOWN);
    expect(counted).toThrow(
      /^s:1: learning\.devices: got 6, accepted is 1, the number of devices in the list/,
    );
  });

  it('takes a thousand devices and no more', () => {
    const list = (count: number) =>
      JSON.stringify(Array.from({ length: count }, (_, k) => ({ id: `p${k}` })));
    expect(readScenario(`devices: ${list(1000)}`, 's', KNOWN).learning.task.devices).toBe(1000);
    expect(() => readScenario(`devices: ${list(1001)}`, 's', KNOWN)).toThrow(/list of 1 to 1000 devices/);
  });
});

describe('mistakes in a file of devices', () => {
  it('are told at once, with lines and columns of the file', async () => {
    const table = 'id,distance,power,rows\na,5 m,-3 W,NaN\n\na,20,23 dBm,0\n,20 m,x,1\n';
    const lines = await linesOf(readBeside('bad.csv', table));
    expect(lines.map((line) => line.replace(/, accepted.*/, ''))).toEqual([
      'bad.csv:2: devices[0].distance: got "5 m"',
      'bad.csv:2: devices[0].power: got "-3 W"',
      'bad.csv:2: devices[0].rows: got "NaN"',
      'bad.csv:4: devices[1].distance: got "20"',
      'bad.csv:4: devices[1].rows: got 0',
      'bad.csv:5: devices[2].id: got nothing',
      'bad.csv:5: devices[2].power: got "x"',
    ]);
  });

  it.each([
    [
      'bad.csv',
      'id,distanse\na,5 m\n',
      'bad.csv:1: distanse: unknown column, accepted here are id, distance',
    ],
    ['bad.csv', '\nid,power,Power (W)\na,1 W,1\n', 'bad.csv:2: "Power (W)": this column stands twice'],
    ['bad.csv', 'name,power\na,1 W\n', 'bad.csv:1: got "name,power", accepted is a header with id'],
    ['bad.csv', 'id,power\na,1 W,3\n', 'bad.csv:2: got "3 cells"'],
    ['bad.csv', 'id\na\nb\na\n', 'bad.csv:4: devices[2].id: got "a", accepted is an id of its own (device 1'],
    ['bad.csv', 'id,rows (kg)\na,3\n', 'bad.csv:2: devices[0].rows: got "3 kg", accepted is a whole number'],
    ['bad.yaml', '- id: a\n- id: b\n  powr: 1 W\n', 'bad.yaml:3: devices[1].powr: unknown key'],
    ['bad.yaml', 'secret: hunter2\n', 'bad.yaml:1: devices: this file is something else, accepted is a list'],
    ['bad.json', '[{"id": "a", "id": "b"}]', 'bad.json:1: id: this key stands twice in its group'],
    ['bad.json', '[]', 'bad.json:1: devices: got [], accepted is a list of 1 to 1000'],
  ])('%s %j', async (name, content, start) => {
    const [line] = await linesOf(readBeside(name, content));
    expect(line!.replace(/^devices\.file .*\//, '').slice(0, start.length)).toBe(start);
    expect(line).not.toContain('hunter2');
  });

  it('refuses what cannot be read, in words', async () => {
    const missing = readBeside('a.csv', 'id\na\n', 'devices: { file: b.csv }\n');
    expect((await linesOf(missing))[0]).toMatch(
      /^devices\.file: got .*b\.csv", .*there is none at this path$/,
    );
    const bytes = readBeside('a.csv', new Uint8Array([0x69, 0x64, 0x0a, 0xff, 0x0a]));
    expect((await linesOf(bytes))[0]).toMatch(/0xff/);
  });
});

describe('with a list', () => {
  const text = `${HEAD}devices: [{ id: a, rows: 3000 }, { id: b, share: 0.1 }, { id: c }]\n`;
  const scenario = readScenario(text, 's', KNOWN);

  it('a quick run keeps everybody and shrinks the rows they name with all rows', () => {
    const { task } = quickScenario(scenario).learning;
    expect(task.dataset).toMatchObject({ rows: 720 });
    expect(task.namedDevices).toEqual([{ id: 'a', rows: 600 }, { id: 'b', share: 0.1 }, { id: 'c' }]);
    expect(quickScenario(scenario).devices).toEqual(scenario.devices);
  });

  const sweep = async (vary: string, own = 'devices: [{ id: a }, { id: b }]') => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, 'two.csv'), 'id\na\nb\n');
    writeFileSync(join(folder, 'three.csv'), 'id\nx\ny\nz\n');
    const file = `scenario: { control: { baselineDevices: 1 }, ${own} }\nvary:\n  seeds: 1\n  ${vary}\n`;
    return readSweep(file, join(folder, 'sweep.yaml'), { known: KNOWN });
  };
  const idsOf = async (...asked: Parameters<typeof sweep>) =>
    (await sweep(...asked)).cells.map(({ scenario: { devices } }) =>
      devices.list!.map(({ id }) => id).join(''),
    );

  it('a sweep varies files and lists of devices, from its own folder', async () => {
    expect(await idsOf('devices.file: [two.csv, three.csv]')).toEqual(['ab', 'xyz']);
    expect(await idsOf('devices: [two.csv, three.csv]', 'rounds: 3')).toEqual(['ab', 'xyz']);
    expect(await idsOf('devices.list: [[{ id: q }], [{ id: r }, { id: s }]]')).toEqual(['q', 'rs']);
    expect(await idsOf('rounds: [3, 4]', 'devices: three.csv')).toEqual(['xyz', 'xyz']);
  });

  it('a cell of a sweep holds the list itself, for whoever computes it', async () => {
    const { cells } = await sweep('rounds: [3]', 'devices: three.csv');
    expect(cells[0]!.origin).toMatchObject({
      document: { devices: { list: [{ id: 'x' }, { id: 'y' }, { id: 'z' }] } },
    });
  });

  it('a sweep over the number of devices is refused', async () => {
    const [line] = await linesOf(sweep('learning.devices: [2, 4]'));
    expect(line).toMatch(/sweep\.yaml:4: learning\.devices: got 4, accepted is 2, .* vary the list$/);
    expect((await linesOf(sweep('devices.count: [2]')))[0]).toMatch(/devices\.count: unknown key/);
  });
});
