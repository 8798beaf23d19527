/**
 * Drift-plus-penalty with learned prices: each round minimises w_t phi(S) + theta(t) tau + sum_k theta_k(t) E_k,
 * where the prices are planned from rounds already seen, follow what is really spent (prices/price-feedback.ts), and
 * are planned anew as rounds go by. Without any history the policy learns from its own first rounds.
 *
 * The guard is part of every round's problem, so no planned outcome overspends.
 */
import { guardedRound } from '../budget-guard.js';
import type { Observation } from '../observation.js';
import type { Policy, PolicyContext } from '../policy.js';
import { budgetLeft } from '../prices/budget-left.js';
import { filledUp, type LearningMemory, memoryOf, withObservation } from '../prices/memory.js';
import { DEFAULT_FEEDBACK, type FeedbackOptions, feedbackPrices } from '../prices/price-feedback.js';
import { learnPricePlan } from '../prices/price-plan.js';
import { idsOf } from '../prices/sample-horizon.js';

export interface LearnedPricesOptions {
  readonly name: string;
  readonly title: string;
  /** Rounds of the past on other channels; may be empty. */
  readonly history: readonly Observation[];
  /** Default: DEFAULT_FEEDBACK. */
  readonly feedback?: FeedbackOptions;
  /** Whether prices are planned anew while running (default true; a policy without history always does). */
  readonly planAgain?: boolean;
}

/** Rounds of a first plan from history, and of the plans on the way. */
const FIRST_SAMPLE = 200;
const LATER_SAMPLE = 100;
/** The next plan is made when this part of the rounds to come has gone by, ... */
const PART_OF_REST = 0.25;
/** ... or when, early on, this many times as many rounds have been seen. */
const GROWTH = 1.5;
/** So near the end feedback alone steers: a plan could only follow the chance of single rounds. */
const LAST_PLANNED = 4;

export function learnedPrices(options: LearnedPricesOptions): Policy {
  const { name, title, history, feedback = DEFAULT_FEEDBACK, planAgain = true } = options;
  return {
    name,
    title,
    learn(context) {
      const { devices } = context;
      const memory = withObservation(memoryOf(context.state), { devices });
      return { ...planned(context, memory, history, planAgain) };
    },
    decide(context) {
      const { rules, state, devices } = context;
      const { plan } = memoryOf(state);
      const ids = devices.map(({ id }) => id);
      const prices = plan
        ? feedbackPrices(rules, state, plan, ids, feedback)
        : { delayPrice: 0, energyPrice: {} };
      return guardedRound(context, { penaltyWeight: rules.weights[state.round]!, ...prices });
    },
  };
}

/** Plans where it is time to. */
function planned(
  { rules, state, random }: PolicyContext,
  memory: LearningMemory,
  history: readonly Observation[],
  planAgain: boolean,
): LearningMemory {
  const { round } = state;
  const rest = rules.horizon - round;
  if (round < memory.planAgainAt || (memory.plan !== undefined && rest < LAST_PLANNED)) return memory;
  const pool = filledUp([...history, ...memory.seen], random);
  if (idsOf(pool).size === 0) return memory;
  const plan = learnPricePlan(rules, pool, round, budgetLeft(rules, state, idsOf(pool)), {
    sampleRounds: memory.plan === undefined && history.length > 0 ? FIRST_SAMPLE : LATER_SAMPLE,
    ...(memory.plan ? { startPrices: memory.plan.prices } : {}),
  });
  const known = history.length + round + 1;
  const wait = Math.min(Math.floor((GROWTH - 1) * known), Math.floor(PART_OF_REST * rest));
  const planAgainAt = planAgain || history.length === 0 ? round + Math.max(1, wait) : rules.horizon;
  return { ...memory, plan, planAgainAt };
}
