/** A sweep that is killed loses no finished cell, and ends in the bytes of one that was not. */
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CommandResult,
  driftlora,
  startDriftlora,
  temporaryDirectory,
  temporaryFile,
} from '../command.js';
import { filesOf, finishedCells, TINY_CELLS, TINY_SWEEP, until } from './tiny-sweep.js';

const sweepFile = temporaryFile('tiny.yaml', TINY_SWEEP);
const whole = join(temporaryDirectory(), 'whole');
const sweep = (out: string, ...more: string[]) => driftlora(['sweep', sweepFile, '--out', out, ...more]);

describe('driftlora sweep', () => {
  let result: CommandResult;
  beforeAll(async () => {
    result = await sweep(whole, '--workers', '2');
  });

  it('prints a table, keeps every cell, and writes results, values and report', () => {
    expect(result.stderr).not.toMatch(/defect|WARN/);
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/^3 grid points, 2 seeds, 2 policies/);
    expect(result.stdout.match(/^ *(1|10|100) /gm)).toHaveLength(6);
    const files = filesOf(whole);
    const cells = Object.keys(files).filter((name) => name.startsWith('cells/'));
    expect(cells).toHaveLength(TINY_CELLS);
    expect(Object.keys(files).filter((name) => !cells.includes(name))).toEqual([
      '.driftlora.json',
      'means.csv',
      'report.html',
      'results.csv',
      'results.json',
      'sweep.json',
      'table.tex',
    ]);
    expect(files['report.html']).toContain('<svg');
    const { points, rounds } = JSON.parse(files['results.json']!);
    expect(rounds).toEqual({ total: 96, certified: 96 });
    expect(points[0].policies[1].differences.weightedPenalty.values).toHaveLength(2);
  });

  it('goes on after SIGKILL where it was, and ends in the same bytes', async () => {
    const out = join(temporaryDirectory(), 'killed');
    const child = startDriftlora(['sweep', sweepFile, '--out', out, '--workers', '1']);
    await until(() => finishedCells(out).length >= 2, 'two cells');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const finished = finishedCells(out).length;
    expect(finished).toBeGreaterThanOrEqual(2);
    expect(finished).toBeLessThan(TINY_CELLS);
    const rest = await sweep(out, '--workers', '2');
    expect(rest.code).toBe(0);
    expect(rest.stderr).toContain(`${finished} of ${TINY_CELLS} cells are kept.`);
    expect(rest.stdout).toBe(result.stdout);
    expect(filesOf(out)).toEqual(filesOf(whole));
  });

  it('does a damaged cell again, and nothing else', async () => {
    const before = filesOf(whole);
    const [cell] = finishedCells(whole);
    writeFileSync(join(whole, 'cells', cell!), before[`cells/${cell}`]!.slice(0, 500));
    rmSync(join(whole, 'report.html'));
    const again = await sweep(whole);
    expect(again.stderr).toContain(`5 of ${TINY_CELLS} cells are kept.`);
    expect(filesOf(whole)).toEqual(before);
  });

  it('computes only the new cells of a grid that has grown, and ends as a sweep of the grown grid does', async () => {
    const out = join(temporaryDirectory(), 'grown');
    const small = temporaryFile('small.yaml', TINY_SWEEP.replace('[1, 10, 100]', '[10]'));
    expect((await driftlora(['sweep', small, '--out', out])).code).toBe(0);
    const grown = await sweep(out);
    expect(grown.code).toBe(0);
    expect(grown.stderr).toContain(`2 of ${TINY_CELLS} cells are kept.`);
    expect(filesOf(out)).toEqual(filesOf(whole));
  });

  it('computes what two points have in common once', async () => {
    const twice = temporaryFile(
      'twice.yaml',
      TINY_SWEEP.replace('control.tradeOff: [1, 10, 100]', 'radio.bandwidth: [2 MHz, 2000 kHz]')
        .replace('seeds: 2', 'seeds: 1')
        .replace('x: control.tradeOff', 'x: radio.bandwidth')
        .replace('xScale: log', 'xScale: linear'),
    );
    const out = join(temporaryDirectory(), 'twice');
    const { code, stderr } = await driftlora(['sweep', twice, '--out', out]);
    expect(code).toBe(0);
    expect(stderr).toContain('1 of 1 cells, rounds: 9 of 9');
    expect(JSON.parse(filesOf(out)['results.json']!).points).toHaveLength(2);
  });

  it('takes other words for the same sweep, and refuses the directory of another or of somebody else', async () => {
    const before = filesOf(whole);
    const other = temporaryFile('other.yaml', TINY_SWEEP.replace('rounds: 8', 'rounds: 3'));
    const refused = await driftlora(['sweep', other, '--out', whole]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^driftlora: --out: got .* accepted is a new directory, .*holds "tiny"/);
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
    expect(filesOf(whole)).toEqual(before);

    const somebody = join(temporaryDirectory(), 'thesis');
    mkdirSync(somebody);
    writeFileSync(join(somebody, 'thesis.txt'), 'years of work');
    expect((await sweep(somebody)).code).toBe(2);
    expect(filesOf(somebody)).toEqual({ 'thesis.txt': 'years of work' });

    const renamed = temporaryFile('renamed.yaml', TINY_SWEEP.replace('name: tiny', 'name: small'));
    const taken = await driftlora(['sweep', renamed, '--out', whole]);
    expect(taken.stderr).toContain(`${TINY_CELLS} of ${TINY_CELLS} cells are kept.`);
    expect(filesOf(whole)['report.html']).toContain('small');
  });

  it('says in one line what is wrong in the file, and exits with 2', async () => {
    const wrong = temporaryFile('wrong.yaml', TINY_SWEEP.replace('100]', '-1]'));
    const { code, stderr } = await driftlora(['sweep', wrong, '--out', join(temporaryDirectory(), 'none')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /wrong\.yaml:16: control\.tradeOff: got -1, accepted is "auto" or a number above 0\n$/,
    );
  });
});
