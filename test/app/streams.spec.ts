/** Streams of problems and solutions: one answer a line, whatever is in it, with its place and the caller's names. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { benchInstances } from '../../src/bench/families.js';
import { type CommandResult, driftlora, temporaryFile } from './command.js';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const DEVICE = {
  share: 0.3,
  snrHz: 3e8,
  uplinkBits: 1.2e6,
  fixedDelayS: 0.12,
  transmitPowerW: 0.2,
  fixedEnergyJ: 0.003,
  energyPrice: 0.7,
};
const PROBLEM = {
  bandwidthHz: 20e6,
  deadlineS: 2,
  penaltyWeight: 50,
  penalty: { kind: 'quadratic' },
  delayPrice: 0.5,
  delayKind: 'synchronous',
  devices: [
    { ...DEVICE, id: 'a' },
    { ...DEVICE, id: 'b', snrHz: 4e7 },
  ],
};
const INFEASIBLE = { ...PROBLEM, deadlineS: 0.1, minScheduled: 1 };
const problem = JSON.stringify(PROBLEM);

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
const linesOf = ({ stdout }: Pick<CommandResult, 'stdout'>) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const one = (value: string, name = 'one.json') => temporaryFile(name, value);

let solution: string;
beforeAll(async () => {
  solution = (await driftlora(['solve', '-'], problem)).stdout.trim();
});

/** Lines that are no solution, and what is said of each. */
const BAD_LINES: readonly [string, () => string, RegExp][] = [
  ['no JSON', () => '{"status": ', /valid JSON/],
  ['null', () => 'null', /null.*an object/],
  ['a list', () => '[]', /\[\].*an object/],
  ['a text', () => '"optimal"', /optimal.*an object/],
  ['a number beyond all', () => '1e999', /an object/],
  ['an empty object', () => '{}', /status|scheduled/],
  ['an unknown status', () => '{"status":"great"}', /status.*great/],
  ['deep nesting', () => '['.repeat(200_000), /at most 1000 levels/],
  ['a key that stands twice', () => solution.replace('{', '{"status":"optimal",'), /"status".*each key once/],
  ['an unknown key in the certificate', () => solution.replace('"certificate":{', '$&"extra":1,'), /extra/],
  ['a number that is a text', () => solution.replace(/"objective":[\d.e-]+/, '"objective":"1"'), /objective/],
  ['an infinite number', () => solution.replace(/"objective":[\d.e-]+/, '"objective":1e999'), /objective/],
];

describe('driftlora certify on streams', () => {
  it('gives one verdict a line, whatever is in it, with file and line in its reasons', async () => {
    const solutions = [solution, ...BAD_LINES.map(([, line]) => line()), `\ufeff${solution}`];
    const problems = temporaryFile('p.jsonl', text(solutions.map(() => problem)));
    const claimed = temporaryFile('s.ndjson', text(solutions));
    const result = await driftlora(['certify', problems, claimed]);
    const verdicts = linesOf(result);
    expect(verdicts).toHaveLength(solutions.length);
    expect([verdicts[0], verdicts.at(-1)]).toEqual([
      { valid: true, reasons: [] },
      { valid: true, reasons: [] },
    ]);
    BAD_LINES.forEach(([what, , words], i) => {
      const { valid, reasons } = verdicts[i + 1];
      expect(valid, what).toBe(false);
      expect(reasons, what).toHaveLength(1);
      expect(reasons[0], what).toMatch(words);
      expect(reasons[0], what).toContain(`${claimed} line ${i + 2}`);
    });
    expect(result.stderr).toBe(
      `driftlora: 0 line(s) refused by the checker, ${BAD_LINES.length} that could not be judged; see their "reasons"\n`,
    );
    expect(result.code).toBe(2);
  });

  it('judges what `driftlora solve` writes for all kinds of lines, and gives the names back', async () => {
    const problems = [
      { id: 'first', tag: 7, ...PROBLEM },
      { id: 'bad', ...PROBLEM, bandwidthHz: -1 },
      { ...INFEASIBLE, tag: 'none' },
    ].map((value) => JSON.stringify(value));
    problems.push('no json', problem);
    const file = temporaryFile('p.ndjson', text(problems));
    const solved = await driftlora(['solve', '-'], text(problems));
    expect(solved.code).toBe(2);
    const answers = linesOf(solved);
    expect(answers.map(({ id, tag, status }) => [id, tag, status])).toEqual([
      ['first', 7, 'optimal'],
      ['bad', undefined, 'invalid'],
      [undefined, 'none', 'infeasible'],
      [undefined, undefined, 'invalid'],
      [undefined, undefined, 'optimal'],
    ]);
    expect(answers[1].error).toMatchObject({ field: 'bandwidthHz', where: 'standard input line 2' });
    const judged = await driftlora(['certify', file, '-'], solved.stdout);
    const verdicts = linesOf(judged);
    expect(verdicts.map(({ id, tag, valid }) => [id, tag, valid])).toEqual([
      ['first', 7, true],
      ['bad', undefined, false],
      [undefined, 'none', true],
      [undefined, undefined, false],
      [undefined, undefined, true],
    ]);
    expect(verdicts[1]).toMatchObject({ status: 'invalid', error: { field: 'bandwidthHz' } });
    expect(verdicts[1].reasons[0]).toMatch(/^standard input line 2: .*bandwidthHz/);
    expect(judged.code).toBe(2);
  });

  it('says which side has fewer lines, and goes on to the end of the other', async () => {
    const two = temporaryFile('p.ndjson', text([problem, problem]));
    const three = temporaryFile('s.ndjson', text([solution, solution, solution]));
    for (const [a, b, where] of [
      [two, three, `${three} line 3: .*a problem in ${two}`],
      [temporaryFile('p.ndjson', text([problem, problem, problem])), two, 'a solution in'],
    ] as const) {
      const result = await driftlora([
        'certify',
        a,
        b === two ? temporaryFile('s.ndjson', text([solution, solution])) : b,
      ]);
      const verdicts = linesOf(result);
      expect(verdicts.map(({ valid }) => valid)).toEqual([true, true, false]);
      expect(verdicts[2].reasons[0]).toMatch(new RegExp(where));
      expect(result.code).toBe(2);
    }
  });

  it('takes a problem with its solution in one value, on each line or alone', async () => {
    const both = `{"problem":${problem},"solution":${solution}}`;
    const lie = both.replace(/"objective":(\d)/, '"objective":0$1').replace('"objective":0', '"objective":-');
    const result = await driftlora(['certify', '-'], text([both, lie, '{"problem":{}}', both]));
    expect(linesOf(result).map(({ valid }) => valid)).toEqual([true, false, false, true]);
    expect(linesOf(result)[2].reasons[0]).toMatch(/^standard input line 3 problem: /);
    const alone = await driftlora(['certify', one(both)]);
    expect([alone.code, alone.stdout]).toEqual([0, '{"valid":true,"reasons":[]}\n']);
  });

  it('refuses standard input for both in words', async () => {
    const { code, stderr, stdout } = await driftlora(['certify', '-', '-'], text([problem]));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^driftlora: SOLUTION: got "-", accepted is standard input for one of the two/);
  });

  it('exits with the code of the worst line, the same as single', async () => {
    const lie = solution.replace(/"objective":/, '"objective":-');
    const pairs: readonly [string, number][] = [
      [solution, 0],
      [lie, 1],
      ['{"status":"great"}', 2],
    ];
    for (const [claimed, code] of pairs) {
      const single = await driftlora(['certify', one(problem), one(claimed)]);
      expect(single.code).toBe(code);
      if (code === 2) expect(single.stderr).toMatch(/^driftlora: .*one\.json: status: got "great"/);
      const lines = text([solution, claimed, solution]);
      const problems = temporaryFile('p.ndjson', text([problem, problem, problem]));
      expect((await driftlora(['certify', problems, '-'], lines)).code).toBe(code);
    }
  });
});

