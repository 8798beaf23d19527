/** `driftlora solve` and `driftlora certify` from outside: good input, and every kind of bad input. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CommandResult, driftlora, temporaryDirectory, temporaryFile } from './command.js';

const DEVICE = {
  id: 'd0',
  share: 0.05,
  snrHz: 3.1e8,
  uplinkBits: 1.2e6,
  fixedDelayS: 0.12,
  transmitPowerW: 0.2,
  fixedEnergyJ: 0.003,
  energyPrice: 0.7,
};
const PROBLEM = {
  bandwidthHz: 20e6,
  deadlineS: 2,
  maxScheduled: 2,
  minScheduled: 0,
  penaltyWeight: 50,
  penalty: { kind: 'quadratic' },
  delayPrice: 0.5,
  delayKind: 'synchronous',
  devices: [DEVICE, { ...DEVICE, id: 'd1', share: 0.4, snrHz: 2e7 }, { ...DEVICE, id: 'd2', snrHz: 1e6 }],
};
const INFEASIBLE = { ...PROBLEM, deadlineS: 0.1, minScheduled: 1 };

const file = (problem: unknown) => temporaryFile('problem.json', JSON.stringify(problem));

/** A user's mistake: one line on stderr, no stack, nothing on stdout. */
function expectRefused(result: CommandResult, pattern: RegExp): void {
  expect(result.stderr).toMatch(pattern);
  expect(result.stderr.trim().split('\n')).toHaveLength(1);
  expect(result.stderr).not.toMatch(/\n\s+at |defect/);
  expect(result.stdout).toBe('');
  expect(result.code).toBe(2);
}

describe('driftlora solve and certify', () => {
  it('solves to proven optimality, and the checker agrees', async () => {
    const problem = file(PROBLEM);
    const solved = await driftlora(['solve', problem]);
    expect(solved.code).toBe(0);
    const solution = JSON.parse(solved.stdout);
    expect(solution.status).toBe('optimal');
    expect(solution.gap).toBeLessThanOrEqual(1e-9);
    const verdict = await driftlora(['certify', problem, temporaryFile('solution.json', solved.stdout)]);
    expect(JSON.parse(verdict.stdout)).toEqual({ valid: true, reasons: [] });
    expect(verdict.code).toBe(0);
  });

  it('refuses a solution that claims a better objective', async () => {
    const problem = file(PROBLEM);
    const solution = JSON.parse((await driftlora(['solve', problem])).stdout);
    const lie = { ...solution, objective: solution.objective * (1 - 1e-6) };
    const verdict = await driftlora(['certify', problem, temporaryFile('lie.json', JSON.stringify(lie))]);
    expect(verdict.code).toBe(1);
    expect(JSON.parse(verdict.stdout).valid).toBe(false);
    expect(JSON.parse(verdict.stdout).reasons.join()).toMatch(/objective/);
  });

  it('proves infeasibility, exit 3', async () => {
    const problem = file(INFEASIBLE);
    const solved = await driftlora(['solve', problem]);
    expect(solved.code).toBe(3);
    expect(JSON.parse(solved.stdout).status).toBe('infeasible');
    const verdict = await driftlora(['certify', problem, temporaryFile('solution.json', solved.stdout)]);
    expect(verdict.code).toBe(0);
  });

  it('answers line by line, in order, with a bad line in its place', async () => {
    const lines = [PROBLEM, { ...PROBLEM, bandwidthHz: -1 }, INFEASIBLE].map((p) => JSON.stringify(p));
    const result = await driftlora(['solve', '-'], `${lines[0]}\n${lines[1]}\nnot json\n${lines[2]}\n`);
    const statuses = result.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).status);
    expect(statuses).toEqual(['optimal', 'invalid', 'invalid', 'infeasible']);
    expect(result.code).toBe(2);
    expect(result.stdout).toMatch(/"field":"bandwidthHz"/);
  });

  it('gives one verdict a line for two .ndjson files', async () => {
    const problems = temporaryFile('p.ndjson', `${JSON.stringify(PROBLEM)}\n${JSON.stringify(INFEASIBLE)}\n`);
    const solutions = temporaryFile('s.ndjson', (await driftlora(['solve', problems])).stdout);
    const good = await driftlora(['certify', problems, solutions]);
    expect(good.code).toBe(0);
    expect(good.stdout.trim().split('\n')).toHaveLength(2);
    const swapped = temporaryFile('x.ndjson', `${JSON.stringify(INFEASIBLE)}\n${JSON.stringify(PROBLEM)}\n`);
    expect((await driftlora(['certify', swapped, solutions])).code).toBe(1);
  });

  it('lists the solvers', async () => {
    const { stdout, code } = await driftlora(['solve', '--list']);
    expect(code).toBe(0);
    for (const name of ['exact', 'enumeration', 'bandwidth'])
      expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
  });
});

