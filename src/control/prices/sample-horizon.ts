/**
 * The rounds to come as a horizon of rounds already seen: what has happened before stands for what will happen.
 * Prices that make this horizon spend what is left are the prices to expect.
 */
import type { HorizonBudget, HorizonProblem, HorizonRound } from '../../core/horizon/problem.js';
import { penaltyValue } from '../../core/round/penalty.js';
import type { Observation } from '../observation.js';
import { poseRound } from '../round-problem.js';
import { type ControlRules, energyAllowanceJ } from '../rules.js';

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
  const rounds = standsFor.map((round, i) => sampledRound(rules, seen(i), round));
  return { problem: { rounds, budget: scaledBudget(rules, pool, left, size / toCome, size) }, standsFor };
}

function sampledRound(rules: ControlRules, { devices }: Observation, round: number): HorizonRound {
  const weight = rules.weights[round]!;
  if (devices.length === 0) return { emptyPenalty: weight * penaltyValue(rules.penalty, 0, 0) };
  const prices = { penaltyWeight: weight, delayPrice: 0 };
  return poseRound(rules, devices, prices, { deadlineS: rules.deadlineS });
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
    const joules = left.energyJ?.[id];
    return joules === undefined ? [] : [[id, atLeast(joules * scale, energyAllowanceJ(rules, id)!)] as const];
  });
  return {
    ...(left.delayS === undefined ? {} : { delayS: atLeast(left.delayS * scale, rules.averageDelayS!) }),
    ...(energies.length === 0 ? {} : { energyJ: Object.fromEntries(energies) }),
  };
}

/** Ids of all devices seen, in the order they were first seen in. */
export function idsOf(pool: readonly Observation[]): Set<string> {
  return new Set(pool.flatMap(({ devices }) => devices.map(({ id }) => id)));
}
