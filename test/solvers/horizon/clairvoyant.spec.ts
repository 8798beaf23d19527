/** Examples, edges and errors of the clairvoyant search; its accuracy on a cell of the usual size. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { certifyHorizon } from '../../../src/problem/horizon/certify.js';
import { evaluateHorizon } from '../../../src/problem/horizon/evaluate.js';
import type { HorizonProblem } from '../../../src/problem/horizon/problem.js';
import { validateHorizonProblem } from '../../../src/problem/horizon/validate.js';
import type { RoundProblem } from '../../../src/problem/round/problem.js';
import { hasPoint } from '../../../src/problem/round/solution.js';
import { clairvoyant, learnPrices, solveRound } from '../../../src/solvers/horizon/index.js';
import { type HorizonCase, horizonCase } from './cases.js';

/** One device that alone decides: taking part takes exactly one second and costs 1 J. */
const ROUND: RoundProblem = {
  bandwidthHz: 1e6,
  deadlineS: 2,
  penaltyWeight: 1,
  penalty: { kind: 'linear' },
  delayPrice: 0,
  delayKind: 'synchronous',
  devices: [
    {
      id: 'a',
      share: 1,
      snrHz: 1e9,
      uplinkBits: 0,
      fixedDelayS: 1,
      transmitPowerW: 0,
      fixedEnergyJ: 1,
    },
  ],
};
const weighing = (penaltyWeight: number): RoundProblem => ({ ...ROUND, penaltyWeight });

describe('by hand', () => {
  const rounds = [weighing(1), weighing(4), weighing(2), { emptyPenalty: 0.5 }];

  it.each([
    [{ delayS: 2 }, 1.5],
    [{ energyJ: { a: 2 } }, 1.5],
    [{ delayS: 2, energyJ: { a: 1 } }, 3.5],
    [{}, 0.5],
    [{ delayS: 100 }, 0.5],
    // Half a budget buys half a round in the dual only: the linear relaxation of a knapsack.
    [{ delayS: 0.5 }, 7.5 - 2],
  ])('budget %j: %d', (budget, expected) => {
    const result = clairvoyant({ rounds, budget });
    if (result.solution.status !== 'bounded') throw new Error('bounded');
    expect(result.solution.bound).toBeCloseTo(expected, 2);
    expect(result.solution.bound).toBeLessThanOrEqual(expected + 1e-12);
    expect(result.largestDual).toBeGreaterThanOrEqual(expected - 1e-9);
    expect(certifyHorizon({ rounds, budget }, result.solution).reasons).toEqual([]);
  });

  it('schedules the rounds that weigh most', () => {
    const { solution } = clairvoyant({ rounds, budget: { delayS: 2 } });
    if (solution.status !== 'bounded') throw new Error('bounded');
    expect(solution.schedule!.rounds.map(({ scheduled }) => scheduled.length)).toEqual([0, 1, 1, 0]);
  });

  it('proves that a budget cannot be kept', () => {
    const insistent = rounds.map((round) => ('penalty' in round ? { ...round, minScheduled: 1 } : round));
    const problem = { rounds: insistent, budget: { delayS: 2.9 } };
    const { solution } = clairvoyant(problem);
    expect(solution.status).toBe('infeasible');
    expect(certifyHorizon(problem, JSON.parse(JSON.stringify(solution))).reasons).toEqual([]);
    expect(clairvoyant({ ...problem, budget: { delayS: 3 } }).solution.status).toBe('bounded');
  });

  it('takes a horizon in which nobody is ever there', () => {
    const problem: HorizonProblem = { rounds: [{ emptyPenalty: 2 }], budget: { delayS: 1 } };
    const { solution, gap, modelGap } = clairvoyant(problem);
    expect(solution).toMatchObject({ status: 'bounded', bound: 2 });
    expect([gap, modelGap]).toEqual([0, 0]);
    expect(certifyHorizon(problem, solution).valid).toBe(true);
  });
});