describe('driftlora solve on streams', () => {
  it('exits with the code of the worst line: infeasible 3, stopped 4', async () => {
    expect((await driftlora(['solve', '-'], text([problem, JSON.stringify(INFEASIBLE)]))).code).toBe(3);
    const knapsack = benchInstances([200], [1]).find(({ name }) => name.startsWith('knapsack'))!;
    const hard = JSON.stringify(knapsack.problem);
    const stopped = await driftlora(['solve', '-', '--time-limit', '0.001 ms'], text([problem, hard]));
    expect([4, 'feasible']).toEqual([stopped.code, linesOf(stopped)[1].status]);
    const single = await driftlora(['solve', one(hard), '--time-limit', '0.001 ms']);
    expect(single.code).toBe(4);
  });

  it('reads a byte-order mark, and refuses 200,000 levels and keys that stand twice, by file', async () => {
    expect((await driftlora(['solve', one(`\ufeff${problem}`)])).code).toBe(0);
    for (const [value, words] of [
      ['['.repeat(200_000), /one\.json: got .* at most 1000 levels/],
      [problem.replace('{', '{"bandwidthHz":1,'), /one\.json: got "bandwidthHz", accepted is each key once/],
    ] as const) {
      const { code, stderr } = await driftlora(['solve', one(value)]);
      expect(stderr).toMatch(words);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(code).toBe(2);
    }
  });

  it('waits for a slow reader instead of filling the memory, and ends when the reader is gone', async () => {
    const child = spawn(process.execPath, [CLI, 'solve', '-', '--solver', 'greedy'], { stdio: 'pipe' });
    let sent = 0;
    child.stdin.on('error', () => {});
    // Nobody reads: at some point the command takes no more lines.
    const block = text(Array.from({ length: 200 }, () => problem));
    for (let quiet = 0; quiet < 10 && sent < 500; ) {
      if (child.stdin.write(block)) quiet = 0;
      else {
        const moved = await Promise.race([
          once(child.stdin, 'drain').then(() => true),
          new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 400)),
        ]);
        quiet = moved ? 0 : quiet + 5;
      }
      sent++;
    }
    expect(sent).toBeLessThan(500);
    child.stdout.destroy();
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });

  it('goes through a pipe of two commands', () => {
    const problems = temporaryFile('p.ndjson', text([problem, JSON.stringify(INFEASIBLE)]));
    const { status, stdout } = spawnSync(
      'sh',
      ['-c', `"$0" "$1" solve - < "$2" | "$0" "$1" certify "$2" -`, process.execPath, CLI, problems],
      { encoding: 'utf8' },
    );
    expect([status, linesOf({ stdout }).map(({ valid }) => valid)]).toEqual([0, [true, true]]);
  });
});
