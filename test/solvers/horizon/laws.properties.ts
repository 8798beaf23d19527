/** What must hold for every horizon, judged by the independent checker and by the dual itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certifyHorizon } from '../../../src/problem/horizon/certify.js';
import { evaluateHorizon } from '../../../src/problem/horizon/evaluate.js';
import { type HorizonPrices, type HorizonProblem, isIdle } from '../../../src/problem/horizon/problem.js';
import { validateHorizonProblem } from '../../../src/problem/horizon/validate.js';
import type { RoundDecision } from '../../../src/problem/round/problem.js';
import { hasPoint } from '../../../src/problem/round/solution.js';
import { clairvoyant, solveRound } from '../../../src/solvers/horizon/index.js';
import { balancedHorizons, horizonProblems } from './arbitraries.js';

const FULL = process.env.DRIFTLORA_FULL !== undefined;
const DRAWS = FULL ? 300 : 80;

/** Dual value and use of the minimisers at prices, one round at a time. */
function dualAt(problem: HorizonProblem, prices: HorizonPrices) {
  const { delayS = 0, energyJ = {} } = problem.budget;
  let value = -prices.delayPrice * delayS;
  for (const id of Object.keys(energyJ)) value -= prices.energyPrice[id]! * energyJ[id]!;
  const spent = { delayS: 0, energyJ: Object.fromEntries(Object.keys(energyJ).map((id) => [id, 0])) };
  let scale = Math.abs(value);
  for (const [t, round] of problem.rounds.entries()) {
    if (isIdle(round)) {
      value += round.emptyPenalty;
      continue;
    }
    const solution = solveRound(problem, prices, t);
    if (!hasPoint(solution)) return undefined;
    value += solution.objective;
    scale += Math.abs(solution.objective) + round.penaltyWeight;
    spent.delayS += solution.delayS;
    for (const [id, joules] of Object.entries(solution.energyJ)) {
      if (id in spent.energyJ) spent.energyJ[id]! += joules;
    }
  }
  return { value, scale, spent };
}

/** Prices that are worth something: each budget is priced at some part of what is at stake. */
function pricesFor({ budget }: HorizonProblem, draws: readonly number[]): HorizonPrices {
  const price = (i: number, total: number) => draws[i % draws.length]! / total;
  const energies = Object.entries(budget.energyJ ?? {});
  return {
    delayPrice: budget.delayS === undefined ? 0 : price(0, budget.delayS),
    energyPrice: Object.fromEntries(energies.map(([id, joules], k) => [id, price(k + 1, joules)])),
  };
}

function mixed(a: HorizonPrices, b: HorizonPrices, s: number): HorizonPrices {
  const mix = (x: number, y: number) => (1 - s) * x + s * y;
  return {
    delayPrice: mix(a.delayPrice, b.delayPrice),
    energyPrice: Object.fromEntries(
      Object.keys(a.energyPrice).map((id) => [id, mix(a.energyPrice[id]!, b.energyPrice[id]!)]),
    ),
  };
}

const draws = fc.array(
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: -12, max: 8 }).map((e) => 2 ** e),
  ),
  { minLength: 5, maxLength: 5 },
);

/** Decisions of random rounds at random prices, as long as the budgets last. */
function someSchedule(problem: HorizonProblem, prices: HorizonPrices): RoundDecision[] | undefined {
  const rounds: RoundDecision[] = problem.rounds.map(() => ({ scheduled: [], bandwidthHz: {} }));
  for (const [t, round] of problem.rounds.entries()) {
    if (isIdle(round)) continue;
    const solution = solveRound(problem, prices, t);
    if (!hasPoint(solution)) return undefined;
    const { scheduled, bandwidthHz } = solution;
    const before = rounds[t]!;
    rounds[t] = { scheduled, bandwidthHz };
    if (evaluateHorizon(problem, rounds).violation > 1e-10 && (round.minScheduled ?? 0) === 0) {
      rounds[t] = before;
    }
  }
  return evaluateHorizon(problem, rounds).violation <= 1e-10 ? rounds : undefined;
}

const slack = (scale: number) => 2e-9 * scale + 1e-12;
const scaleOf = (problem: HorizonProblem) =>
  problem.rounds.reduce(
    (sum, round) => sum + (isIdle(round) ? round.emptyPenalty : 30 * round.penaltyWeight),
    0,
  );

const FAMILIES = [
  ['any horizon', horizonProblems],
  ['a horizon with a balance', balancedHorizons],
] as const;

