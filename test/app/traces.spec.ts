/** `driftlora run` on measured channels, with recordings of our own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RoundRecord, RunSummary } from '../../src/record/records.js';
import { recordingOf, syntheticRows } from '../system/traces/recording.js';
import { driftlora, temporaryDirectory, temporaryFile } from './command.js';
import { TINY_MODEL, TINY_TEXTS } from './sweep/tiny-sweep.js';

const SMALL = `
name: small-traces
rounds: 4
learning:
  model: { kind: safetensors, path: ${TINY_MODEL} }
  data: { kind: file, path: ${TINY_TEXTS}, heldOutShare: 0.25 }
  devices: 4
  batchSize: 1
  maxTokens: 3
  lora: { rank: 1, targets: [qkv] }
radio:
  channel: { kind: traces, start: 16 s }
devices: { dropOut: 0.3 }
control: { historyRounds: 8, baselineDevices: 2 }
policies: [static, random]
`;

/** Three recordings: a sound one, one without SNR for two rounds of the run, one that ends before the run. */
function recordings(): string {
  const folder = temporaryDirectory();
  const files = {
    'a.csv': syntheticRows(1, 60),
    'b.csv': syntheticRows(2, 60, [17, 21]),
    'c.csv': syntheticRows(3, 10),
  };
  for (const [name, rows] of Object.entries(files)) writeFileSync(join(folder, name), recordingOf(rows));
  return folder;
}

const scenario = temporaryFile('small.yaml', SMALL);
const outIn = () => join(temporaryDirectory(), 'run');

describe('driftlora run --traces', () => {
  it('runs on what was measured: who has no channel is not scheduled, and the report says so', async () => {
    const out = outIn();
    const { code, stderr } = await driftlora([
      'run',
      scenario,
      '--traces',
      recordings(),
      '--out',
      out,
      '--workers',
      '2',
    ]);
    expect(stderr).not.toMatch(/defect|Error/);
    expect(code).toBe(0);
    const summary: RunSummary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
    // Rounds at 16, 18, 20 and 22 s; d3 has the next part of a.csv, from 40 s on.
    expect(summary.devices.map(({ presentRounds }) => presentRounds)).toEqual([4, 2, 0, 4]);
    expect(summary.devices[2]).toMatchObject({ meanSnrHz: null });
    const lines = readFileSync(join(out, 'rounds.ndjson'), 'utf8').trim().split('\n');
    const records: RoundRecord[] = lines.map((line) => JSON.parse(line));
    const idsOf = (round: number) =>
      records.filter((one) => one.round === round).flatMap((one) => one.scheduled);
    expect([...idsOf(1), ...idsOf(2)]).not.toContain('d1');
    expect(records.flatMap(({ scheduled }) => scheduled)).not.toContain('d2');
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    expect(report).toContain('have measured channels');
    expect(report).toContain('A device could be scheduled in 62.5 % of the rounds.');
    expect(report).toContain('Participation and channel');
    expect(report).not.toMatch(/NaN|undefined/);
  });

  it.each([
    [
      'without the folder',
      [scenario],
      /^driftlora: radio\.channel\.folder: got "traces", accepted is a folder/,
    ],
    ['with a folder that has none', [scenario, '--traces', '.'], /a folder with at least one \.csv file/],
    [
      'for a scenario without traces',
      ['--traces', '.'],
      /^driftlora: traces: got "\.", accepted is a scenario/,
    ],
  ])('%s is one line and exit code 2', async (_, args, message) => {
    const { code, stderr, stdout } = await driftlora(['run', ...args, '--out', outIn()]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim()).not.toContain('\n');
  });

  it('names file, line and column of what it cannot read', async () => {
    const folder = temporaryDirectory();
    writeFileSync(
      join(folder, 'a.csv'),
      'Timestamp,SNR,RSRP\n2020.01.01_00.00.00,1,-90\n2020.01.01_00.00.01,x,-90\n',
    );
    const { code, stderr } = await driftlora(['run', scenario, '--traces', folder, '--out', outIn()]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^driftlora: a\.csv:3, SNR: got "x", accepted is a number from -50 to 60/);
  });

  it('is infeasible, exit code 3, where nobody ever has a channel', async () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, 'a.csv'), recordingOf(syntheticRows(4, 60, [0, 60])));
    const { code, stderr } = await driftlora(['run', scenario, '--traces', folder, '--out', outIn()]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/rounds: no device can be scheduled in any round/);
  });
});
