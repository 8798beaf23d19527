/** Adversarial problems: what breaks knapsack codes, and the edges of feasibility. */
import { describe, expect, it } from 'vitest';
import { certifyRound } from '../../src/problem/round/certify.js';
import type { RoundDevice, RoundProblem } from '../../src/problem/round/problem.js';
import { hasPoint } from '../../src/problem/round/solution.js';
import { enumeration } from '../../src/solvers/enumeration.js';
import { exact } from '../../src/solvers/exact.js';
import { leastBandwidthHz } from '../../src/solvers/tools/least-bandwidth.js';
import { compareWorth } from '../../src/solvers/tools/objective.js';

const BASE: RoundProblem = {
  bandwidthHz: 20e6,
  deadlineS: 1,
  penaltyWeight: 10,
  penalty: { kind: 'linear' },
  delayPrice: 0,
  delayKind: 'mean',
  devices: [],
};

function device(k: number, change: Partial<RoundDevice> = {}): RoundDevice {
  return {
    id: `d${k}`,
    share: 0.1,
    snrHz: 1e8,
    uplinkBits: 1e6,
    fixedDelayS: 0,
    transmitPowerW: 0,
    fixedEnergyJ: 0,
    ...change,
  };
}

function devices(count: number, change: (k: number) => Partial<RoundDevice> = () => ({})): RoundDevice[] {
  return Array.from({ length: count }, (_, k) => device(k, { share: 1 / count, ...change(k) }));
}

/** Solved, certified and equal to enumeration; returns the number scheduled. */
function provenCount(problem: RoundProblem): number {
  const answer = exact.solve(problem);
  const truth = enumeration.solve(problem);
  expect(answer.status).toBe(truth.status);
  expect(certifyRound(problem, answer).reasons).toEqual([]);
  if (!hasPoint(answer) || !hasPoint(truth)) return -1;
  expect(Math.abs(answer.objective - truth.objective)).toBeLessThanOrEqual(
    1e-9 * Math.abs(truth.objective) + 1e-12,
  );
  return answer.scheduled.length;
}

describe('exact on adversarial problems', () => {
  it('strongly correlated knapsack: values are needs plus a constant', () => {
    const needs = [0.31, 0.29, 0.23, 0.19, 0.17, 0.13, 0.11, 0.37, 0.41, 0.43, 0.07, 0.05];
    const total = needs.reduce((a, b) => a + b + 0.1, 0);
    const list = devices(12, (k) => ({
      share: (needs[k]! + 0.1) / total,
      uplinkBits: needs[k]! * 3e7,
      snrHz: 1e8,
    }));
    expect(provenCount({ ...BASE, devices: list })).toBeGreaterThan(0);
  });

  it.each(['synchronous', 'mean'] as const)('all devices equal, %s', (delayKind) => {
    expect(provenCount({ ...BASE, delayKind, delayPrice: 3, devices: devices(10) })).toBeGreaterThan(0);
  });

  it('one giant device that fills the band', () => {
    const list = devices(8, (k) => (k === 0 ? { share: 0.6, uplinkBits: 4.5e7 } : { share: 0.05 }));
    provenCount({ ...BASE, devices: list });
    provenCount({ ...BASE, devices: list, penalty: { kind: 'inverse', cap: 30 } });
  });

  it('least bandwidths that sum to the band exactly', () => {
    const each = leastBandwidthHz(1e6, 1, 1e8);
    const problem = { ...BASE, bandwidthHz: each * 6, devices: devices(6), minScheduled: 6 };
    expect(provenCount(problem)).toBe(6);
    expect(provenCount({ ...problem, delayKind: 'synchronous', delayPrice: 1 })).toBe(6);
    expect(exact.solve({ ...problem, bandwidthHz: each * 6 * (1 - 1e-9) }).status).toBe('infeasible');
  });

  it('q -> 1 from below: the rate asked for is almost the limit', () => {
    const limit = 1e6 * Math.LOG2E; // bit/s at infinite bandwidth, snrHz = 1e6
    for (const short of [1e-3, 1e-6, 1e-9]) {
      const list = devices(4, (k) => ({ snrHz: 1e6, uplinkBits: limit * (1 - short * (k + 1)) }));
      provenCount({ ...BASE, bandwidthHz: 1e12, devices: list });
    }
  });

  it('deadlines that nobody can meet: infeasible if somebody must take part, else nobody does', () => {
    const list = devices(3, () => ({ fixedDelayS: 2 }));
    expect(exact.solve({ ...BASE, devices: list, minScheduled: 1 }).status).toBe('infeasible');
    expect(provenCount({ ...BASE, devices: list })).toBe(0);
  });

  it('a limit yields a feasible answer with a certified gap, never "optimal"', () => {
    const list = devices(40, (k) => ({
      uplinkBits: 2e6 + 1e5 * ((k * 37) % 17),
      snrHz: 1e8 * (1 + ((k * 13) % 7)),
    }));
    const problem = { ...BASE, devices: list, energyPrice: 1 };
    const { energyPrice: _, ...valid } = problem;
    const answer = exact.solve(valid, { nodeLimit: 1 });
    expect(['feasible', 'optimal']).toContain(answer.status);
    expect(certifyRound(valid, answer).reasons).toEqual([]);
    let now = 0;
    const timed = exact.solve(
      { ...valid, delayKind: 'synchronous', delayPrice: 1 },
      { timeLimitS: 1e-9, clock: () => now++ },
    );
    expect(certifyRound({ ...valid, delayKind: 'synchronous', delayPrice: 1 }, timed).reasons).toEqual([]);
  });

  it('of two worths, equal objectives go to less delay, then to less energy', () => {
    const worth = { objective: 1, scale: 1, delayS: 2, energyJ: 3 };
    expect(compareWorth({ ...worth, objective: 0.5, delayS: 9 }, worth)).toBeLessThan(0);
    expect(compareWorth({ ...worth, delayS: 1.5, energyJ: 9 }, worth)).toBeLessThan(0);
    expect(compareWorth({ ...worth, energyJ: 2.5 }, worth)).toBeLessThan(0);
    expect(compareWorth({ ...worth, energyJ: 3 + 1e-12 }, worth)).toBe(0);
  });

  it('ties go to the lower index', () => {
    const answer = exact.solve({
      ...BASE,
      maxScheduled: 1,
      devices: devices(5),
      delayPrice: 1,
      delayKind: 'synchronous',
    });
    expect(hasPoint(answer) && answer.scheduled).toEqual(['d0']);
  });
});