describe('driftlora solve refuses, in one line with exit 2,', () => {
  const without = (key: string) =>
    Object.fromEntries(Object.entries(PROBLEM).filter(([name]) => name !== key));

  it.each<[string, unknown, RegExp]>([
    ['an unknown key, with the nearest right one', { ...PROBLEM, bandwithHz: 1 }, /bandwithHz.*bandwidthHz/],
    ['a missing key', without('penaltyWeight'), /penaltyWeight/],
    ['a negative number', { ...PROBLEM, delayPrice: -1 }, /delayPrice.*-1.*>= 0/],
    ['an empty device list', { ...PROBLEM, devices: [] }, /devices/],
    ['a duplicate id', { ...PROBLEM, devices: [DEVICE, DEVICE] }, /devices\[1\]\.id.*d0/],
    ['a share above 1', { ...PROBLEM, devices: [{ ...DEVICE, share: 1.2 }] }, /devices\[0\]\.share.*1\.2/],
    [
      'shares with a sum above 1',
      {
        ...PROBLEM,
        devices: [
          { ...DEVICE, share: 0.7 },
          { ...DEVICE, id: 'x', share: 0.7 },
        ],
      },
      /share/,
    ],
    ['a wrong type', { ...PROBLEM, bandwidthHz: '20 MHz' }, /bandwidthHz.*20 MHz/],
    ['a wrong penalty', { ...PROBLEM, penalty: { kind: 'cubic' } }, /penalty\.kind.*cubic.*quadratic/],
    ['limits that cross', { ...PROBLEM, minScheduled: 3, maxScheduled: 2 }, /minScheduled|maxScheduled/],
    ['a list instead of a problem', [], /whole value.*\[\].*object/],
    ['null', null, /whole value.*null.*object/],
  ])('%s', async (_what, problem, pattern) => {
    expectRefused(await driftlora(['solve', file(problem)]), pattern);
  });

  it('NaN, which is not JSON', async () => {
    const text = JSON.stringify(PROBLEM).replace('"delayPrice":0.5', '"delayPrice":NaN');
    expectRefused(await driftlora(['solve', temporaryFile('p.json', text)]), /valid JSON/);
  });

  it('numbers beyond what a double holds', async () => {
    const text = JSON.stringify(PROBLEM).replace('"delayPrice":0.5', '"delayPrice":1e999');
    expectRefused(await driftlora(['solve', temporaryFile('p.json', text)]), /delayPrice.*Infinity.*finite/);
  });

  it('a file that is not there, a directory, an empty file', async () => {
    expectRefused(await driftlora(['solve', '/nowhere/p.json']), /no such file.*\/nowhere\/p\.json/);
    expectRefused(await driftlora(['solve', temporaryDirectory()]), /directory/);
    expectRefused(await driftlora(['solve', temporaryFile('p.json', '')]), /valid JSON/);
    expectRefused(await driftlora(['solve', '/nowhere/p.ndjson']), /no such file/);
  });

  it('unknown solvers, options and commands', async () => {
    expectRefused(await driftlora(['solve', file(PROBLEM), '--solver', 'exakt']), /exakt.*exact/);
    expectRefused(await driftlora(['solve', file(PROBLEM), '--time-limit', '2']), /time-limit/);
    expectRefused(await driftlora(['solve', file(PROBLEM), '--tme-limit', '2s']), /tme-limit/);
    expectRefused(await driftlora(['sovle']), /sovle/);
    expectRefused(await driftlora(['solve']), /PROBLEM/);
  });

  it('a solution that is not one', async () => {
    const problem = file(PROBLEM);
    expectRefused(await driftlora(['certify', problem, temporaryFile('s.json', '{')]), /valid JSON/);
    expectRefused(
      await driftlora(['certify', problem, temporaryFile('s.json', '{"status":"sure"}')]),
      /status.*sure/,
    );
    expectRefused(await driftlora(['certify', problem]), /solution/);
  });
});

