/**
 * The rounds to come as a horizon of rounds already seen: what has happened before stands for what will happen.
 * Prices that make this horizon spend what is left are the prices to expect.
 */
import { ownValue } from '../../core/own.js';
import type { HorizonBudget, HorizonProblem } from '../../problem/horizon/problem.js';
import type { Observation } from '../observation.js';
import { poseHorizonRound } from '../round-problem.js';
import { type ControlRules, energyAllowanceJ } from '../rules.js';
import { initialState } from '../state.js';
import { budgetLeft } from './budget-left.js';

/** What may be spent from a round on; absent where not limited. */
export type BudgetLeft = HorizonBudget;

export interface SampleHorizon {
  readonly problem: HorizonProblem;
  /** The round of the horizon that each sampled round stands for. */
  readonly standsFor: readonly number[];
}

/** A budget that is used up still needs a price: this part of the rounds' average allowance stands for nothing. */
const NEXT_TO_NOTHING = 1e-3;

/**
 * @param pool observations, at least one
 * @param fromRound the first round to stand for
 * @param size rounds to sample (>= 1); they are spread evenly over the rounds to come
 * @param turn rotates the pool, so that several samples pair observations with other rounds
 */
export function sampleHorizon(
  rules: ControlRules,
  pool: readonly Observation[],
  fromRound: number,
  left: BudgetLeft,
  size: number,
  turn = 0,
): SampleHorizon {
  const toCome = rules.horizon - fromRound;
  const standsFor = Array.from(
    { length: size },
    (_, i) => fromRound + Math.floor(((i + 0.5) * toCome) / size),
  );
  const stride = Math.max(1, pool.length / size);
  const seen = (i: number) => pool[(Math.floor((i + 0.5) * stride) + turn) % pool.length]!;
  const rounds = standsFor.map((round, i) => poseHorizonRound(rules, seen(i), rules.weights[round]!));
  return { problem: { rounds, budget: scaledBudget(rules, pool, left, size / toCome, size) }, standsFor };
}

function scaledBudget(
  rules: ControlRules,
  pool: readonly Observation[],
  left: BudgetLeft,
  scale: number,
  size: number,
): HorizonBudget {
  const atLeast = (value: number, allowance: number) => Math.max(value, NEXT_TO_NOTHING * allowance * size);
  const energies = [...idsOf(pool)].flatMap((id) => {
    const joules = ownValue(left.energyJ, id);
    return joules === undefined ? [] : [[id, atLeast(joules * scale, energyAllowanceJ(rules, id)!)] as const];
  });
  return {
    ...(left.delayS === undefined ? {} : { delayS: atLeast(left.delayS * scale, rules.averageDelayS!) }),
    ...(energies.length === 0 ? {} : { energyJ: Object.fromEntries(energies) }),
  };
}

/** The whole long-term problem on known channels: what the clairvoyant bound is about. */
export function wholeHorizon(rules: ControlRules, observations: readonly Observation[]): HorizonProblem {
  return {
    rounds: observations.map((observation, t) => poseHorizonRound(rules, observation, rules.weights[t]!)),
    budget: budgetLeft(rules, initialState(), idsOf(observations)),
  };
}

/** Ids of all devices seen, in the order they were first seen in. */
export function idsOf(pool: readonly Observation[]): Set<string> {
  return new Set(pool.flatMap(({ devices }) => devices.map(({ id }) => id)));
}