describe('on a cell of 20 devices', () => {
  const CASES: readonly Omit<HorizonCase, 'devices' | 'rounds'>[] = [
    { seed: 1, budget: 'energy', penalty: 'linear', rho: 1, delayKind: 'synchronous' },
    { seed: 2, budget: 'delay', penalty: 'inverse', rho: 0.98, delayKind: 'synchronous' },
    { seed: 3, budget: 'both', penalty: 'quadratic', rho: 0.98, delayKind: 'mean', away: 0.2 },
  ];

  it.each(CASES)('$budget, $penalty: bound within 0.02 %, schedule within 1 %', (spec) => {
    const problem = horizonCase({ ...spec, devices: 20, rounds: 60 });
    const { solution, modelGap, gap } = clairvoyant(problem);
    if (solution.status !== 'bounded') throw new Error('bounded');
    expect(modelGap).toBeLessThanOrEqual(2e-4);
    expect(gap).toBeLessThanOrEqual(1e-2);
    expect(certifyHorizon(problem, solution).reasons).toEqual([]);
    expect(evaluateHorizon(problem, solution.schedule!.rounds).violation).toBeLessThanOrEqual(1e-10);
  });

  it('is at its goal at once when started from its own prices', () => {
    const problem = horizonCase({ ...CASES[0]!, devices: 20, rounds: 60 });
    const cold = clairvoyant(problem, { schedule: false });
    const warm = clairvoyant(problem, { schedule: false, startPrices: cold.prices });
    expect(warm.modelGap).toBeLessThanOrEqual(2e-4);
    expect(warm.evaluations).toBeLessThan(cold.evaluations);
  });
});

describe('prices learned by trial', () => {
  it('spend every budget that has a price to within the tolerance', () => {
    const spec = { seed: 5, devices: 10, rounds: 40, penalty: 'linear', rho: 1 } as const;
    const problem = horizonCase({ ...spec, budget: 'energy', delayKind: 'synchronous' });
    const energyJ = problem.budget.energyJ!;
    const start = {
      delayPrice: 0,
      energyPrice: Object.fromEntries(Object.keys(energyJ).map((id) => [id, 0.1])),
    };
    const spentAt = (prices: typeof start) => {
      const spent: Record<string, number> = {};
      for (const t of problem.rounds.keys()) {
        const solution = solveRound(problem, prices, t);
        if (!hasPoint(solution)) continue;
        for (const [id, joules] of Object.entries(solution.energyJ)) spent[id] = (spent[id] ?? 0) + joules;
      }
      return { delayS: 0, energyJ: spent };
    };
    const miss = (prices: typeof start) => {
      const { energyJ: spent } = spentAt(prices);
      return Math.max(...Object.keys(energyJ).map((id) => (spent[id] ?? 0) / energyJ[id]! - 1));
    };
    const learned = learnPrices(spentAt, problem.budget, start, { evaluations: 40, tolerance: 0.1 });
    expect(miss(start)).toBeGreaterThan(1);
    expect(miss(learned)).toBeLessThan(0.3);
  });

  it.each([
    [{ evaluations: 0 }, {}, 'evaluations'],
    [{ tolerance: 0 }, {}, 'tolerance'],
    [{}, { delayPrice: 0 }, 'start'],
  ])('options %j, start %j: refuses %s', (options, change, field) => {
    const start = { delayPrice: 1, energyPrice: {}, ...change };
    const call = () => learnPrices(() => ({ delayS: 1, energyJ: {} }), { delayS: 1 }, start, options);
    expect(call).toThrow(InputError);
    expect(call).toThrow(field);
  });
});

describe('refused:', () => {
  it.each([
    [{ evaluations: -1 }, 'evaluations'],
    [{ tolerance: 0 }, 'tolerance'],
    [{ startPrices: { delayPrice: Number.NaN, energyPrice: {} } }, 'startPrices.delayPrice'],
  ])('options %j', (options, field) => {
    expect(() => clairvoyant({ rounds: [ROUND], budget: {} }, options)).toThrow(field);
  });

  it.each([
    [{ rounds: [], budget: {} }, 'rounds'],
    [{ rounds: [ROUND] }, 'budget'],
    [{ rounds: [{ ...ROUND, delayPrice: 1 }], budget: {} }, 'rounds[0].delayPrice'],
    [
      { rounds: [{ ...ROUND, devices: [{ ...ROUND.devices[0], energyPrice: 1 }] }], budget: {} },
      'rounds[0].devices[0].energyPrice',
    ],
    [{ rounds: [{ ...ROUND, bandwidthHz: 0 }], budget: {} }, 'rounds[0].bandwidthHz'],
    [{ rounds: [{ emptyPenalty: 1, devices: [] }], budget: {} }, 'rounds[0].devices'],
    [{ rounds: [ROUND], budget: { delayS: 0 } }, 'budget.delayS'],
    [{ rounds: [ROUND], budget: { energyJ: { a: -1 } } }, 'budget.energyJ.a'],
    [{ rounds: [ROUND], budget: { delay: 1 } }, 'budget.delay'],
  ])('problem %#', (problem, field) => {
    expect(() => validateHorizonProblem(problem)).toThrow(InputError);
    // Its rounds are solved unlooked: the search refuses what the reader refuses.
    expect(() => clairvoyant(problem as HorizonProblem)).toThrow(InputError);
    expect(() => validateHorizonProblem(problem)).toThrow(`${field}:`);
  });
});
