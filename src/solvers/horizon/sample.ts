/**
 * Prices to start from, found on a sample of the rounds with its part of the budget: every eighth round costs an
 * eighth of an evaluation, and is spread evenly over time, where weights may drift.
 */
import { type HorizonProblem, isIdle } from '../../problem/horizon/problem.js';
import { worstPenalty } from '../../problem/horizon/verify.js';
import { penaltyValue } from '../../problem/round/penalty/penalty.js';
import { type DualPoint, evaluateDual, maximiseDual, type Scope } from './bundle.js';
import type { Asking } from './horizon-lagrangian.js';
import { imbalance, PriceTrials } from './learn-prices.js';

/** Rounds a sample should have at least, before it takes fewer than all. */
const LEAST_SAMPLE = 8;
const LARGEST_STRIDE = 8;
const TRIALS = 8;
const TRIAL_TOLERANCE = 0.1;
const BUNDLE = { evaluations: 12, tolerance: 5e-3 };

export interface Start {
  readonly worth: Float64Array;
  /** Rounds solved, in horizons. */
  readonly evaluations: number;
}

export function* startOnSample(problem: HorizonProblem, whole: Scope): Asking<Start> {
  const { budgets } = whole.space;
  const first = new Float64Array(whole.space.size);
  first.fill((0.5 * penaltyOfNobody(problem)) / budgets, 0, budgets);
  const sample = sampleOf(problem, whole);
  if (whole.space.size === 0 || sample.rounds.length === 0) return { worth: first, evaluations: 0 };
  const trials = new PriceTrials(budgets);
  let evaluations = 0;
  let worth: Float64Array = first;
  let best: DualPoint | undefined;
  for (let turn = 0; turn < TRIALS; turn++) {
    const point: DualPoint = yield* evaluateDual(sample, worth);
    evaluations++;
    if (best === undefined || point.value > best.value) best = point;
    const priced = worth.subarray(0, budgets);
    if (imbalance(priced, point.used) <= TRIAL_TOLERANCE) break;
    worth = whole.space.withoutDebts(trials.next(priced, point.used));
  }
  const found = yield* maximiseDual(sample, best!, BUNDLE);
  return { worth: found.best.worth, evaluations: (evaluations + found.evaluations) * sample.size };
}

function sampleOf(problem: HorizonProblem, { space, pool, rounds, most, worst: all }: Scope): Scope {
  const stride = Math.max(1, Math.min(LARGEST_STRIDE, Math.floor(rounds.length / LEAST_SAMPLE)));
  const sampled = rounds.filter((_, i) => i % stride === stride >> 1);
  const worst = sampled.reduce((sum, t) => sum + worstPenalty(problem.rounds[t]!), 0);
  // The debts of a sample cost no more than those of all rounds.
  return {
    ...{ space, pool, rounds: sampled, size: sampled.length / rounds.length, constant: 0, worst },
    most: worst + (most - all),
  };
}

/** The penalty if nobody ever took part: prices of the whole budget are of this size at most. */
function penaltyOfNobody({ rounds }: HorizonProblem): number {
  let sum = 0;
  for (const round of rounds) {
    if (!isIdle(round)) sum += round.penaltyWeight * Math.abs(penaltyValue(round.penalty, 0, 0));
  }
  return sum;
}
