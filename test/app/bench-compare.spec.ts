/** `driftlora bench` and `driftlora compare` from outside. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { driftlora, temporaryDirectory, temporaryFile } from './command.js';
import { TINY_MODEL, TINY_TEXTS } from './sweep/tiny-sweep.js';

const DEVICE = { share: 0.3, uplinkBits: 1e6, fixedDelayS: 0.1, transmitPowerW: 0.2, fixedEnergyJ: 0.01 };
const PROBLEM = {
  bandwidthHz: 5e6,
  penaltyWeight: 1,
  penalty: { kind: 'linear' },
  delayPrice: 0.3,
  delayKind: 'mean',
  devices: [
    { ...DEVICE, id: 'near', snrHz: 1e8 },
    { ...DEVICE, id: 'far', snrHz: 3e6 },
  ],
};

/** A solver of a user's: schedules nobody and claims that this is optimal, without evidence. */
const LIAR = `export default {
  name: 'liar', title: 'claims without evidence',
  capabilities: { penalties: ['linear', 'quadratic', 'inverse', 'count'], delayKinds: ['synchronous', 'mean'],
    countLimits: true, deadline: true, maxDevices: Infinity, provesOptimality: true },
  solve: () => ({ status: 'optimal', objective: 0, bound: 0, gap: 0, scheduled: [], bandwidthHz: {}, delayS: 0,
    energyJ: {}, stats: { solver: 'liar', nodes: 0, allocations: 0 } }),
};`;

describe('driftlora bench', () => {
  it('compares solvers on random families, and keeps table, rows and profile', async () => {
    const out = join(temporaryDirectory(), 'bench');
    const result = await driftlora([
      'bench',
      '--sizes',
      '8',
      '--seeds',
      '1',
      '--solver',
      'exact',
      'enumeration',
      '--out',
      out,
    ]);
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/\| exact \| 100\.0 % \| 100\.0 %/);
    expect(readdirSync(out).sort()).toEqual(['.driftlora.json', 'bench.json', 'profile.svg', 'table.md']);
    expect(readFileSync(join(out, 'profile.svg'), 'utf8')).toContain('<svg');
  });

  it("judges a plug-in solver on a user's own problems by the checker, not by its word", async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'mine.json'), JSON.stringify(PROBLEM));
    const plugin = temporaryFile('liar.mjs', LIAR);
    const result = await driftlora([
      'bench',
      '--instances',
      directory,
      '--solver',
      'exact',
      '--plugin',
      plugin,
    ]);
    expect(result.stdout).toMatch(/\| exact \| 100\.0 %/);
    expect(result.stdout).toMatch(/\| liar \| 0\.0 % .*\| 1 \|/);
    expect(result.code).toBe(1);
  });

  it.each<[string, string[], RegExp]>([
    ['a solver that is not there', ['--solver', 'exakt'], /exakt.*exact/],
    ['a directory without problems', ['--instances', temporaryDirectory()], /--instances.*round problems/],
    ['a plug-in that is not there', ['--plugin', '/nowhere.mjs'], /--plugin.*nowhere/],
    ['a size that is no number', ['--sizes', 'many'], /sizes.*whole number/],
  ])('refuses %s in one line', async (_what, args, pattern) => {
    const result = await driftlora(['bench', ...args]);
    expect(result.stderr).toMatch(pattern);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(result.code).toBe(2);
  });
});

describe('driftlora compare', () => {
  it('shows methods with their costs, and whether they differ', async () => {
    const scenario = temporaryFile(
      's.yaml',
      `learning:\n  model: { kind: safetensors, path: ${TINY_MODEL} }\n  data: { kind: file, path: ${TINY_TEXTS}, heldOutShare: 0.25 }\n` +
        '  devices: 3\n  batchSize: 1\n  maxTokens: 3\n  lora: { rank: 1, targets: [qkv] }\ncontrol: { baselineDevices: 2 }\n',
    );
    const out = join(temporaryDirectory(), 'compare');
    const methods = ['split-federated-lora', 'split-federated-full', 'head-only'];
    const result = await driftlora([
      'compare',
      scenario,
      '--rounds',
      '1',
      '--seeds',
      '2',
      '--method',
      ...methods,
      '--out',
      out,
    ]);
    expect(result.code).toBe(0);
    for (const method of methods) expect(result.stdout).toContain(method);
    const page = readFileSync(join(out, 'compare.html'), 'utf8');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    const { summaries } = JSON.parse(readFileSync(join(out, 'compare.json'), 'utf8'));
    expect(summaries[1].trainedParameters).toBeGreaterThan(10 * summaries[0].trainedParameters);
    expect(summaries[2].serverFlop).toBeLessThan(summaries[0].serverFlop);
  });

  it('refuses a method that does not exist', async () => {
    const result = await driftlora(['compare', '--method', 'magic']);
    expect(result.stderr).toMatch(/--method.*magic.*split-federated-lora/);
    expect(result.code).toBe(2);
  });
});