describe('driftlora run refuses, in one line with exit 2,', () => {
  it.each<[string, string, RegExp]>([
    [
      'an unknown key, with its line and the nearest right one',
      'rounds: 3\nradio:\n  bandwith: 1 MHz\n',
      /s\.yaml:3: .*bandwith.*bandwidth/,
    ],
    [
      'a wrong unit, with the accepted ones',
      'radio:\n  bandwidth: 10 MHzz\n',
      /s\.yaml:2: .*bandwidth.*Hz, kHz, MHz, GHz/,
    ],
    ['a number without its unit', 'radio:\n  bandwidth: 10\n', /s\.yaml:2: .*bandwidth.*MHz/],
    ['a negative number', 'constraints:\n  averageDelay: -1 s\n', /s\.yaml:2: .*averageDelay.*-1 s/],
    ['NaN', 'learning:\n  partition: { kind: dirichlet, alpha: .nan }\n', /s\.yaml:2: .*alpha/],
    [
      'an unknown policy',
      'policies: [drift-plus-penalti]\n',
      /s\.yaml:1: .*drift-plus-penalti.*drift-plus-penalty/,
    ],
    ['broken YAML', 'rounds: [1\n', /s\.yaml:\d/],
  ])('%s', async (_what, yaml, pattern) => {
    expectRefused(
      await driftlora(['run', temporaryFile('s.yaml', yaml), '--out', join(temporaryDirectory(), 'o')]),
      pattern,
    );
  });

  it('an out directory that is a file, is not ours, or cannot be made', async () => {
    const scenario = temporaryFile('s.yaml', 'rounds: 1\n');
    expectRefused(await driftlora(['run', scenario, '--out', temporaryFile('f', 'x')]), /--out.*directory/);
    const foreign = temporaryDirectory();
    writeFileSync(join(foreign, 'thesis.tex'), 'x');
    expectRefused(await driftlora(['run', scenario, '--out', foreign]), /--out.*earlier run/);
    expectRefused(
      await driftlora(['run', scenario, '--out', join(scenario, 'below', 'out')]),
      /--out.*is a file/,
    );
    if (process.getuid?.() !== 0) {
      const locked = join(temporaryDirectory(), 'locked');
      mkdirSync(locked);
      chmodSync(locked, 0o500);
      expectRefused(await driftlora(['run', scenario, '--out', join(locked, 'o')]), /--out.*writable/);
    }
  });

  it('unknown policies and numbers that are none', async () => {
    expectRefused(await driftlora(['run', '--policy', 'best-chanel']), /best-chanel.*best-channel/);
    expectRefused(await driftlora(['run', '--seed', '-1']), /seed/);
    expectRefused(await driftlora(['run', '--rounds', '0']), /rounds/);
    expectRefused(await driftlora(['run', '/nowhere/s.yaml']), /\/nowhere\/s\.yaml/);
  });
});

describe('driftlora run says infeasible, exit 3,', () => {
  it('where no round can be satisfied, and leaves nothing behind', async () => {
    const scenario = temporaryFile('s.yaml', 'constraints:\n  deadline: 1 ms\n');
    const result = await driftlora(['run', scenario, '--quick', '--out', join(temporaryDirectory(), 'o')]);
    expect(result.stderr).toMatch(/deadline.*0\.001/);
    expect(result.code).toBe(3);
  });
});

describe('driftlora solve --time-limit', () => {
  it.each(['lp', 'highs', 'random-n', 'bandwidth'])(
    '%s: exit 4 where the limit stopped it, and the answer says so',
    async (name) => {
      const devices = Array.from({ length: 200 }, (_, k) => ({
        id: `d${k}`,
        share: 1 / 201,
        snrHz: 1e7 * (1 + k),
        uplinkBits: 1e6 + k,
        fixedDelayS: 0.1,
        transmitPowerW: 0.2,
        fixedEnergyJ: 0.003,
        energyPrice: 0.5,
      }));
      const problem = {
        bandwidthHz: 4e7,
        deadlineS: 2,
        penaltyWeight: 50,
        penalty: { kind: 'inverse', cap: 100 },
        delayPrice: 0.5,
        delayKind: 'synchronous',
        devices,
      };
      const path = temporaryFile('large.json', JSON.stringify(problem));
      const result = await driftlora(['solve', path, '--solver', name, '--time-limit', '0.001ms']);
      expect(JSON.parse(result.stdout).stopped).toBe('time-limit');
      expect(result.code).toBe(4);
    },
  );
});
