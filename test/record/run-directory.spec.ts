/** What a run writes is what its readers read, by the same schemas; what is not as a run writes it is refused by name. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POLICY_NAMES } from '../../src/control/index.js';
import type { RoundRecord, RunSummary } from '../../src/record/records.js';
import { roundRecordSchema, runSummarySchema, runTimingSchema } from '../../src/record/records.js';
import { readRunDirectory, readTiming } from '../../src/record/run-directory.js';
import { runFiles } from '../../src/record/run-files.js';
import { inlinePool, proofs, type RunResult, runScenario } from '../../src/simulation/index.js';
import { DEFAULT_SOLVER, loadSolver } from '../../src/solvers/index.js';
import { temporaryDirectory } from '../app/command.js';
import { tinyTask } from '../reference/tiny-task.js';
import { tinyScenario } from '../simulation/scenario-builder.js';

let result: RunResult;
let files: Record<string, string | Uint8Array>;
beforeAll(async () => {
  const task = tinyTask(6);
  const solver = await loadSolver(DEFAULT_SOLVER);
  const devices = { availability: { kind: 'always' as const }, dropOutProbability: 0.3 };
  const constraints = { ...tinyScenario().constraints, averageEnergyJ: 0.02 };
  const scenario = tinyScenario({ rounds: 4, policies: POLICY_NAMES, devices, constraints });
  const proven = proofs();
  result = await runScenario(
    scenario,
    { task, pool: inlinePool(task), solver, clockS: () => 0 },
    { trajectoryPoints: 3, observers: [proven] },
  );
  const timing = { startedAt: '2026-01-01T00:00:00.000Z', ...result.timing };
  files = runFiles({ ...result, timing, proofs: proven.lines });
});

let directory: string;
beforeEach(() => {
  directory = join(temporaryDirectory(), 'run');
  mkdirSync(directory);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
});

const change = (name: string, edit: (text: string) => string) =>
  writeFileSync(join(directory, name), edit(readFileSync(join(directory, name), 'utf8')));

const changeSummary = (edit: (summary: Record<string, unknown>) => unknown) =>
  change('summary.json', (text) => JSON.stringify(edit(JSON.parse(text))));

describe('a run directory', () => {
  it('reads back what was written, to the last digit', async () => {
    const read = await readRunDirectory(directory);
    expect(read).toEqual({
      directory,
      summary: result.summary,
      records: result.records,
      trajectory: result.trajectory,
    });
    const timing = (await readTiming(directory))!;
    expect(timing).toMatchObject(result.timing);
    for (const { policy } of result.summary.policies) expect(timing.roundDecideS![policy]).toHaveLength(4);
    expect(result.records.some(({ lost }) => lost)).toBe(true);
    expect(result.records.some(({ prices }) => prices?.perJ)).toBe(true);
  });

  it('has no key that its schemas do not know', () => {
    for (const record of result.records) expect(() => roundRecordSchema.strict().parse(record)).not.toThrow();
    expect(() => runSummarySchema.strict().parse(result.summary)).not.toThrow();
    const { policies, devices } = runSummarySchema.shape;
    for (const one of result.summary.policies) {
      expect(Object.keys(policies.parse([one])[0]!).sort()).toEqual(Object.keys(one).sort());
    }
    for (const one of result.summary.devices) {
      expect(Object.keys(devices.parse([one])[0]!).sort()).toEqual(Object.keys(one).sort());
    }
    expect(() => runTimingSchema.strict().parse(JSON.parse(files['timing.json'] as string))).not.toThrow();
  });

  it('needs every key of a record that may not be absent, and names the one that is missing', async () => {
    const [first, ...rest] = (files['rounds.ndjson'] as string).split('\n') as [string, ...string[]];
    const record = JSON.parse(first) as RoundRecord;
    for (const key of Object.keys(record).filter((one) => !['lost', 'prices', 'messageBits'].includes(one))) {
      const { [key as keyof RoundRecord]: _, ...without } = record;
      change('rounds.ndjson', () => [JSON.stringify(without), ...rest].join('\n'));
      await expect(readRunDirectory(directory)).rejects.toThrow(`rounds.ndjson line 1 ${key}: got nothing`);
    }
  });

  it.each<[string, (summary: RunSummary) => unknown]>([
    ['formatVersion: got 99', (summary) => ({ ...summary, formatVersion: 99 })],
    ['constants.smoothness: got 0', (s) => ({ ...s, constants: { ...s.constants, smoothness: 0 } })],
    ['policies: got', (s) => ({ ...s, policies: [s.policies[0], s.policies[0]] })],
    ['policies[0].accuracy: got 1.5', (s) => ({ ...s, policies: [{ ...s.policies[0], accuracy: 1.5 }] })],
    [
      'devices[1].share: got "x"',
      (s) => ({ ...s, devices: [s.devices[0], { ...s.devices[1], share: 'x' }] }),
    ],
    ['scenario.seed: got -1', (s) => ({ ...s, scenario: { ...s.scenario, seed: -1 } })],
    ['clairvoyant.certified: got 1', (s) => ({ ...s, clairvoyant: { ...s.clairvoyant, certified: 1 } })],
    ['summary.json: got [1]', () => [1]],
  ])('refuses a summary by the field that is wrong: %s', async (words, edit) => {
    changeSummary(edit as unknown as (summary: Record<string, unknown>) => unknown);
    await expect(readRunDirectory(directory)).rejects.toThrow(words);
  });

  it.each<[string, (lines: string[]) => string[]]>([
    ['rounds 0 to 3 of each policy', (lines) => lines.slice(1)],
    ['rounds 0 to 3 of each policy', (lines) => [...lines].reverse()],
    ['rounds 0 to 3 of each policy', (lines) => [lines[0]!, ...lines]],
    ['rounds.ndjson line 2', (lines) => [lines[0]!, '{', ...lines.slice(2)]],
    [
      'a policy of the run',
      (lines) => lines.map((line) => line.replace('"policy":"myopic"', '"policy":"mine"')),
    ],
  ])('refuses rounds that are not whole: %s', async (words, edit) => {
    change('rounds.ndjson', (text) => `${edit(text.trim().split('\n')).join('\n')}\n`);
    await expect(readRunDirectory(directory)).rejects.toThrow(words);
  });

  it('says which file is missing', async () => {
    rmSync(join(directory, 'rounds.ndjson'));
    await expect(readRunDirectory(directory)).rejects.toThrow(/rounds\.ndjson is missing/);
  });

  it('refuses constants along a run that are not numbers', async () => {
    change('trajectory-constants.json', (text) => text.replace(/"sampleSize": \d+/, '"sampleSize": "many"'));
    await expect(readRunDirectory(directory)).rejects.toThrow('curvature.sampleSize: got "many"');
  });
});
