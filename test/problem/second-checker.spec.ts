/**
 * tools/check_certificate.py, written from docs/certificate-format.md alone, and the package's checker agree: on honest claims of every
 * solver, on forged ones, and on changed ones. DRIFTLORA_FULL=1 tries many more.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certifyHorizon } from '../../src/problem/horizon/certify.js';
import type { HorizonProblem } from '../../src/problem/horizon/problem.js';
import { certifyRound } from '../../src/problem/round/certify.js';
import { unprovenBound, verifyRoundCertificate } from '../../src/problem/round/check/verify.js';
import { fingerprint, fingerprintNumbers } from '../../src/problem/round/fingerprint.js';
import type { Penalty, RoundProblem } from '../../src/problem/round/problem.js';
import { clairvoyant } from '../../src/solvers/horizon/index.js';
import { loadSolver } from '../../src/solvers/registry.js';
import { roundProblems } from '../../src/testing/index.js';
import { randomTree } from '../reference/part-attempts.js';
import { PartTruth } from '../reference/part-truth.js';
import { bentRound, chainRound, radioRound } from '../reference/radio-rounds.js';
import { randomFormula } from '../reference/random-formulas.js';
import { drawFrom, magnitude, pick, randomRound } from '../reference/random-rounds.js';
import { balancedHorizons, horizonProblems } from '../solvers/horizon/arbitraries.js';

const TOOL = fileURLToPath(new URL('../../tools/check_certificate.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;
const FULL = process.env.DRIFTLORA_FULL === '1';
const ROUNDS = Number(process.env.DRIFTLORA_PROBLEMS ?? (FULL ? 400 : 12));
const HORIZONS = FULL ? 40 : 4;

interface Case {
  readonly problem: unknown;
  readonly claim: unknown;
}

function ours({ problem, claim }: Case): boolean {
  try {
    return 'rounds' in (problem as object)
      ? certifyHorizon(problem as HorizonProblem, claim).valid
      : certifyRound(problem as RoundProblem, claim).valid;
  } catch {
    return false;
  }
}

interface Verdict {
  readonly valid: boolean;
  readonly reasons: readonly string[];
}

function verdicts(cases: readonly Case[]): Verdict[] {
  const input = cases.map((one) => `${JSON.stringify(one)}\n`).join('');
  const { stdout, stderr } = spawnSync('python3', [TOOL, '--lines'], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Verdict);
}

const theirs = (cases: readonly Case[]): boolean[] => verdicts(cases).map(({ valid }) => valid);

/**
 * Numbers 1e200 times those of any cell: next to them doubles keep nothing of the others, 50 digits may. Then the package's checker may
 * refuse what is proven (docs/certificate-format.md, section 8), never the other way round.
 */
function isBeyondDoubles(claim: unknown): boolean {
  if (typeof claim === 'number') return Math.abs(claim) > 1e200;
  return typeof claim === 'object' && claim !== null && Object.values(claim).some(isBeyondDoubles);
}

/** @returns how many claims were accepted */
function agree(cases: readonly Case[]): number {
  const other = theirs(cases);
  expect(other.length).toBe(cases.length);
  const mine = cases.map(ours);
  for (const [i, one] of cases.entries()) {
    if (mine[i] === other[i]) continue;
    if (!mine[i] && isBeyondDoubles(one.claim)) continue;
    expect.fail(`ours ${mine[i]}, python ${other[i]}: ${JSON.stringify(one)}`);
  }
  return mine.filter(Boolean).length;
}

const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

async function honestClaims(): Promise<Case[]> {
  const seeds = Array.from({ length: Math.ceil(ROUNDS / 3) }, (_, i) => i + 1);
  const problems = [
    ...fc.sample(roundProblems({ maxDevices: 5 }), { numRuns: ROUNDS, seed: 23 }),
    // Everything at once: energy limits where a synchronous delay has a price, caps, gaps, values.
    ...seeds.map((seed) => randomRound(drawFrom(seed), 4)),
    ...seeds.flatMap((seed) => [radioRound(seed, 4), bentRound(seed), chainRound(seed)]),
  ];
  const cases: Case[] = [];
  for (const name of ['exact', 'enumeration', 'relaxed', 'greedy', 'equal-bandwidth']) {
    const solver = await loadSolver(name);
    for (const problem of problems) {
      try {
        cases.push({ problem, claim: throughJson(solver.solve(problem)) });
      } catch {
        // What a solver does not take is no claim.
      }
    }
  }
  return cases;
}

