/** `driftlora report` from outside: the page again from records, and figures as files. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT, exitCodeOfRounds } from '../../src/app/exit.js';
import { renderReport } from '../../src/report/index.js';
import { syntheticRun } from '../report/synthetic-run.js';
import { driftlora, temporaryDirectory } from './command.js';

const run = syntheticRun({ rounds: 6, devices: 5, policies: ['drift-plus-penalty', 'myopic'], priced: true });

function runDirectory(records = run.records): string {
  const directory = join(temporaryDirectory(), 'run');
  mkdirSync(directory);
  writeFileSync(join(directory, 'summary.json'), JSON.stringify(run.summary));
  writeFileSync(
    join(directory, 'rounds.ndjson'),
    records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  );
  return directory;
}

describe('driftlora report', () => {
  it('writes the page that the run wrote, prints its table, and figures with their numbers', async () => {
    const directory = runDirectory();
    const figures = join(temporaryDirectory(), 'figures');
    const { code, stdout, stderr } = await driftlora(['report', directory, '--figures', figures]);
    expect(stderr).not.toMatch(/defect/);
    expect(code).toBe(0);
    expect(stdout).toContain('drift-plus-penalty');
    expect(readFileSync(join(directory, 'report.html'), 'utf8')).toBe(
      await renderReport(run.summary, run.records),
    );
    const names = readdirSync(figures).filter((name) => !name.startsWith('.'));
    expect(names.filter((name) => name.endsWith('.svg'))).toHaveLength(15);
    for (const name of names) {
      const text = readFileSync(join(figures, name), 'utf8');
      expect(text).not.toMatch(/NaN|undefined|\[object/);
      if (name.endsWith('.svg')) expect(text).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    }
    const table = readFileSync(join(directory, 'table.tex'), 'utf8');
    expect(table).toContain('\\begin{tabular}');
    const [head, ...rows] = readFileSync(join(figures, 'delay.csv'), 'utf8').trim().split('\n');
    expect(head).toBe('policy,round,elapsedS,averageDelayS,delayQueueS,gapBound');
    expect(rows).toHaveLength(2 * 6);
    const first = run.records.find(({ policy }) => policy === 'myopic')!;
    expect(rows[6]!.split(',').slice(0, 4)).toEqual(['myopic', '1', `${first.delayS}`, `${first.delayS}`]);
  });

  it('shows the study that a run kept, and refuses one that is none, before anything is written', async () => {
    const directory = runDirectory();
    const study = join(directory, 'study.json');
    const shipped = new URL('../../scenarios/studies/by-distance.json', import.meta.url);
    writeFileSync(study, readFileSync(shipped));
    const { code, stdout } = await driftlora(['report', directory]);
    expect(code).toBe(0);
    expect(stdout).toContain('Over 10 seeds, balanced is ahead of');
    expect(existsSync(join(directory, 'figures', 'study.svg'))).toBe(true);
    const bad = runDirectory();
    writeFileSync(join(bad, 'study.json'), '{"formatVersion": 1, "title": 7}');
    const refused = await driftlora(['report', bad]);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/^driftlora: .*study\.json title: got 7/),
    ]);
    expect(existsSync(join(bad, 'report.html'))).toBe(false);
  });

  it('keeps the figures beside the page, and a folder of figures that is not its own as it is', async () => {
    const directory = runDirectory();
    expect((await driftlora(['report', directory])).code).toBe(0);
    expect(existsSync(join(directory, 'figures', 'allocation.svg'))).toBe(true);
    expect((await driftlora(['report', directory])).code).toBe(0);
    const theirs = runDirectory();
    mkdirSync(join(theirs, 'figures'));
    writeFileSync(join(theirs, 'figures', 'energy.svg'), 'mine');
    const { code, stderr } = await driftlora(['report', theirs]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^driftlora: RUN_DIR: got ".*figures"/)]);
    expect(readdirSync(join(theirs, 'figures'))).toEqual(['energy.svg']);
    expect(existsSync(join(theirs, 'report.html'))).toBe(false);
  });

  it('shows how long each round took to decide where it is asked to', async () => {
    const directory = runDirectory();
    const timing = {
      startedAt: '2026-01-01T00:00:00.000Z',
      ...{ elapsedS: 1, workers: 1, setupS: 0.1, decideS: { 'decide myopic': 0.06 } },
      roundDecideS: { myopic: [0.01, 0.01, 0.01, 0.02, 0.005, 0.005] },
    };
    writeFileSync(join(directory, 'timing.json'), JSON.stringify(timing));
    const page = async (...options: string[]) => {
      expect((await driftlora(['report', directory, ...options])).code).toBe(0);
      return readFileSync(join(directory, 'report.html'), 'utf8');
    };
    expect(await page()).not.toContain('Time to decide');
    expect(await page('--timing')).toContain('round 4 of myopic, took 20 ms');
    expect(existsSync(join(directory, 'figures', 'solve-time.csv'))).toBe(true);
  });

  it('compares two runs: a page in the first one, a table, figures where asked, and nothing else changed', async () => {
    const [first, second] = [
      runDirectory(),
      runDirectory(run.records.map((r) => ({ ...r, delayQueueS: 0 }))),
    ];
    const figures = join(temporaryDirectory(), 'pair');
    const { code, stdout } = await driftlora(['report', first, second, '--figures', figures]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/played the same seed,\s+devices, data and channels/);
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
    expect(readFileSync(join(first, 'comparison.html'), 'utf8')).toContain('<svg');
    expect(readdirSync(second).sort()).toEqual(['rounds.ndjson', 'summary.json']);
    expect(existsSync(join(first, 'report.html'))).toBe(false);
    expect(readdirSync(figures)).toContain('pair-delay.svg');
    const odd = await driftlora(['report', first, second, '--timing']);
    expect([odd.code, odd.stderr]).toEqual([2, expect.stringMatching(/^driftlora: --timing: /)]);
    expect((await driftlora(['report', first, join(second, 'none')])).code).toBe(2);
  });

  it('writes the interactive page where asked, and refuses problems that are not those of the run', async () => {
    const directory = runDirectory();
    const page = join(directory, 'interactive.html');
    expect((await driftlora(['report', directory])).code).toBe(0);
    expect(existsSync(page)).toBe(false);
    expect((await driftlora(['report', directory, '--interactive'])).code).toBe(0);
    expect(readFileSync(page, 'utf8')).toContain('0 of 0 posed problems');
    writeFileSync(join(directory, 'problems.ndjson'), '{}\n'.repeat(run.records.length));
    const refused = await driftlora(['report', directory, '--interactive']);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/problems\.ndjson line 1/)]);
  });

  it('ends with 1 where a round was refused, and with 2 where there is no run', async () => {
    const refused = run.records.map((record, i) =>
      i === 3 ? { ...record, certificate: { valid: false, reasons: ['no'] } } : record,
    );
    expect((await driftlora(['report', runDirectory(refused)])).code).toBe(1);
    const gone = runDirectory();
    rmSync(join(gone, 'rounds.ndjson'));
    expect(await driftlora(['report', gone])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('the exit code of rounds that were kept', () => {
  it.each([
    [0, false, EXIT.done],
    [0, true, EXIT.stopped],
    [1, false, EXIT.checkFailed],
    [2, true, EXIT.checkFailed],
  ])('with %i refused and stopped %s is %i', (refused, stopped, code) => {
    expect(exitCodeOfRounds({ refused, stopped })).toBe(code);
  });
});
