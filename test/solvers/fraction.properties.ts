/**
 * Problems whose penalty is a linear fraction of who takes part: what `exact` proves is what enumeration finds, and the checker
 * accepts it. Numerators of all kinds: none, equal, in proportion to the shares, of both signs, huge.
 *
 * DRIFTLORA_PROBLEMS sets how many problems are solved (default 100; 20,000 under DRIFTLORA_FULL=1), DRIFTLORA_SEED which.
 */
import { describe, expect, it } from 'vitest';
import { certifyRound } from '../../src/problem/round/certify.js';
import type { RoundDevice, RoundProblem } from '../../src/problem/round/problem.js';
import { hasPoint } from '../../src/problem/round/solution.js';
import { validateRoundProblem } from '../../src/problem/round/validate.js';
import { enumeration } from '../../src/solvers/enumeration.js';
import { exact } from '../../src/solvers/exact.js';
import { relaxed } from '../../src/solvers/relaxed.js';
import { type Draw, drawFrom, pick } from '../reference/random-rounds.js';

const PROBLEMS = Number(process.env.DRIFTLORA_PROBLEMS ?? (process.env.DRIFTLORA_FULL ? 20_000 : 100));
const SEED = Number(process.env.DRIFTLORA_SEED ?? 15);

const between = (draw: Draw, low: number, high: number) => low + (high - low) * draw();
const magnitude = (draw: Draw, low: number, high: number) => low * (high / low) ** draw();

function devicesOf(draw: Draw, count: number): RoundDevice[] {
  const isEven = draw() < 0.25;
  const weights = Array.from({ length: count }, () => (isEven ? 1 : magnitude(draw, 0.1, 1)));
  const total = weights.reduce((a, b) => a + b, 0) / pick(draw, [1, 1, 0.6]);
  const devices = weights.map((weight, k) => ({
    id: `d${k}`,
    share: weight / total,
    snrHz: magnitude(draw, 1e6, 1e9),
    uplinkBits: pick(draw, [0, magnitude(draw, 1e4, 3e6), magnitude(draw, 1e4, 3e6)]),
    fixedDelayS: pick(draw, [0, magnitude(draw, 0.01, 0.5)]),
    transmitPowerW: 0.2,
    fixedEnergyJ: pick(draw, [0, 0.01]),
    energyPrice: pick(draw, [0, magnitude(draw, 0.01, 50)]),
  }));
  // Told apart by their numerators alone: a chain.
  const isChain = isEven && draw() < 0.5;
  return isChain ? devices.map(({ id }) => ({ ...devices[0]!, id })) : devices;
}

function numeratorsOf(draw: Draw, devices: readonly RoundDevice[]): Record<string, number> {
  const kind = pick(draw, ['none', 'equal', 'debts', 'huge', 'negative', 'mixed', 'proportional']);
  const one = ({ share }: RoundDevice): number => {
    if (kind === 'none') return 0;
    if (kind === 'equal') return 0.7;
    if (kind === 'debts') return between(draw, -3, 3);
    if (kind === 'huge') return between(draw, -1e4, 1e4);
    if (kind === 'negative') return -magnitude(draw, 0.01, 2);
    if (kind === 'proportional') return 2 * share;
    return pick(draw, [0, -1, 2, between(draw, -10, 10)]);
  };
  return Object.fromEntries(devices.map((device) => [device.id, one(device)]));
}

function problemOf(draw: Draw, most: number): RoundProblem {
  const count = 2 + Math.floor(draw() * (most - 1));
  const devices = devicesOf(draw, count);
  return validateRoundProblem({
    bandwidthHz: pick(draw, [1e6, 2e7]),
    ...(draw() < 0.6 ? { deadlineS: magnitude(draw, 0.05, 3) } : {}),
    ...(draw() < 0.3 ? { maxScheduled: 1 + Math.floor(draw() * count) } : {}),
    ...(draw() < 0.2 ? { minScheduled: 1 } : {}),
    penaltyWeight: magnitude(draw, 0.01, 100),
    penalty: {
      kind: 'fraction',
      cap: pick(draw, [20, 200, 3]),
      constant: pick(draw, [1, 1, 1, 0, -2, 5]),
      numerators: numeratorsOf(draw, devices),
    },
    delayPrice: pick(draw, [0, magnitude(draw, 0.1, 30)]),
    delayKind: pick(draw, ['synchronous', 'mean']),
    devices,
  });
}

