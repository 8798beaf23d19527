/** Ctrl-C and SIGTERM mean the same to every command that keeps something: at once before, what is finished after. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { LONG } from '../long.js';
import { driftlora, temporaryDirectory, temporaryFile } from './command.js';
import { filesOf, finishedCells, until } from './sweep/tiny-sweep.js';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));

const DECISIONS = `
rounds: 12000
learning:
  train: false
  data: { kind: wordnet, classes: 2, rows: 40, heldOutRows: 4 }
  devices: 20
  batchSize: 1
  maxTokens: 3
  lora: { rank: 1, targets: [qkv] }
control: { historyRounds: 2, baselineDevices: 1, clairvoyantBound: false }
policies: [random]
`;
/** Cells of half a second or so. */
const CELLS = 4;
const SWEEP = `
name: many
scenario:
  rounds: 30
  learning: { train: false, data: { kind: wordnet, classes: 2, rows: 40, heldOutRows: 4 }, devices: 6, maxTokens: 3 }
  control: { historyRounds: 2, baselineDevices: 1, clairvoyantBound: false }
  policies: [static]
vary: { control.tradeOff: [1, 10], seeds: 2 }
metrics: [weightedPenalty]
`;

const scenario = (change: (text: string) => string = (text) => text) =>
  temporaryFile('decisions.yaml', change(DECISIONS));
const newFolder = () => join(temporaryDirectory(), 'out');
const read = (out: string, name: string) => readFileSync(join(out, name), 'utf8');

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Starts a command; `said` grows. */
function started(args: readonly string[]) {
  const child = spawn(process.execPath, [CLI, ...args]);
  children.push(child);
  const heard = { said: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      heard.said += chunk;
    });
  }
  return { child, heard };
}

/** @returns how it ended, and how long after the signal */
async function ended(child: ChildProcess, signal: NodeJS.Signals) {
  const begin = performance.now();
  child.kill(signal);
  const [code] = await once(child, 'exit');
  return { code, seconds: (performance.now() - begin) / 1000 };
}

describe.each(LONG ? (['SIGINT', 'SIGTERM'] as const) : (['SIGINT'] as const))('%s', (signal) => {
  it('before the first round ends a run within 2 s, with 4, though its thread is deep in a solver', async () => {
    const out = newFolder();
    // Learning prices from thousands of past rounds of 150 devices is one long computation without a pause.
    const deep = scenario((text) =>
      text
        .replace('historyRounds: 2', 'historyRounds: 5000')
        .replace('devices: 20', 'devices: 150')
        .replace('rows: 40', 'rows: 300')
        .replace('[random]', '[static, myopic]'),
    );
    const { child, heard } = started(['run', deep, '--out', out, '--workers', '1']);
    await until(() => /learning from past channels/.test(heard.said), 'the beginning');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(child.exitCode).toBeNull();
    const { code, seconds } = await ended(child, signal);
    expect([code, heard.said]).toEqual([4, expect.stringMatching(/nothing to keep/)]);
    expect(seconds).toBeLessThan(2);
    expect(existsSync(out)).toBe(false);
  });
});

