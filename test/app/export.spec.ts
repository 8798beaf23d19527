/** `driftlora export` from outside: what a run trained leaves it, scores the same elsewhere, and nothing of the user's is lost. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../src/record/records.js';
import { createSplitTask, readAdapter } from '../../src/training/index.js';
import { writeCheckpoint } from '../training/encoder/tiny-checkpoint.js';
import { driftlora, temporaryDirectory } from './command.js';

const folder = temporaryDirectory();
const out = join(folder, 'run');

beforeAll(async () => {
  const rows = Array.from({ length: 24 }, (_, i) =>
    i % 2 ? 'the bank lends,money' : 'a riverbed pond,water',
  );
  writeFileSync(join(folder, 'texts.csv'), `text,label\n${rows.join('\n')}\n`);
  const model = writeCheckpoint(join(folder, 'encoder'));
  writeFileSync(
    join(folder, 's.yaml'),
    `rounds: 4
learning:
  model: { kind: safetensors, path: ${model} }
  data: { kind: file, path: ${join(folder, 'texts.csv')}, heldOutShare: 0.25 }
  devices: 2
  batchSize: 4
  maxTokens: 8
  servedModel: { average: 0.5 }
control: { historyRounds: 2, baselineDevices: 1, clairvoyantBound: false }
policies: [myopic, random]
`,
  );
  const { code, stderr } = await driftlora(['run', join(folder, 's.yaml'), '--out', out, '--workers', '1']);
  expect([code, stderr.includes('defect')]).toEqual([0, false]);
});

const exported = (...args: string[]) => driftlora(['export', out, ...args]);

describe('driftlora export', () => {
  it('writes an adapter that scores on the held-out rows what the summary says of its policy', async () => {
    const target = join(folder, 'adapter');
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as RunSummary;
    const { learning } = summary.scenario;
    const task = await createSplitTask(learning.task);
    for (const policy of ['myopic', 'random']) {
      const { code, stdout } = await exported('--policy', policy, '--out', target);
      expect(code).toBe(0);
      expect(stdout.trim().split('\n')).toHaveLength(4);
      const adapter = await readAdapter(target);
      const vector = adapter.vector(task.layout, learning.task.lora);
      const score = task.evaluate(vector, task.heldOut);
      const said = summary.policies.find((one) => one.policy === policy)!;
      expect(score.loss).toBeCloseTo(said.heldOutLoss as number, 12);
      expect(score.loss).not.toBeCloseTo(summary.model.initial!.loss!, 4);
    }
    const config = JSON.parse(readFileSync(join(target, 'adapter_config.json'), 'utf8'));
    expect(config).toMatchObject({ peft_type: 'LORA', r: 8, lora_alpha: 16 });
    expect(config.base_model_name_or_path).toBe(join(folder, 'encoder'));
  });

  it('asks whose model where there are several, and refuses what is no run or kept no model', async () => {
    expect(await exported()).toMatchObject({ code: 2, stdout: '' });
    expect((await exported()).stderr).toMatch(/--policy.*myopic, random/);
    expect((await exported('--policy', 'nobody')).stderr).toMatch(/^driftlora: --policy: got "nobody"/);
    expect((await driftlora(['export', folder])).stderr).toMatch(/^driftlora: RUN_DIR: /);
    rmSync(join(out, 'adapters.safetensors'));
    const { code, stderr } = await exported('--policy', 'random');
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toMatch(/adapters\.safetensors cannot be read/);
  });

  it("keeps its hands off a folder of the user's", async () => {
    const precious = join(folder, 'precious');
    mkdirSync(precious);
    writeFileSync(join(precious, 'head.safetensors'), 'mine');
    const { code, stderr } = await exported('--policy', 'myopic', '--out', precious);
    expect([code, stderr.includes('defect')]).toEqual([2, false]);
    expect(readdirSync(precious)).toEqual(['head.safetensors']);
    expect(readFileSync(join(precious, 'head.safetensors'), 'utf8')).toBe('mine');
  });
});
