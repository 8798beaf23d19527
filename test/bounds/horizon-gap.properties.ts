/** Theory 6 on real round problems: the gap of any decisions is regret plus what was left over, and prices bound it. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { horizonGap, priceRegretBound } from '../../src/bounds/index.js';
import { pricedRound } from '../../src/problem/horizon/problem.js';
import { penaltyValue } from '../../src/problem/round/penalty/penalty.js';
import type { RoundProblem } from '../../src/problem/round/problem.js';
import { exact } from '../../src/solvers/exact.js';
import { roundProblems } from '../../src/testing/index.js';

const price = fc.double({ min: 0.01, max: 5, noNaN: true });

/** Problems whose answers are whole: no count limits to make them infeasible, a deadline so that delays are finite. */
const problems = roundProblems({ maxDevices: 4, energyLimits: false }).map(
  ({ minScheduled: _, ...problem }): RoundProblem => ({ ...problem, deadlineS: problem.deadlineS ?? 2 }),
);

/** One constraint on the delay and one on the first device's energy. */
function decide(problem: RoundProblem, [delayPrice, energy]: readonly number[]) {
  const id = problem.devices[0]!.id;
  const solution = exact.solve(
    pricedRound(problem, { delayPrice: delayPrice!, energyPrice: { [id]: energy! } }),
  );
  if (solution.status !== 'optimal') throw new Error(solution.status);
  const shares = new Map(problem.devices.map((device) => [device.id, device.share]));
  const { scheduled } = solution;
  const participation = scheduled.reduce((sum, each) => sum + shares.get(each)!, 0);
  return {
    penalty:
      problem.penaltyWeight *
        penaltyValue(problem.penalty, participation, scheduled.length, () => scheduled) -
      problem.devices.reduce((sum, { id, value = 0 }) => sum + (scheduled.includes(id) ? value : 0), 0),
    used: [solution.delayS, solution.energyJ[id] ?? 0],
    minimum: solution.objective,
  };
}

const close = (a: number, b: number) =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-7 * (1 + Math.abs(a) + Math.abs(b)));

describe('the gap to the clairvoyant bound', () => {
  test.prop(
    [fc.array(problems, { minLength: 1, maxLength: 3 }), fc.tuple(price, price), fc.tuple(price, price)],
    {
      numRuns: 150,
    },
  )(
    'is regret plus what was left over; the distance of the prices bounds the regret',
    (rounds, best, own) => {
      const budgets = [1, 0.2];
      const atBest = rounds.map((round) => decide(round, best));
      const chosen = rounds.map((round) => decide(round, own));
      const horizon = chosen.map((round, t) => ({ ...round, minimum: atBest[t]!.minimum }));
      const { gap, regret, leftOver } = horizonGap({ prices: best, budgets, rounds: horizon });
      const objective = chosen.reduce((sum, { penalty }) => sum + penalty, 0);
      const bound =
        atBest.reduce((sum, { minimum }) => sum + minimum, 0) - best[0] * budgets[0]! - best[1] * budgets[1]!;
      close(gap, objective - bound);
      close(gap, regret + leftOver);
      const slack = 1e-7 * (1 + Math.abs(objective) + Math.abs(bound));
      expect(regret).toBeGreaterThanOrEqual(-slack);
      const most = chosen.reduce(
        (sum, { used }, t) => sum + priceRegretBound(best, own, used, atBest[t]!.used),
        0,
      );
      expect(regret).toBeLessThanOrEqual(most + slack);
    },
  );
});
