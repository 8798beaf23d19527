/** A round that the checker refused is kept, said, and ends the command with 1: of a lying solver, and of kept cells. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type CellResult, cellText } from '../../src/sweep/cells/run-cell.js';
import { LONG } from '../long.js';
import { built, driftlora, temporaryDirectory, temporaryFile } from './command.js';
import { finishedCells, TINY_SWEEP } from './sweep/tiny-sweep.js';

const ROUNDS = 8;

/** A run whose `exact` is bent before anything is solved: what is loaded first is loaded first in its threads, too. */
function runLying(bend: string, args: readonly string[]) {
  const liar = temporaryFile(
    'liar.mjs',
    `import { exact } from ${JSON.stringify(built('solvers/exact.js').href)};
const { solve } = exact;
const bend = ${bend};
exact.solve = (problem, options) => bend(solve(problem, options));`,
  );
  const cli = fileURLToPath(built('app/cli.js'));
  const run = spawnSync(process.execPath, ['--import', pathToFileURL(liar).href, cli, ...args], {
    encoding: 'utf8',
  });
  return { code: run.status, stderr: run.stderr };
}

const HONEST = '(truth) => truth';
const BETTER =
  "(truth) => ('objective' in truth ? { ...truth, objective: truth.objective - 1, bound: truth.bound - 1 } : truth)";

describe('driftlora run with a solver that lies', () => {
  const { scenario } = parse(TINY_SWEEP);
  const file = temporaryFile('s.yaml', JSON.stringify({ ...scenario, policies: ['myopic'] }));
  const run = (bend: string, out: string) => runLying(bend, ['run', file, '--out', out, '--workers', '1']);
  const recordsIn = (out: string) =>
    readFileSync(join(out, 'rounds.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it.runIf(LONG)('ends with 0 as long as it does not', () => {
    const out = join(temporaryDirectory(), 'honest');
    expect(run(HONEST, out).code).toBe(0);
  });

  it('keeps the run, counts its refused rounds, and ends with 1', () => {
    const out = join(temporaryDirectory(), 'lies');
    const { code, stderr } = run(BETTER, out);
    const refused = recordsIn(out).filter(({ certificate }) => !certificate.valid);
    expect(refused).toHaveLength(ROUNDS);
    for (const { certificate } of refused) expect(certificate.reasons.join()).toMatch(/objective/);
    expect(stderr).toContain(`${ROUNDS} of ${ROUNDS} rounds were refused by the checker.`);
    expect(code).toBe(1);
  });
});

describe('driftlora sweep with a refused round in a kept cell', () => {
  it('counts it, and ends with 1', async () => {
    const one = TINY_SWEEP.replace('[1, 10, 100]', '[10]').replace('seeds: 2', 'seeds: 1');
    const sweep = temporaryFile('one.yaml', one);
    const out = join(temporaryDirectory(), 'sweep');
    expect((await driftlora(['sweep', sweep, '--out', out, '--workers', '1'])).code).toBe(0);
    const path = join(out, 'cells', finishedCells(out)[0]!);
    const { digest: _, ...cell }: CellResult & { digest: string } = JSON.parse(readFileSync(path, 'utf8'));
    const policies = cell.policies.map(({ summary, series }, i) => ({
      summary: { ...summary, certifiedRounds: ROUNDS - i },
      series,
    }));
    writeFileSync(path, cellText({ ...cell, policies }));
    const { code, stderr } = await driftlora(['sweep', sweep, '--out', out, '--workers', '1']);
    expect(stderr).toContain('1 of 1 cells are kept.');
    expect(stderr).toContain(`1 of ${2 * ROUNDS} rounds were refused by the checker.`);
    expect(code).toBe(1);
  });
});
