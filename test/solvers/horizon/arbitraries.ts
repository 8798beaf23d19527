/** Random horizons of every family of rounds: absent devices, idle rounds, all penalties, budgets tight and loose. */
import fc from 'fast-check';
import { type HorizonProblem, type HorizonRound, isIdle } from '../../../src/problem/horizon/problem.js';
import type { RoundProblem } from '../../../src/problem/round/problem.js';
import { hasPoint } from '../../../src/problem/round/solution.js';
import { exact } from '../../../src/solvers/exact.js';
import { roundProblems } from '../../../src/testing/index.js';

export interface HorizonRange {
  /** Default 4. */
  readonly maxRounds?: number;
  /** Default 4. */
  readonly maxDevices?: number;
}

const part = fc.integer({ min: 3, max: 120 }).map((percent) => percent / 100);

export function horizonProblems({
  maxRounds = 4,
  maxDevices = 4,
}: HorizonRange = {}): fc.Arbitrary<HorizonProblem> {
  const busy = roundProblems({ maxDevices, energyLimits: false }).map(withoutPrices);
  const idle = fc.integer({ min: 0, max: 30 }).map((emptyPenalty) => ({ emptyPenalty }));
  const round: fc.Arbitrary<HorizonRound> = fc.oneof(
    { weight: 8, arbitrary: busy },
    { weight: 1, arbitrary: idle },
  );
  return fc
    .record({
      rounds: fc.array(round, { minLength: 1, maxLength: maxRounds }),
      delay: fc.option(part, { nil: undefined }),
      energies: fc.option(fc.array(part, { minLength: maxDevices, maxLength: maxDevices }), {
        nil: undefined,
      }),
    })
    .map(({ rounds, delay, energies }) => ({ rounds, budget: budgetFrom(rounds, delay, energies) }));
}

/**
 * The same with a balance: the penalty (1 - x)/x throughout, everybody's share the same in every round (some devices may never be
 * there), weights of chi from next to nothing to more than the rounds'.
 */
export function balancedHorizons(range: HorizonRange = {}): fc.Arbitrary<HorizonProblem> {
  const devices = range.maxDevices ?? 4;
  const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: devices, maxLength: devices });
  return fc
    .record({
      problem: horizonProblems(range),
      sizes,
      cap: fc.integer({ min: 0, max: 40 }),
      weight: fc.constantFrom(1e-3, 0.2, 0.5, 1, 4),
    })
    .map(({ problem: { rounds, budget }, sizes, cap, weight }) => {
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const shares = Object.fromEntries(sizes.map((size, k) => [`d${k}`, size / total]));
      return {
        rounds: rounds.map((round) => (isIdle(round) ? round : withShares(round, shares, cap))),
        budget,
        balance: { weight, shares },
      };
    });
}

function withShares(
  round: RoundProblem,
  shares: Readonly<Record<string, number>>,
  cap: number,
): RoundProblem {
  const devices = round.devices.map((device) => ({ ...device, share: shares[device.id]! }));
  return { ...round, penalty: { kind: 'inverse', cap }, devices };
}

function withoutPrices(problem: RoundProblem): RoundProblem {
  const devices = problem.devices.map((device) => ({ ...device, energyPrice: 0 }));
  return { ...problem, delayPrice: 0, devices };
}

/** Budgets as parts of what a horizon would spend if nothing cost anything. */
function budgetFrom(
  rounds: readonly HorizonRound[],
  delay: number | undefined,
  energies: readonly number[] | undefined,
): HorizonProblem['budget'] {
  const free = rounds.flatMap((round) => (isIdle(round) ? [] : [exact.solve(round)])).filter(hasPoint);
  const delayS = free.reduce((sum, solution) => sum + solution.delayS, 0);
  const joules = (id: string) => free.reduce((sum, solution) => sum + (solution.energyJ[id] ?? 0), 0);
  const entries = energies?.map((factor, k) => [`d${k}`, factor * (joules(`d${k}`) || 1e-3)] as const);
  return {
    ...(delay === undefined ? {} : { delayS: delay * (delayS || 1) }),
    ...(entries === undefined ? {} : { energyJ: Object.fromEntries(entries) }),
  };
}
