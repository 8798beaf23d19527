/**
 * How tight bound and schedule are at the usual size. By default one seed of each budget at T = 100;
 * `DRIFTLORA_FULL=1 npx vitest run test/solvers/horizon/tightness --disable-console-intercept` measures the table of
 * docs/clairvoyant.md (K = 20, T = 200, seeds 1 to 5), in seconds of one core.
 */
import { afterAll, describe, expect, it } from 'vitest';
import type { DelayKind } from '../../../src/problem/round/problem.js';
import { clairvoyant } from '../../../src/solvers/horizon/index.js';
import { type BudgetKind, horizonCase } from './cases.js';

const full = process.env.DRIFTLORA_FULL === '1';
const SEEDS = full ? [1, 2, 3, 4, 5] : [1];
const ROUNDS = full ? 200 : 100;

type Row = readonly [BudgetKind, 'linear' | 'quadratic' | 'inverse', number, DelayKind];

const ROWS: readonly Row[] = full
  ? [
      ['energy', 'linear', 1, 'synchronous'],
      ['energy', 'quadratic', 0.98, 'synchronous'],
      ['energy', 'inverse', 0.98, 'synchronous'],
      ['delay', 'linear', 1, 'synchronous'],
      ['delay', 'quadratic', 1, 'mean'],
      ['delay', 'inverse', 0.98, 'synchronous'],
      ['both', 'linear', 1, 'synchronous'],
      ['both', 'quadratic', 0.98, 'synchronous'],
      ['both', 'inverse', 0.98, 'synchronous'],
      ['both', 'linear', 0.98, 'mean'],
    ]
  : [
      ['energy', 'quadratic', 0.98, 'synchronous'],
      ['delay', 'inverse', 0.98, 'synchronous'],
      ['both', 'linear', 1, 'mean'],
    ];

const lines: string[] = [];
afterAll(() => {
  if (full) process.stderr.write(`${lines.join('\n')}\n`);
});

describe.each(ROWS)('%s budget, %s penalty, rho = %d, %s delay', (budget, penalty, rho, delayKind) => {
  it('bound within 0.02 % of the best dual value, schedule within 1 %', { timeout: 3_600_000 }, () => {
    const worst = { modelGap: 0, gap: 0, evaluations: 0, seconds: 0 };
    let gaps = 0;
    for (const seed of SEEDS) {
      const problem = horizonCase({ seed, devices: 20, rounds: ROUNDS, budget, penalty, rho, delayKind });
      const before = process.cpuUsage();
      const { modelGap, gap = 1, evaluations } = clairvoyant(problem);
      const { user, system } = process.cpuUsage(before);
      gaps += gap;
      worst.modelGap = Math.max(worst.modelGap, modelGap);
      worst.gap = Math.max(worst.gap, gap);
      worst.evaluations = Math.max(worst.evaluations, evaluations);
      worst.seconds = Math.max(worst.seconds, (user + system) / 1e6);
    }
    expect(worst.modelGap).toBeLessThanOrEqual(2e-4);
    expect(worst.gap).toBeLessThanOrEqual(1e-2);
    const percent = (value: number) => `${(100 * value).toFixed(3)} %`;
    const cells = [percent(worst.modelGap), percent(gaps / SEEDS.length), percent(worst.gap)];
    const cost = [worst.evaluations.toFixed(1), worst.seconds.toFixed(1)];
    lines.push(`| ${[budget, penalty, rho, delayKind, ...cells, ...cost].join(' | ')} |`);
  });
});
