/**
 * Drift-plus-penalty with learned prices: each round minimises w_t phi(S) + theta(t) tau + sum_k theta_k(t) E_k,
 * where the prices are planned from rounds already seen, follow what is really spent (prices/price-feedback.ts), and
 * are planned anew as rounds go by. Without any history the policy learns from its own first rounds.
 *
 * The guard is part of every round's problem, so no planned outcome overspends.
 */
import { COUNT, NON_NEGATIVE } from '../../core/read.js';
import { guardedRound } from '../budget-guard.js';
import type { Observation } from '../observation.js';
import type { PolicyContext } from '../policy.js';
import { numberOption, type OptionValues, type PolicyBody } from '../policy-entry.js';
import type { RoundPrices } from '../round-problem.js';
import type { PolicyMemory } from '../state.js';
import { budgetLeft } from './budget-left.js';
import { filledUp, type LearningMemory, memoryOf, withObservation } from './memory.js';
import type { PricePlan } from './planned-spending.js';
import { feedbackPrices } from './price-feedback.js';
import { learnPricePlan } from './price-plan.js';
import { type Rehearsed, rehearsedPlan } from './rehearsal.js';
import { idsOf } from './sample-horizon.js';

/** Their defaults were chosen by measurement (benchmarks/control.md). */
export const LEARNING_OPTIONS = {
  gain: numberOption(
    NON_NEGATIVE,
    'How strongly a price follows what is left of its budget (g); 0: not.',
    0.5,
  ),
  reserveUses: numberOption(NON_NEGATIVE, 'Energy kept in reserve, in uses of a device.', 0.5),
  partOfRest: numberOption(
    { accepted: 'a number in (0, 1]', contains: (v) => v > 0 && v <= 1 },
    'The next plan is made when this part of the rounds to come has gone by.',
    0.25,
  ),
  sampleRounds: numberOption(
    { accepted: 'a whole number >= 1', contains: (v) => Number.isInteger(v) && v >= 1 },
    'Most rounds that a plan on the way is learned from.',
    100,
  ),
  leastRest: numberOption(COUNT, 'With fewer rounds to come than this, feedback alone steers.', 4),
} as const;

type PlanningOptions = Pick<LearnedPricesOptions, 'partOfRest' | 'sampleRounds' | 'leastRest'>;

type LearnedPricesOptions = OptionValues<typeof LEARNING_OPTIONS>;

/** Rounds of a first plan from history. */
const FIRST_SAMPLE = 200;
/** Early on a plan is made anew when this many times as many rounds have been seen. */
const GROWTH = 1.5;

/** What learns prices while running: for policies that put them to a use of their own. */
export interface PriceLearner {
  /** The memory with this round's observation, and a new plan where it is time for one. */
  learn(context: PolicyContext): PolicyMemory;
  /** This round's prices, from the plan in the state's memory and what was really spent. */
  prices(context: PolicyContext): RoundPrices;
}

/** What a learner plans with. */
interface PlanMaterial {
  /** Rounds of the past on other channels; may be empty. */
  readonly history: readonly Observation[];
  /** The policy as it stands, where its rounds' penalty depends on whom it heard: then plans are rehearsed. */
  readonly rehearsed?: (context: PolicyContext) => Rehearsed;
}

export function priceLearner(material: PlanMaterial, settings: LearnedPricesOptions): PriceLearner {
  return {
    learn(context) {
      const { devices } = context;
      const memory = withObservation(memoryOf(context.state), { devices });
      return { ...planned(context, memory, material, settings) };
    },
    prices({ rules, state, devices }) {
      const { plan } = memoryOf(state);
      const ids = devices.map(({ id }) => id);
      const prices = plan
        ? feedbackPrices(rules, state, plan, ids, settings)
        : { delayPrice: 0, energyPrice: {} };
      return { penaltyWeight: rules.weights[state.round]!, ...prices };
    },
  };
}

/** The policy that minimises each round at these prices. */
export function learnedPrices(
  title: string,
  history: readonly Observation[],
  settings: LearnedPricesOptions,
): PolicyBody {
  const { learn, prices } = priceLearner({ history }, settings);
  return { title, learn, decide: (context) => guardedRound(context, prices(context)) };
}

/**
 * A new plan where it is time for one. A plan lasts until half as many rounds again are known, or a quarter (partOfRest) of the rest has
 * gone by, whichever comes first. In numbers, 8 rounds of the past and a horizon of 40: round 0 plans on 9 known rounds and waits
 * min(9/2, 40/4) = 4; round 4 on 13, waits min(13/2, 36/4) = 6; round 10 on 19, waits min(19/2, 30/4) = 7; ...
 */
function planned(
  context: PolicyContext,
  memory: LearningMemory,
  material: PlanMaterial,
  settings: PlanningOptions,
): LearningMemory {
  const { rules, state, random } = context;
  const { history } = material;
  const { partOfRest, leastRest } = settings;
  const { round } = state;
  const rest = rules.horizon - round;
  if (round < memory.planAgainAt || (memory.plan !== undefined && rest < leastRest)) return memory;
  const pool = filledUp([...history, ...memory.seen], random);
  if (idsOf(pool).size === 0) return memory;
  const known = history.length + round + 1;
  const plan = newPlan(context, memory, { ...material, pool, known }, settings);
  const wait = Math.min(Math.floor((GROWTH - 1) * known), Math.floor(partOfRest * rest));
  return { ...memory, plan, planAgainAt: round + Math.max(1, wait) };
}

function newPlan(
  context: PolicyContext,
  { plan }: LearningMemory,
  { history, rehearsed, pool, known }: PlanMaterial & { pool: readonly Observation[]; known: number },
  { sampleRounds }: PlanningOptions,
): PricePlan {
  const { rules, state } = context;
  const left = budgetLeft(rules, state, idsOf(pool));
  const ofPsi = () =>
    learnPricePlan(rules, pool, state.round, left, {
      sampleRounds: plan === undefined && history.length > 0 ? FIRST_SAMPLE : sampleRounds,
      ...(plan ? { startPrices: plan.prices } : {}),
    });
  if (rehearsed === undefined) return ofPsi();
  // Only the first rehearsal needs prices from elsewhere to begin with.
  const begin = { start: (plan ?? ofPsi()).prices, isRehearsed: plan !== undefined };
  return rehearsedPlan(rules, pool, state.round, left, {
    ...begin,
    policy: rehearsed(context),
    known,
    sampleRounds,
  });
}
