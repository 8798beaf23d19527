/** `driftlora bound` from outside, on small run directories made here. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { overrideScenario } from '../../src/scenario/index.js';
import type { RoundRecord, RunSummary } from '../../src/simulation/index.js';
import { assessRun } from '../../src/validation/index.js';
import { LONG } from '../long.js';
import { syntheticRun } from '../report/synthetic-run.js';
import { KNOWN } from '../scenario/known.js';
import { type CommandResult, driftlora, temporaryDirectory } from './command.js';

const POLICIES = ['drift-plus-penalty', 'random', 'best-channel'];
const { summary, records } = syntheticRun({ rounds: 8, devices: 10, policies: POLICIES });

/** Writes what a run leaves, as far as the command reads it. */
function runDirectory(of: RunSummary = summary, rounds: readonly RoundRecord[] = records): string {
  const directory = join(temporaryDirectory(), 'run');
  mkdirSync(directory);
  writeFileSync(join(directory, 'summary.json'), JSON.stringify(of));
  writeFileSync(join(directory, 'rounds.ndjson'), rounds.map((r) => `${JSON.stringify(r)}\n`).join(''));
  return directory;
}

/** The same run under another seed, with final bounds and held-out losses of our choice. */
function seeded(seed: number, bounds: readonly number[], losses: readonly number[]): string {
  const policies = summary.policies.map((policy, i) => ({
    ...policy,
    gapBound: bounds[i]!,
    heldOutLoss: losses[i]!,
  }));
  return runDirectory({
    ...summary,
    scenario: overrideScenario(summary.scenario, { seed }, KNOWN),
    policies,
  });
}

/** Everything that is wrong ends in one line on stderr and exit code 2. */
async function refused(args: readonly string[], words: string): Promise<void> {
  const { code, stdout, stderr } = await driftlora(['bound', ...args]);
  expect(stderr).toContain(words);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stdout).toBe('');
  expect(code).toBe(2);
}