// Both go the same way from here on; for SIGINT run.spec.ts and sweep/queue.spec.ts have it.
describe('SIGTERM', () => {
  const signal = 'SIGTERM';

  it.runIf(LONG)('after some rounds ends a run with what it has, and with 4', async () => {
    const out = newFolder();
    const { child, heard } = started(['run', scenario(), '--out', out, '--workers', '1']);
    await until(() => /round \d+: /.test(heard.said), 'a round');
    const { code } = await ended(child, signal);
    expect([code, heard.said]).toEqual([4, expect.stringMatching(/what was computed is kept/)]);
    const summary = JSON.parse(read(out, 'summary.json'));
    expect(summary).toMatchObject({ stopped: true });
    expect(summary.completedRounds).toBeGreaterThan(0);
    expect(summary.completedRounds).toBeLessThan(12_000);
    expect(read(out, 'rounds.ndjson').trim().split('\n')).toHaveLength(summary.completedRounds);
    expect(read(out, 'report.html')).toMatch(/The run was stopped after \d+ of 12,?000 rounds/);
  });

  it('ends a bench at once with the instances that are finished, and with 4', async () => {
    const out = newFolder();
    const many = ['bench', '--solver', 'exact', '--sizes', '3', '300', '--seeds', '50', '--out', out];
    const { child, heard } = started(many);
    await until(() => /instances: /.test(heard.said), 'an instance');
    const { code, seconds } = await ended(child, signal);
    expect(code).toBe(4);
    expect(seconds).toBeLessThan(10); // One instance may take that long; writing takes what a busy machine takes.
    const { rows, summaries } = JSON.parse(read(out, 'bench.json'));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(600);
    expect(summaries).toEqual([expect.objectContaining({ solver: 'exact', instances: rows.length })]);
  });

  it.runIf(LONG)('ends a sweep within 2 s, with 4, and no finished cell is lost', async () => {
    const out = newFolder();
    const file = temporaryFile('many.yaml', SWEEP);
    const { child, heard } = started(['sweep', file, '--out', out, '--workers', '1']);
    await until(() => finishedCells(out).length >= 1, 'a cell');
    const { code, seconds } = await ended(child, signal);
    expect([code, heard.said]).toEqual([4, expect.stringMatching(/the same command does the rest/)]);
    expect(seconds).toBeLessThan(2);
    const kept = filesOf(out);
    const cells = Object.keys(kept).filter((name) => name.startsWith('cells/'));
    expect(cells.length).toBeGreaterThanOrEqual(1);
    expect(cells.length).toBeLessThan(CELLS);
    const rest = await driftlora(['sweep', file, '--out', out]);
    expect([rest.code, rest.stderr]).toEqual([
      0,
      expect.stringContaining(`${cells.length} of ${CELLS} cells are kept.`),
    ]);
    for (const name of cells) expect(filesOf(out)[name]).toBe(kept[name]);
  });
});

/** Decides as long as it has a round left, and then never returns. */
const LOOPS = `
import { writeSync } from 'node:fs';
export default {
  name: 'loops',
  title: 'loops for ever in its fourth round',
  decide({ state }) {
    if (state.round >= 3) for (writeSync(2, 'looping now'); ; );
    return undefined;
  },
};
`;

describe('a policy that never returns', () => {
  it.each(LONG ? [false, true] : [false])(
    'costs no finished round at a second signal (training: %s)',
    async (train) => {
      const out = newFolder();
      const file = scenario((text) =>
        text
          .replace('train: false', `train: ${train}\n  optimiser: { kind: sgd, stepSize: 0.001 }`)
          .replace('devices: 20', 'devices: 4')
          .replace('rounds: 12000', 'rounds: 30'),
      );
      const plugin = temporaryFile('loops.mjs', LOOPS);
      const args = ['run', file, '--plugin', plugin, '--out', out, '--workers', '1'];
      const { child, heard } = started(args);
      await until(() => /looping now/.test(heard.said), 'the fourth round');
      child.kill('SIGINT');
      await until(() => /Again to end at once/.test(heard.said), 'the first answer');
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(child.exitCode).toBeNull();
      const { code, seconds } = await ended(child, 'SIGTERM');
      expect([code, heard.said]).toEqual([4, expect.stringMatching(/the finished ones are kept/)]);
      expect(seconds).toBeLessThan(20);
      const summary = JSON.parse(read(out, 'summary.json'));
      expect(summary).toMatchObject({ stopped: true, completedRounds: 3 });
      const records = read(out, 'rounds.ndjson')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(records.map(({ policy, round }) => [policy, round])).toEqual(
        [0, 1, 2].flatMap((round) => ['random', 'loops'].map((policy) => [policy, round])),
      );
      expect(read(out, 'report.html')).toMatch(/The run was stopped after 3 of 30 rounds/);
      expect(existsSync(join(out, 'adapters.safetensors'))).toBe(train);
      if (train) expect(records.slice(-2).every(({ heldOut }) => heldOut !== null)).toBe(true);
    },
  );

  it('ends at a third signal whatever it is at', async () => {
    const out = newFolder();
    const file = scenario((text) => text.replace('devices: 20', 'devices: 4'));
    const args = ['run', file, '--plugin', temporaryFile('loops.mjs', LOOPS), '--out', out, '--workers', '1'];
    const { child, heard } = started(args);
    await until(() => /looping now/.test(heard.said), 'the fourth round');
    child.kill('SIGINT');
    await until(() => /Again to end at once/.test(heard.said), 'the first answer');
    child.kill('SIGINT');
    await until(() => /Again to quit at once/.test(heard.said), 'the second answer');
    const { code } = await ended(child, 'SIGINT');
    expect(code).toBe(130);
  });
});