const slackOf = (objective: number, weight: number) => 2e-9 * Math.abs(objective) + 1e-12 * weight;

describe('a linear fraction', () => {
  it(`is proven to be what enumeration finds, on ${PROBLEMS} problems`, () => {
    for (let i = 0; i < PROBLEMS; i++) {
      const problem = problemOf(drawFrom(SEED * 1_000_003 + i), 8);
      const answer = exact.solve(problem);
      const oracle = enumeration.solve(problem);
      const shown = () => JSON.stringify({ problem, answer, oracle });
      for (const claim of [answer, oracle]) {
        const { valid, reasons } = certifyRound(problem, JSON.parse(JSON.stringify(claim)));
        if (!valid) expect.fail(`${reasons.join('; ')}: ${shown()}`);
      }
      if (answer.status !== oracle.status || !['optimal', 'infeasible'].includes(answer.status))
        expect.fail(`${answer.status}, ${oracle.status}: ${shown()}`);
      if (!hasPoint(answer) || !hasPoint(oracle)) continue;
      const apart = Math.abs(answer.objective - oracle.objective);
      if (!(apart <= slackOf(oracle.objective, problem.penaltyWeight))) expect.fail(shown());
      const bounded = relaxed.solve(problem);
      if (
        hasPoint(bounded) &&
        bounded.bound > answer.objective + slackOf(answer.objective, problem.penaltyWeight)
      )
        expect.fail(`relaxed bounds ${bounded.bound}: ${shown()}`);
    }
  }, 7_200_000);

  it('of many equal devices is a question of how many', () => {
    const problem = validateRoundProblem({
      bandwidthHz: 2.4e7,
      deadlineS: 2,
      penaltyWeight: 20,
      penalty: {
        kind: 'fraction',
        cap: 20,
        constant: 1,
        numerators: Object.fromEntries(Array.from({ length: 120 }, (_, k) => [`d${k}`, (4 + (k % 3)) / 120])),
      },
      delayPrice: 2,
      delayKind: 'synchronous',
      devices: Array.from({ length: 120 }, (_, k) => ({
        id: `d${k}`,
        share: 1 / 120,
        snrHz: 3e8,
        uplinkBits: 1e6,
        fixedDelayS: 0.1,
        transmitPowerW: 0.2,
        fixedEnergyJ: 0.003,
        energyPrice: 1,
      })),
    });
    const solution = exact.solve(problem, { nodeLimit: 1_000 });
    expect(solution.status).toBe('optimal');
    expect(certifyRound(problem, solution).valid).toBe(true);
  });

  it('without numerators is the inverse penalty', () => {
    for (let i = 0; i < 20; i++) {
      const problem = problemOf(drawFrom(9_000 + i), 12);
      const numerators = Object.fromEntries(problem.devices.map(({ id }) => [id, 0]));
      const plain = exact.solve({ ...problem, penalty: { kind: 'inverse', cap: 20 } });
      const same = exact.solve({
        ...problem,
        penalty: { kind: 'fraction', cap: 20, constant: 1, numerators },
      });
      expect(same.status).toBe(plain.status);
      // Schedules may tie.
      if (!hasPoint(plain) || !hasPoint(same)) continue;
      const apart = Math.abs(same.objective - plain.objective);
      expect(apart).toBeLessThanOrEqual(slackOf(plain.objective, problem.penaltyWeight));
    }
  });

  it('need not fall: leaving somebody out can be better though taking part costs nothing', () => {
    const device = (id: string) => ({ id, share: 0.5, snrHz: 1e8, uplinkBits: 0, fixedDelayS: 0 });
    const problem = validateRoundProblem({
      bandwidthHz: 1e6,
      penaltyWeight: 1,
      penalty: { kind: 'fraction', cap: 9, constant: 1, numerators: { a: -1, b: 4 } },
      delayPrice: 0,
      delayKind: 'mean',
      devices: ['a', 'b'].map((id) => ({ ...device(id), transmitPowerW: 0, fixedEnergyJ: 0 })),
    });
    const answer = exact.solve(problem);
    expect(hasPoint(answer) && answer.scheduled).toEqual(['a']);
    expect(hasPoint(answer) && answer.objective).toBeCloseTo(-1, 12);
  });
});
