/** `driftlora explain` as a user meets it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOf } from '../docs/pages.js';
import { driftlora, temporaryDirectory, temporaryFile } from './command.js';

/** The example of docs/solvers.md. */
const [, EXAMPLE] = /```json\n(\{ "bandwidthHz": 1e6[\s\S]*?)```/.exec(textOf('docs/solvers.md'))!;
const three = temporaryFile('three.json', EXAMPLE!);
const late = { ...JSON.parse(EXAMPLE!), deadlineS: 0.3, minScheduled: 3, id: 'late' };

describe('driftlora explain', () => {
  it('prints what docs/explain.md says it prints, within 80 columns', async () => {
    const { code, stdout, stderr } = await driftlora(['explain', three, '--best', '4']);
    expect([code, stderr]).toEqual([0, '']);
    const [, shown] = /```text\n(3 devices[\s\S]*?)```/.exec(textOf('docs/explain.md'))!;
    for (const line of shown!.trim().split('\n')) expect(stdout).toContain(line);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('writes proofs that certify accepts, and never over a file', async () => {
    const proofs = join(temporaryDirectory(), 'proofs.ndjson');
    const { code, stdout } = await driftlora([
      'explain',
      three,
      '--json',
      '--device',
      'far',
      '--proofs',
      proofs,
    ]);
    expect(code).toBe(0);
    const explanation = JSON.parse(stdout) as {
      devices: { id: string; flips: { share: { status: string } } }[];
    };
    expect(explanation.devices.map(({ flips }) => flips.share.status)).toEqual(['open', 'open', 'flips']);
    expect(readFileSync(proofs, 'utf8').trim().split('\n').length).toBeGreaterThan(8);
    const verdicts = await driftlora(['certify', proofs]);
    expect([verdicts.code, verdicts.stdout.includes('false')]).toEqual([0, false]);
    for (const path of ['~', '~/proofs.ndjson', '', ' ']) {
      const { code, stdout, stderr } = await driftlora(['explain', three, '--proofs', path]);
      expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(/^driftlora: --proofs: got "/)]);
    }
    const again = await driftlora(['explain', three, '--proofs', proofs]);
    expect([again.code, again.stderr.includes('does not exist yet')]).toEqual([2, true]);
  });

  it('explains a schedule that is given, and how far it is from the best', async () => {
    const given = temporaryFile('given.json', '{ "scheduled": ["near"], "bandwidthHz": { "near": 1e6 } }');
    const { code, stdout } = await driftlora(['explain', three, given, '--device', 'near']);
    expect(code).toBe(0);
    expect(stdout).toContain('It is not the best: 0.348 less is possible (0.6452)');
    expect(stdout).toContain('far is out');
  });

  it('says what must give where nothing is feasible', async () => {
    const { code, stdout } = await driftlora(['explain', temporaryFile('late.json', JSON.stringify(late))]);
    expect(code).toBe(3);
    expect(stdout).toContain('minScheduled down from 3 to');
    expect(stdout).toContain('the deadline up from 0.3 s to 0.4952 s');
    const json = await driftlora(['explain', temporaryFile('late.json', JSON.stringify(late)), '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ id: 'late', status: 'infeasible', complete: true });
  });

  it.each([
    ['a problem that is none', ['{ "bandwidthHz": 0 }'], 2, 'devices'],
    ['a problem that is no JSON', ['{'], 2, 'problem.json'],
    [
      'a solution that is false',
      [EXAMPLE!, '{ "scheduled": ["near"], "bandwidthHz": { "near": 2e6 } }'],
      1,
      'refuses',
    ],
    [
      'a solution of nobody known',
      [EXAMPLE!, '{ "scheduled": ["x"], "bandwidthHz": { "x": 1 } }'],
      1,
      'refuses',
    ],
    ['a solution that is none', [EXAMPLE!, '{ "status": "optimal" }'], 2, 'certificate'],
  ])('refuses %s in one line', async (_, [problem, solution], code, named) => {
    const files = [temporaryFile('problem.json', problem!)];
    if (solution !== undefined) files.push(temporaryFile('solution.json', solution));
    const run = await driftlora(['explain', ...files]);
    expect([run.code, run.stdout]).toEqual([code, '']);
    expect(run.stderr).toContain(named);
    expect(run.stderr.trim().split('\n').length).toBe(1);
  });

  it.each([
    ['--device', 'nobody'],
    ['--best', '0'],
    ['--time-limit', '3'],
  ])('refuses %s %s', async (flag, value) => {
    const run = await driftlora(['explain', three, flag, value]);
    expect(run.code).toBe(2);
    expect(run.stderr.trim().split('\n').length).toBe(1);
  });

  it('ends with exit code 4 and what it has where the time is up', async () => {
    const devices = Array.from({ length: 30 }, (_, k) => ({
      ...{
        id: `d${k}`,
        share: 1 / 30,
        snrHz: 1e7 * (1 + ((7 * k) % 30)),
        uplinkBits: 4e5 + 1e4 * ((11 * k) % 30),
      },
      ...{ fixedDelayS: 0.1, transmitPowerW: 0.2, fixedEnergyJ: 0.001, energyPrice: 0.1 * (k % 5) },
    }));
    const large = temporaryFile(
      'large.json',
      JSON.stringify({ ...JSON.parse(EXAMPLE!), bandwidthHz: 5e6, devices }),
    );
    const { code, stdout } = await driftlora(['explain', large, '--time-limit', '100ms']);
    expect(code).toBe(4);
    expect(stdout).toMatch(/time limit|Nothing is known/);
    expect(existsSync(large)).toBe(true);
  });
});
