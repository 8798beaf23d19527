/** `driftlora report` from outside: the page again from records, and figures as files. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    expect(names.filter((name) => name.endsWith('.svg'))).toHaveLength(11);
    for (const name of names) {
      const text = readFileSync(join(figures, name), 'utf8');
      expect(text).not.toMatch(/NaN|undefined|\[object/);
      if (name.endsWith('.svg')) expect(text).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    }
    const [head, ...rows] = readFileSync(join(figures, 'delay.csv'), 'utf8').trim().split('\n');
    expect(head).toBe('policy,round,elapsedS,averageDelayS,delayQueueS,gapBound');
    expect(rows).toHaveLength(2 * 6);
    const first = run.records.find(({ policy }) => policy === 'myopic')!;
    expect(rows[6]!.split(',').slice(0, 4)).toEqual(['myopic', '1', `${first.delayS}`, `${first.delayS}`]);
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