describe('the clairvoyant answer', () => {
  it.each(FAMILIES)(
    'to %s passes the checker after a trip through JSON, with a schedule wherever nobody may take part',
    (_, problems) => {
      const seen = { bounded: 0, infeasible: 0, scheduled: 0 };
      fc.assert(
        fc.property(problems(), (problem) => {
          expect(validateHorizonProblem(JSON.parse(JSON.stringify(problem)))).toEqual(problem);
          const { solution } = clairvoyant(problem);
          seen[solution.status]++;
          expect(certifyHorizon(problem, JSON.parse(JSON.stringify(solution))).reasons).toEqual([]);
          if (solution.status === 'infeasible') return;
          const insistent = problem.rounds.some((round) => !isIdle(round) && (round.minScheduled ?? 0) > 0);
          if (solution.schedule !== undefined) seen.scheduled++;
          else expect(insistent).toBe(true);
        }),
        { numRuns: DRAWS, seed: 1 },
      );
      expect(seen.bounded).toBeGreaterThan(DRAWS / 2);
      expect(seen.scheduled).toBeGreaterThan(DRAWS / 2);
      expect(seen.infeasible).toBeGreaterThan(DRAWS / 100);
    },
  );

  it.each(FAMILIES)('to %s is below every schedule within the budgets', (_, problems) => {
    let compared = 0;
    fc.assert(
      fc.property(problems(), draws, (problem, prices) => {
        const { solution, largestDual } = clairvoyant(problem, { schedule: false });
        const rounds = someSchedule(problem, pricesFor(problem, prices));
        if (rounds === undefined || solution.status === 'infeasible') return;
        compared++;
        const { objective } = evaluateHorizon(problem, rounds);
        expect(solution.bound).toBeLessThanOrEqual(objective + slack(scaleOf(problem)));
        expect(solution.bound).toBeLessThanOrEqual(largestDual);
      }),
      { numRuns: DRAWS, seed: 2 },
    );
    expect(compared).toBeGreaterThan(DRAWS / 3);
  });

  it('does not rise with the budgets', () => {
    fc.assert(
      fc.property(horizonProblems(), fc.constantFrom(1.1, 2, 10), (problem, factor) => {
        const { delayS, energyJ } = problem.budget;
        const budget = {
          ...(delayS === undefined ? {} : { delayS: factor * delayS }),
          ...(energyJ === undefined
            ? {}
            : {
                energyJ: Object.fromEntries(Object.entries(energyJ).map(([id, j]) => [id, factor * j])),
              }),
        };
        const small = clairvoyant(problem, { schedule: false });
        const large = clairvoyant({ ...problem, budget }, { schedule: false });
        if (large.solution.status === 'infeasible' || small.solution.status === 'infeasible') return;
        expect(large.solution.bound).toBeLessThanOrEqual(small.largestDual + slack(scaleOf(problem)));
      }),
      { numRuns: FULL ? 100 : 30, seed: 3 },
    );
  });

  it('knows neither the order of rounds nor of devices', () => {
    fc.assert(
      fc.property(horizonProblems(), (problem) => {
        const { energyJ } = problem.budget;
        const turned: HorizonProblem = {
          rounds: [...problem.rounds]
            .reverse()
            .map((round) => (isIdle(round) ? round : { ...round, devices: [...round.devices].reverse() })),
          budget: {
            ...problem.budget,
            ...(energyJ === undefined
              ? {}
              : { energyJ: Object.fromEntries(Object.entries(energyJ).reverse()) }),
          },
        };
        const one = clairvoyant(problem, { schedule: false });
        const other = clairvoyant(turned, { schedule: false });
        expect(one.solution.status).toBe(other.solution.status);
        if (one.solution.status === 'infeasible' || other.solution.status === 'infeasible') return;
        const room = slack(scaleOf(problem));
        expect(one.solution.bound).toBeLessThanOrEqual(other.largestDual + room);
        expect(other.solution.bound).toBeLessThanOrEqual(one.largestDual + room);
        const here = dualAt(problem, one.prices);
        const there = dualAt(turned, one.prices);
        if (here === undefined || there === undefined) return;
        expect(Math.abs(here.value - there.value)).toBeLessThanOrEqual(slack(here.scale));
      }),
      { numRuns: FULL ? 100 : 30, seed: 4 },
    );
  });
});

describe('the dual', () => {
  it('is concave along any segment of prices, with use less budget as a supergradient', () => {
    let compared = 0;
    const places = fc.constantFrom(0.1, 0.5, 0.8);
    fc.assert(
      fc.property(horizonProblems({ maxRounds: 3 }), draws, draws, places, (problem, from, to, s) => {
        const ends = [pricesFor(problem, from), pricesFor(problem, to)] as const;
        const [a, b] = ends.map((prices) => dualAt(problem, prices));
        const middle = dualAt(problem, mixed(...ends, s));
        if (a === undefined || b === undefined || middle === undefined) return;
        compared++;
        const room = slack(a.scale + b.scale + middle.scale);
        expect(middle.value).toBeGreaterThanOrEqual((1 - s) * a.value + s * b.value - room);
        const { delayS = 0, energyJ = {} } = problem.budget;
        let line = a.value + (ends[1].delayPrice - ends[0].delayPrice) * (a.spent.delayS - delayS);
        for (const id of Object.keys(energyJ)) {
          const step = ends[1].energyPrice[id]! - ends[0].energyPrice[id]!;
          line += step * (a.spent.energyJ[id]! - energyJ[id]!);
        }
        expect(b.value).toBeLessThanOrEqual(line + room + 2e-9 * Math.abs(line));
      }),
      { numRuns: DRAWS, seed: 5 },
    );
    expect(compared).toBeGreaterThan(DRAWS / 2);
  });
});
