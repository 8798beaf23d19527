/**
 * Capped rates, SNR gaps and devices with a value: `exact` equals enumeration, no schedule found by plain bisection is better, and
 * the checker accepts every answer. The caps are near what the devices reach, so that bandwidths lie on both sides of the bend
 * and on it.
 *
 * DRIFTLORA_PROBLEMS sets how many problems are solved (default 80; 5,000 under DRIFTLORA_FULL=1), DRIFTLORA_SEED which.
 */
import { describe, expect, it } from 'vitest';
import { certifyRound } from '../../src/problem/round/certify.js';
import type { RoundProblem } from '../../src/problem/round/problem.js';
import { hasPoint } from '../../src/problem/round/solution.js';
import { enumeration } from '../../src/solvers/enumeration.js';
import { exact } from '../../src/solvers/exact.js';
import { solverRegistry } from '../../src/solvers/index.js';
import { bendsOf, toColumns } from '../../src/solvers/tools/problem-columns.js';
import { PartTruth } from '../reference/part-truth.js';
import { bentRound, radioRound } from '../reference/radio-rounds.js';

const PROBLEMS = Number(process.env.DRIFTLORA_PROBLEMS ?? (process.env.DRIFTLORA_FULL ? 5_000 : 80));
const SEED = Number(process.env.DRIFTLORA_SEED ?? 1);

/** What the terms of an objective may add up to, for rounding. */
function sizeOf({ penaltyWeight, penalty, devices }: RoundProblem): number {
  const largest = 'values' in penalty ? Math.max(...penalty.values.map(Math.abs)) : 1;
  return penaltyWeight * largest + devices.reduce((sum, { value = 0 }) => sum + value, 0);
}

describe('a radio of its own and devices with a value', () => {
  it(`are solved as enumeration solves them, proven, on ${PROBLEMS} problems`, () => {
    const met = { proven: 0, open: 0, bandAtBend: 0, tauAtBend: 0, capped: 0 };
    for (let seed = SEED; seed < SEED + PROBLEMS; seed++) {
      const problem = seed % 3 === 0 ? bentRound(seed) : radioRound(seed, 6);
      const told = `seed ${seed}: ${JSON.stringify(problem)}`;
      const [answer, listed] = [exact.solve(problem), enumeration.solve(problem)];
      for (const claim of [answer, listed]) {
        const reasons = certifyRound(problem, JSON.parse(JSON.stringify(claim))).reasons;
        expect(reasons, told).toEqual([]);
      }
      const isProven = [answer, listed].every(
        ({ status }) => status === 'optimal' || status === 'infeasible',
      );
      if (isProven) met.proven++;
      else met.open++;
      if (isProven) expect(answer.status, told).toBe(listed.status);
      if (!hasPoint(answer) || !hasPoint(listed)) continue;
      const slack = 2e-9 * Math.abs(listed.objective) + 1e-12 * sizeOf(problem);
      if (isProven) expect(Math.abs(answer.objective - listed.objective), told).toBeLessThanOrEqual(slack);
      const columns = toColumns(problem);
      for (const [k, { id, uplinkBits, snrHz }] of problem.devices.entries()) {
        const b = answer.bandwidthHz[id];
        if (b === undefined || uplinkBits === 0) continue;
        const x = columns.snrHz[k]! / b / columns.ceiling.snr;
        expect(columns.givenSnrHz[k]).toBe(snrHz);
        if (Math.abs(x - 1) < 1e-9) met.bandAtBend++;
        else if (x > 1) met.capped++;
        if (columns.tauPrice > 0 && Math.abs(bendsOf(columns, k)[1] / answer.delayS - 1) < 1e-9)
          met.tauAtBend++;
      }
    }
    if (process.env.DRIFTLORA_PROBLEMS) console.log(met);
    expect(met.open).toBeLessThanOrEqual(PROBLEMS / 50);
    expect(met.bandAtBend).toBeGreaterThan(PROBLEMS / 50);
    expect(met.tauAtBend).toBeGreaterThan(PROBLEMS / 50);
    expect(met.capped).toBeGreaterThan(PROBLEMS / 5);
  }, 3_600_000);

  it('leave nothing better to plain bisection', () => {
    for (let seed = SEED; seed < SEED + Math.ceil(PROBLEMS / 5); seed++) {
      const problem = radioRound(1e6 + seed, 3);
      const answer = exact.solve(problem);
      const { devices, minScheduled = 0, maxScheduled = devices.length } = problem;
      const whole = {
        ...{
          fixed: devices.map(() => 0),
          earliestS: 0,
          latestS: problem.deadlineS ?? Number.POSITIVE_INFINITY,
        },
        ...{ leastCount: minScheduled, mostCount: maxScheduled, leastShare: 0, mostShare: 2 },
      };
      const { value, size } = new PartTruth(problem).least(whole);
      const told = `seed ${1e6 + seed}: ${JSON.stringify(problem)}`;
      if (answer.status === 'infeasible') expect(value, told).toBe(Number.POSITIVE_INFINITY);
      if (answer.status !== 'optimal') continue;
      expect(value, told).toBeGreaterThanOrEqual(answer.objective - 2e-9 * size);
      // The plain reference searches tau by thirds: near, not to the last digits.
      expect(value, told).toBeLessThanOrEqual(answer.objective + 1e-4 * size);
    }
  }, 3_600_000);

  it('are taken by every solver, whose answers the checker accepts', async () => {
    const problems = Array.from({ length: Math.ceil(PROBLEMS / 10) }, (_, i) =>
      radioRound(2e6 + SEED + i, 5),
    );
    for (const entry of solverRegistry) {
      expect(entry.capabilities).toMatchObject({ radio: true, deviceValues: true });
      const solver = await entry.load();
      for (const problem of problems) {
        if (!entry.capabilities.penalties.includes(problem.penalty.kind)) continue;
        const claim = solver.solve(problem);
        const { reasons } = certifyRound(problem, claim);
        expect(reasons, `${entry.name}: ${JSON.stringify(problem)}`).toEqual([]);
      }
    }
  }, 3_600_000);
});
