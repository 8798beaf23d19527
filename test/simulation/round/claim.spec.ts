/** A record never says more than the evidence. */
import { describe, expect, it } from 'vitest';
import type { ControlDecision } from '../../../src/control/index.js';
import { evaluateDecision } from '../../../src/problem/round/evaluate.js';
import type { RoundProblem } from '../../../src/problem/round/problem.js';
import type { RoundSolution } from '../../../src/problem/round/solution.js';
import { claimOf, pricesOf } from '../../../src/simulation/round/claim.js';
import { DEFAULT_SOLVER, loadSolver } from '../../../src/solvers/index.js';

const device = (id: string, energyPrice: number) => ({
  ...{ id, share: 0.25, snrHz: 1e8, uplinkBits: 1e5, fixedDelayS: 0.01 },
  ...{ transmitPowerW: 0.2, fixedEnergyJ: 0.001, energyPrice },
});

/** V w_t = 3, three devices of a quarter of the data each. */
const PROBLEM: RoundProblem = {
  ...{ bandwidthHz: 1e6, deadlineS: 2, penaltyWeight: 3, delayPrice: 0.5, delayKind: 'synchronous' },
  penalty: { kind: 'quadratic' },
  devices: [device('a', 6), device('b', 4), device('c', 2)],
};

const STATS = { solver: 'a solver', timeS: 0 } as unknown as RoundSolution['stats'];

const decidedBy = (solution: RoundSolution): ControlDecision => ({
  ...{ decision: { scheduled: [], bandwidthHz: {} }, answer: { problem: PROBLEM, solution } },
  ...{ verdict: { valid: true, reasons: [] }, state: undefined as unknown as ControlDecision['state'] },
});

describe('the claim in a record', () => {
  it.each(['unknown', 'infeasible'] as const)('calls an answer that is %s by its name', (status) => {
    const solution = {
      status,
      stats: STATS,
      stopped: 'time-limit',
      certificate: {},
    } as unknown as RoundSolution;
    const claim = claimOf(decidedBy(solution), { kind: 'quadratic' }, 7);
    const nobody = evaluateDecision(PROBLEM, { scheduled: [], bandwidthHz: {} }).objective;
    // Nobody costs 3 (1 - 0)^2; with all three devices for nothing 3 (1 - 3/4)^2 would remain.
    expect(nobody).toBeCloseTo(3, 12);
    expect(claim).toEqual({
      status,
      objective: nobody,
      bound: 3 / 16,
      gap: (3 - 3 / 16) / 3,
      solver: 'a solver',
    });
  });

  it('bounds what any schedule reaches', async () => {
    const solution = (await loadSolver(DEFAULT_SOLVER)).solve({ ...PROBLEM, penaltyWeight: 1000 });
    if (solution.status !== 'optimal') throw new Error(solution.status);
    const unknown = { status: 'unknown', stats: STATS, stopped: 'time-limit' } as RoundSolution;
    const { bound } = claimOf(
      { ...decidedBy(unknown), answer: { problem: { ...PROBLEM, penaltyWeight: 1000 }, solution: unknown } },
      { kind: 'quadratic' },
      1,
    );
    expect(solution.scheduled).toHaveLength(3);
    expect(bound).toBeLessThan(solution.objective);
    expect(claimOf(decidedBy(solution), { kind: 'quadratic' }, 1)).toMatchObject({
      status: 'optimal',
      objective: solution.objective,
    });
  });

  it('counts what devices are worth by themselves in the bound', () => {
    const valued = { ...PROBLEM, devices: PROBLEM.devices.map((one) => ({ ...one, value: 0.5 })) };
    const unknown = { status: 'unknown', stats: STATS, stopped: 'time-limit' } as RoundSolution;
    const decided = { ...decidedBy(unknown), answer: { problem: valued, solution: unknown } };
    expect(claimOf(decided, { kind: 'quadratic' }, 1).bound).toBeCloseTo(3 / 16 - 1.5, 12);
  });

  it('is proven without a solver only where nobody was there', () => {
    const { answer: _, ...nobodyThere } = decidedBy({ status: 'unknown', stats: STATS } as RoundSolution);
    const claim = claimOf(nobodyThere, { kind: 'inverse', cap: 9 }, 7);
    expect(claim).toEqual({ status: 'optimal', objective: 63, bound: 63, gap: 0, solver: 'none' });
  });
});

describe('the prices in a record', () => {
  const unknown = { status: 'unknown', stats: STATS, stopped: 'time-limit' } as RoundSolution;
  const policy = {
    name: 'plain-drift-plus-penalty',
    title: '',
    tradeOff: 2,
    hasPrices: true,
    decide: () => undefined,
  };

  it('are those of the problem over V', () => {
    expect(pricesOf(decidedBy(unknown), policy, true)).toEqual({ perS: 0.25, perJ: { a: 3, b: 2, c: 1 } });
    expect(pricesOf(decidedBy(unknown), policy, false)).toEqual({ perS: 0.25 });
  });

  it('are absent where a policy has none, or nobody was there', () => {
    expect(pricesOf(decidedBy(unknown), { ...policy, hasPrices: false }, true)).toBeUndefined();
    const { answer: _, ...nobodyThere } = decidedBy(unknown);
    expect(pricesOf(nobodyThere, policy, true)).toBeUndefined();
  });
});