describe('driftlora bound on one run', () => {
  const directory = runDirectory();
  let told: CommandResult;
  let page: string;
  beforeAll(async () => {
    told = await driftlora(['bound', directory]);
    page = readFileSync(join(directory, 'bound.html'), 'utf8');
  });

  it('says of every policy where the bound is vacuous and why, and writes a page beside the run', () => {
    expect(told.code).toBe(0);
    for (const policy of POLICIES) expect(told.stdout).toContain(`${policy}: Of the final bound,`);
    expect(told.stdout).toContain('are estimates');
    expect(page).toContain('id="bound-measured"');
    expect(page).toContain('id="bound-parts"');
    expect(page).not.toMatch(/<script|href=|src="/);
  });

  it("shows the bounds and the parts that assessRun finds, not the file's own", () => {
    for (const { bounds, parts } of assessRun(summary, records)) {
      for (const value of [bounds.at(-1)!, parts.participation, parts.noise]) {
        expect(page).toContain(`<td>${value.toPrecision(3)}</td>`);
      }
    }
  });

  it('calls a bound vacuous exactly when it is not below the initial gap', async () => {
    const constants = summary.constants!;
    const calm = { ...constants, heterogeneity: 0, gradientNoise: 0 };
    const wild = { ...constants, heterogeneity: 500 };
    const with_ = async (other: typeof constants) =>
      (await driftlora(['bound', runDirectory({ ...summary, constants: other })])).stdout;
    expect(await with_(calm)).toContain('below the initial gap for every policy');
    expect(await with_(wild)).toContain('vacuous for drift-plus-penalty, random and best-channel');
    expect(await with_(wild)).toContain('mainly because of delta^2 psi of partial participation');
  });

  it('shows the constants along the trajectory where the run measured them, and what they say of the step', async () => {
    const estimate = { value: 0.5, method: 'by hand', sampleSize: 3, spread: 0.1, range: [0.4, 0.5] };
    const names = ['curvature', 'gradientRatio', 'heterogeneity', 'gradientNoise', 'plConstant'];
    const measured = { policy: 'random', roundsDone: [0, 8], losses: [2, 1], minimum: 0 };
    const figures = Object.fromEntries(names.map((name) => [name, estimate]));
    const with_ = (change: object) => {
      const own = runDirectory();
      const text = JSON.stringify({ ...measured, ...figures, ...change });
      writeFileSync(join(own, 'trajectory-constants.json'), text);
      return own;
    };
    expect((await driftlora(['bound', with_({})])).stdout).toContain('stays within 1/L = 2');
    const steep = with_({ curvature: { ...estimate, value: 50 } });
    expect((await driftlora(['bound', steep])).stdout).toContain('is above 1/L = 0.02');
    expect(readFileSync(join(steep, 'bound.html'), 'utf8')).toContain('by hand');
    await refused([with_({ curvature: { ...estimate, value: 'steep' } })], 'curvature.value');
  });

  it('gives the same bytes again', async () => {
    await driftlora(['bound', directory]);
    expect(readFileSync(join(directory, 'bound.html'), 'utf8')).toBe(page);
  });
});

describe('driftlora bound over seeds', () => {
  const agreeing = (seed: number) => seeded(seed, [1, 2, 3], [0.1, 0.2, 0.3]);
  const opposed = (seed: number) => seeded(seed, [1, 2, 3], [0.3, 0.2, 0.1]);

  it('reports the rank correlation whatever it is', async () => {
    const out = join(temporaryDirectory(), 'ranks');
    const same = await driftlora(['bound', agreeing(1), agreeing(2), '--out', out]);
    expect(same.stdout).toContain('2 seeds: 1.00 (no interval for fewer than 10 seeds: this shows no order');
    expect(readFileSync(join(out, 'bound.html'), 'utf8')).toContain('id="ranks"');
    expect(JSON.parse(readFileSync(join(out, 'bound.json'), 'utf8')).agreement.each).toEqual([1, 1]);
    const reverse = await driftlora(['bound', opposed(1), opposed(2), '--out', out]);
    expect(reverse.stdout).toContain('2 seeds: -1.00 (no interval');
    expect(reverse.stdout).not.toMatch(/the right way|the wrong way/);
    const ten = (of: (seed: number) => string) => Array.from({ length: 10 }, (_, i) => of(i + 1));
    const wrong = await driftlora(['bound', ...ten(opposed), '--out', out]);
    expect(wrong.stdout).toContain('10 seeds: -1.00 (95 % interval -1.00 to -1.00; the interval is below 0');
    const mixed = await driftlora([
      'bound',
      ...ten((seed) => (seed % 2 ? agreeing : opposed)(seed)),
      '--out',
      out,
    ]);
    expect(mixed.stdout).toContain('the interval contains 0: not shown to order them');
  });

  it('refuses runs that are not one scenario, a seed each', async () => {
    const out = join(temporaryDirectory(), 'ranks');
    const scenario = { ...summary.scenario, seed: 3, radio: { ...summary.scenario.radio, bandwidthHz: 1 } };
    await refused([agreeing(1), agreeing(1), '--out', out], 'a seed of its own');
    await refused(
      [agreeing(1), runDirectory({ ...summary, scenario }), '--out', out],
      'a run of the scenario of',
    );
    await refused([agreeing(1), agreeing(2)], '--out');
    expect(existsSync(out)).toBe(false);
  });
});

describe('driftlora bound refuses in one line', () => {
  it('what is no run', async () => {
    await refused([], 'RUN_DIR');
    await refused([join(temporaryDirectory(), 'nothing-here')], 'summary.json is missing');
    await refused([temporaryDirectory()], 'summary.json is missing');
  });

  it.each([
    ['broken JSON', '{"formatVersion": 1', 'valid JSON'],
    ['a list', '[]', 'an object'],
    ['JSON of something else', '{"name": "x"}', 'formatVersion'],
    ['a later format', JSON.stringify({ ...summary, formatVersion: 2 }), 'formatVersion'],
    ['no policies', JSON.stringify({ ...summary, policies: [] }), 'at least one policy'],
    ['mu above L', JSON.stringify({ ...summary, constants: { ...summary.constants, plConstant: 9 } }), 'mu'],
  ])('a summary that is %s', async (_what, text, words) => {
    const directory = runDirectory();
    writeFileSync(join(directory, 'summary.json'), text);
    await refused([directory], words);
    expect(existsSync(join(directory, 'bound.html'))).toBe(false);
  });

  it('records that are not those of the run', async () => {
    const [first, ...rest] = records;
    await refused([runDirectory(summary, rest)], 'rounds 0 to 7');
    await refused(
      [runDirectory(summary, [{ ...first!, policy: 'another' }, ...rest])],
      'a policy of the run',
    );
    await refused([runDirectory(summary, [{ ...first!, scheduled: ['nobody'] }, ...rest])], 'nobody');
    await refused(
      [runDirectory(summary, [{ ...first!, trainingLoss: 'low' as unknown as number }, ...rest])],
      'rounds.ndjson line 1 trainingLoss',
    );
  });

  it('an out directory that is somebody else’s', async () => {
    const out = temporaryDirectory();
    writeFileSync(join(out, 'thesis.txt'), 'mine');
    await refused([runDirectory(), '--out', out], 'bound.json');
  });
});

describe('driftlora bound --validation', () => {
  it.runIf(LONG)(
    'needs no run, and shows the exact kernel, the tightness table and the ranks',
    async () => {
      const out = join(temporaryDirectory(), 'validation');
      const { code, stdout } = await driftlora(['bound', '--validation', '--out', out]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/Validation: \d+ instances hold with equality/);
      const page = readFileSync(join(out, 'bound.html'), 'utf8');
      expect(page).toContain('id="kernel"');
      expect(page).toContain('Tightness');
    },
    60_000,
  );
});
