/**
 * Prices by rehearsal, for a policy whose rounds' penalty depends on whom it heard before. Prices planned for the participation of each round
 * alone are too low for it: it also pays debts, hears far devices for that, and spends more at any price. So the policy is played over rounds
 * of the past, from where it stands to the horizon, at prices that follow what it spends, until it spends what is left.
 */
import { ownValue } from '../../core/own.js';
import { type HorizonBudget, type HorizonPrices, isIdle } from '../../problem/horizon/problem.js';
import type { Penalty } from '../../problem/round/problem.js';
import { hasPoint, type RoundSolution } from '../../problem/round/solution.js';
import { learnPrices, type Spent, solveRound } from '../../solvers/horizon/index.js';
import type { Observation, ObservedDevice } from '../observation.js';
import type { ControlRules } from '../rules.js';
import { type PricePlan, SpendingTally } from './planned-spending.js';
import { type BudgetLeft, idsOf, type SampleHorizon, sampleHorizon } from './sample-horizon.js';

/** A policy as it stands. Nothing of it changes, so every rehearsal begins alike. */
export interface Rehearsed {
  /** The policy when it has seen who is there. */
  before(devices: readonly Pick<ObservedDevice, 'id' | 'share'>[]): Rehearsed;
  /** The penalty of its next round. @param ids of the devices that the round is posed with */
  penaltyOf(ids: readonly string[]): Penalty;
  /** The policy when these were heard. */
  after(heard: readonly string[]): Rehearsed;
}

export interface RehearsalStart {
  /** Prices to begin with. */
  readonly start: HorizonPrices;
  /** They come from an earlier rehearsal, and fewer trials follow them. */
  readonly isRehearsed: boolean;
  readonly policy: Rehearsed;
  /** Rounds of the past that were seen (a whole number >= 1): the pool may hold them several times over. */
  readonly known: number;
  /** Most rounds to play in one rehearsal (a whole number >= 1). */
  readonly sampleRounds: number;
}

/** More rounds in one rehearsal would say little more; where fewer are to come, they are played several times, on other rounds of the past. */
const ROUNDS = 64;
/** Nor is much to be learned from playing a round of the past more often than this: whoever has seen little decides quickly. */
const OFTEN = 2;
/** A rehearsal asks what a policy spends, not for proofs: within so few nodes 200 rounds spent 0.1 % from what they do with all (benchmarks/control.md). */
const NODES = 10;
/** Searching further would move the prices by less than the sample's own error. */
const FIRST_SEARCH = { evaluations: 8, tolerance: 0.02 } as const;
const LATER_SEARCH = { evaluations: 3, tolerance: 0.03 } as const;
/** A budget that had no price gets one at which all of it is worth this part of what is worth most: trials can only multiply. */
const LEAST_WORTH = 1e-3;

/**
 * @param pool observations, at least one of them with a device
 * @param fromRound the first round to come
 * @param left what may be spent from there on
 */
export function rehearsedPlan(
  rules: ControlRules,
  pool: readonly Observation[],
  fromRound: number,
  left: BudgetLeft,
  { start, isRehearsed, policy, known, sampleRounds }: RehearsalStart,
): PricePlan {
  const most = Math.min(ROUNDS, sampleRounds);
  const size = Math.min(rules.horizon - fromRound, most);
  const turns = Math.ceil(Math.min(most, OFTEN * known) / size);
  const samples = Array.from({ length: turns }, (_, turn) =>
    sampleHorizon(rules, pool, fromRound, left, size, Math.floor((turn * pool.length) / turns)),
  );
  const { budget } = samples[0]!.problem;
  const played = new Map<string, (RoundSolution | undefined)[][]>();
  const playAt = (prices: HorizonPrices) => {
    const key = JSON.stringify(prices);
    const known = played.get(key);
    const solutions = known ?? samples.map((sample) => play(sample, prices, policy));
    played.set(key, solutions);
    return solutions;
  };
  const prices = learnPrices(
    (tried) => meanSpent(playAt(tried)),
    budget,
    withEveryPrice(start, budget),
    isRehearsed ? LATER_SEARCH : FIRST_SEARCH,
  );
  const tally = new SpendingTally(rules, fromRound);
  playAt(prices).forEach((solutions, turn) => {
    solutions.forEach((solution, t) => {
      tally.add(samples[turn]!.standsFor[t]!, solution);
    });
  });
  return tally.plan(prices, idsOf(pool), left);
}

/** The policy on one sample of rounds, in their order; undefined where nobody was there. */
function play(
  { problem }: SampleHorizon,
  prices: HorizonPrices,
  policy: Rehearsed,
): (RoundSolution | undefined)[] {
  let current = policy;
  return problem.rounds.map((round) => {
    if (isIdle(round)) return undefined;
    const ready = current.before(round.devices);
    const posed = { ...round, penalty: ready.penaltyOf(round.devices.map(({ id }) => id)) };
    const solution = solveRound({ ...problem, rounds: [posed] }, prices, 0, NODES);
    current = hasPoint(solution) ? ready.after(solution.scheduled) : ready;
    return solution;
  });
}

/** What a rehearsal spends on average. */
function meanSpent(rehearsals: readonly (readonly (RoundSolution | undefined)[])[]): Spent {
  const energyJ = new Map<string, number>();
  let delayS = 0;
  for (const solution of rehearsals.flat()) {
    if (solution === undefined || !hasPoint(solution)) continue;
    delayS += solution.delayS / rehearsals.length;
    for (const [id, joules] of Object.entries(solution.energyJ)) {
      energyJ.set(id, (energyJ.get(id) ?? 0) + joules / rehearsals.length);
    }
  }
  return { delayS, energyJ: Object.fromEntries(energyJ) };
}

function withEveryPrice({ delayPrice, energyPrice }: HorizonPrices, budget: HorizonBudget): HorizonPrices {
  const joules = Object.entries(budget.energyJ ?? {});
  const worth = [
    delayPrice * (budget.delayS ?? 0),
    ...joules.map(([id, most]) => (ownValue(energyPrice, id) ?? 0) * most),
  ];
  const most = worth.reduce((a, b) => Math.max(a, b), 0);
  const least = LEAST_WORTH * (most > 0 ? most : 1);
  return {
    delayPrice: budget.delayS === undefined ? 0 : Math.max(delayPrice, least / budget.delayS),
    energyPrice: Object.fromEntries(
      joules.map(([id, all]) => [id, Math.max(ownValue(energyPrice, id) ?? 0, least / all)]),
    ),
  };
}