const honestHorizons = (): Case[] =>
  [horizonProblems({ maxDevices: 3 }), balancedHorizons({ maxDevices: 3 })]
    .flatMap((problems) => fc.sample(problems, { numRuns: HORIZONS, seed: 29 }))
    .map((problem) => ({ problem, claim: throughJson(clairvoyant(problem).solution) }));

/** One number anywhere in the claim changed, to something near or far. */
function changed(one: Case, seed: number): Case {
  const draw = drawFrom(seed);
  const claim = throughJson(one.claim) as Record<string, unknown>;
  const places: [Record<string, unknown>, string][] = [];
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      const holder = value as Record<string, unknown>;
      if (typeof holder[key] === 'number') places.push([holder, key]);
      else visit(holder[key]);
    }
  };
  visit(claim);
  if (places.length === 0) return one;
  const [holder, key] = pick(draw, places);
  const factor = pick(draw, [0, -1, 0.5, 2, 1 + 1e-6, 1 - 1e-6, 1e300, magnitude(draw, -3, 3)]);
  holder[key] = (holder[key] as number) * factor + pick(draw, [0, 0, 1]);
  return { problem: one.problem, claim };
}

describe.skipIf(!hasPython)('the second checker agrees', () => {
  it('on honest claims of rounds, and on changed ones', async () => {
    const honest = await honestClaims();
    const accepted = agree(honest);
    expect(accepted).toBeGreaterThan(0.9 * honest.length);
    agree(honest.map((one, i) => changed(one, i)));
  }, 3_600_000);

  it('on honest claims of horizons, and on changed ones', () => {
    const honest = honestHorizons();
    expect(agree(honest)).toBe(honest.length);
    for (let turn = 0; turn < 4; turn++) agree(honest.map((one, i) => changed(one, 1000 + 100 * turn + i)));
  }, 3_600_000);

  it('on what a certificate of an own penalty proves, whatever its multipliers', () => {
    const cases: Case[] = [];
    const proven: number[] = [];
    const sizes: number[] = [];
    for (let seed = 1; cases.length < (FULL ? 4 : 1) * ROUNDS; seed++) {
      const draw = drawFrom(seed);
      const penalty: Penalty = { kind: 'expression', phi: randomFormula(draw), cap: 20 * draw() };
      const problem: RoundProblem = { ...randomRound(draw, 4), penalty, minScheduled: 0 };
      const truth = new PartTruth(problem);
      const name = fingerprint(fingerprintNumbers(problem));
      for (let turn = 0; turn < 6; turn++) {
        const root = randomTree(draw, truth);
        // A price beyond all numbers is none in JSON.
        if (JSON.stringify(root).includes('null')) continue;
        const certificate = { kind: 'covering-leaves', version: 2, problem: name, root } as const;
        const found = verifyRoundCertificate(problem, certificate).bound;
        const objective = problem.penaltyWeight * penalty.cap;
        // A claim of nobody whose bound is not proven: the reason says what is.
        if (!(found < objective - 1e-3 * Math.abs(objective)) || unprovenBound(problem) >= found) continue;
        const nobody = { scheduled: [], bandwidthHz: {}, delayS: 0, energyJ: {} };
        const claim = {
          status: 'feasible',
          stopped: 'method',
          objective,
          bound: objective,
          gap: 0,
          ...nobody,
        };
        cases.push({ problem, claim: throughJson({ ...claim, certificate }) });
        proven.push(found);
        sizes.push(objective + Math.abs(found));
      }
    }
    for (const [i, { reasons }] of verdicts(cases).entries()) {
      const told = /proven is (\S+)$/m.exec(reasons.find((reason) => reason.includes('proven is')) ?? '');
      if (told === null || Math.abs(Number(told[1]) - proven[i]!) > 1e-9 * sizes[i]!)
        expect.fail(`ours ${proven[i]}, python ${reasons.join('; ')}: ${JSON.stringify(cases[i])}`);
    }
  }, 3_600_000);

  it('on forged ones', () => {
    const folder = new URL('./fixtures/forged/', import.meta.url);
    const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    const cases = readdirSync(folder)
      .filter((file) => file.includes('problem'))
      .map((file) => ({ problem: read(file), claim: read(file.replace('problem', 'claim')) }));
    expect(cases.length).toBeGreaterThan(10);
    expect(agree(cases)).toBeLessThanOrEqual(1);
  }, 3_600_000);
});
