/**
 * Prices of the long-term constraints, learned from rounds already seen, and the spending that goes with them.
 *
 * The prices are those of the clairvoyant bound (theory 6) for a horizon in which past rounds stand for the rounds
 * to come, with their weights; the planned spending is what that horizon spends at them.
 */
import { type HorizonPrices, isIdle } from '../../problem/horizon/problem.js';
import { clairvoyant, solveRound } from '../../solvers/horizon/index.js';
import type { Observation } from '../observation.js';
import type { ControlRules } from '../rules.js';
import { type PricePlan, SpendingTally } from './planned-spending.js';
import { type BudgetLeft, idsOf, type SampleHorizon, sampleHorizon } from './sample-horizon.js';

export interface PlanOptions {
  /** Most rounds a plan is learned from (a whole number >= 1). */
  readonly sampleRounds: number;
  /** Prices to start the search from. */
  readonly startPrices?: HorizonPrices;
}

/** Searching further would move the prices by less than the sample's own error. */
const SEARCH = { evaluations: 15, tolerance: 1e-3, schedule: false } as const;
/** Samples that the spending by group is averaged over; each pairs the pool with other rounds. */
const TURNS = 3;

/** @param pool observations, at least one of them with a device */
export function learnPricePlan(
  rules: ControlRules,
  pool: readonly Observation[],
  fromRound: number,
  left: BudgetLeft,
  { sampleRounds, startPrices }: PlanOptions,
): PricePlan {
  const toCome = rules.horizon - fromRound;
  const size = Math.max(1, Math.min(sampleRounds, Math.max(toCome, pool.length)));
  const sample = (turn: number) => sampleHorizon(rules, pool, fromRound, left, size, turn);
  const first = sample(0);
  const { prices } = clairvoyant(first.problem, { ...SEARCH, ...(startPrices ? { startPrices } : {}) });
  const tally = new SpendingTally(rules, fromRound);
  const turns = tally.groups === 1 ? 1 : Math.min(TURNS, pool.length);
  for (let turn = 0; turn < turns; turn++) {
    addSpending(tally, turn === 0 ? first : sample(Math.floor((turn * pool.length) / turns)), prices);
  }
  return tally.plan(prices, idsOf(pool), left);
}

function addSpending(
  tally: SpendingTally,
  { problem, standsFor }: SampleHorizon,
  prices: HorizonPrices,
): void {
  problem.rounds.forEach((round, t) => {
    tally.add(standsFor[t]!, isIdle(round) ? undefined : solveRound(problem, prices, t));
  });
}
