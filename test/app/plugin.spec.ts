/** `--plugin` of run and sweep, from outside. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../docs/pages.js';
import { driftlora, temporaryDirectory, temporaryFile } from './command.js';

const SMALL = `
rounds: 3
learning:
  data: { kind: wordnet, classes: 3, rows: 90, heldOutRows: 24 }
  devices: 5
  batchSize: 4
  maxTokens: 8
  train: false
control:
  historyRounds: 4
policies: [half-when-low, best-channel]
`;
const scenario = temporaryFile('small.yaml', SMALL);
const example = join(ROOT, 'examples/policy-plugin.mjs');

describe('--plugin', () => {
  it('runs a policy beside the others, and keeps its digest', async () => {
    const out = join(temporaryDirectory(), 'run');
    const { code, stdout, stderr } = await driftlora(['run', scenario, '--out', out, '--plugin', example]);
    expect(stderr).not.toMatch(/defect/);
    expect(code).toBe(0);
    expect(stdout).toContain('half-when-low');
    const {
      scenario: kept,
      policies,
      clairvoyant,
    } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
    expect(kept.policies).toEqual(['half-when-low', 'best-channel']);
    expect(kept.plugins).toEqual([
      { policy: 'half-when-low', file: example, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(clairvoyant.certified).toBe(true);
    expect(policies[0].weightedPenalty).toBeGreaterThanOrEqual(clairvoyant.bound - 1e-9);
    expect((await driftlora(['report', out])).code).toBe(0);
  });

  it('sweeps it; another content of the file is another cell', async () => {
    const folder = temporaryDirectory();
    const plugin = join(folder, 'mine.mjs');
    const text = readFileSync(example, 'utf8').replaceAll('half-when-low', 'mine');
    writeFileSync(plugin, text);
    writeFileSync(join(folder, 'small.yaml'), SMALL.replace('half-when-low, ', ''));
    writeFileSync(
      join(folder, 'grid.yaml'),
      'name: grid\ndescription: two\nscenario: { from: small.yaml }\nvary:\n  radio.bandwidth: [5 MHz, 10 MHz]\n  seeds: 1\nmetrics: [averageDelayS]\n',
    );
    const sweep = () =>
      driftlora([
        'sweep',
        join(folder, 'grid.yaml'),
        '--out',
        join(folder, 'out'),
        '--workers',
        '1',
        '--plugin',
        plugin,
      ]);
    const first = await sweep();
    expect([first.code, first.stderr.includes('kept')]).toEqual([0, false]);
    expect(readFileSync(join(folder, 'out/results.csv'), 'utf8')).toContain('mine');
    expect((await sweep()).stderr).toContain('2 of 2 cells are kept');
    writeFileSync(plugin, `${text}// changed\n`);
    const changed = await sweep();
    expect(changed.code + changed.stderr).not.toContain('cells are kept');
  });

  it.each([
    ['a file that is not there', ['run', scenario, '--plugin', 'none.mjs'], 'none.mjs'],
    ['a solver', ['run', scenario, '--plugin', join(ROOT, 'examples/solver-plugin.mjs')], 'decide'],
    ['two of one name', ['run', scenario, '--plugin', example, example], 'another name'],
    ['a queue', ['sweep', 'tradeoff', '--plugin', example, '--queue', 'redis://localhost:1'], '--queue'],
  ])('refuses %s in one line', async (_, args, message) => {
    const { code, stderr } = await driftlora([...args, '--out', join(temporaryDirectory(), 'x')]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n').length).toBe(1);
  });

  it('names the plug-in and the round where it throws, and keeps no run', async () => {
    const bad = temporaryFile(
      'bad.mjs',
      'export default { name: "bad", title: "Bad", decide({ state }) { if (state.round > 0) throw new Error("tired"); } };',
    );
    const { code, stderr } = await driftlora([
      'run',
      temporaryFile('s.yaml', SMALL.replace('half-when-low, ', '')),
      '--policy',
      'best-channel',
      '--plugin',
      bad,
      '--out',
      join(temporaryDirectory(), 'x'),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('bad');
    expect(stderr).toContain('round 1: Error: tired');
  });
});
