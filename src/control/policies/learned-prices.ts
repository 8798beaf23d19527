/**
 * Drift-plus-penalty with learned prices: each round minimises w_t phi(S) + theta(t) tau + sum_k theta_k(t) E_k,
 * where the prices are planned from rounds already seen, follow what is really spent (prices/price-feedback.ts), and
 * are planned anew as rounds go by. Without any history the policy learns from its own first rounds.
 *
 * The guard is part of every round's problem, so no planned outcome overspends.
 */
import { InputError } from '../../core/errors.js';
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
  /** Default: DEFAULT_PLANNING. */
  readonly planning?: PlanningOptions;
}

export interface PlanningOptions {
  /** The next plan is made when this part of the rounds to come has gone by, in (0, 1]. */
  readonly partOfRest: number;
  /** Most rounds a plan on the way is learned from (a whole number >= 1). */
  readonly sampleRounds: number;
  /** With fewer rounds to come feedback alone steers (a whole number >= 0). */
  readonly leastRest: number;
}

/** What planning more often and on more rounds would gain is measured in docs/control.md. */
export const DEFAULT_PLANNING: PlanningOptions = { partOfRest: 0.25, sampleRounds: 100, leastRest: 4 };

/** Rounds of a first plan from history. */
const FIRST_SAMPLE = 200;
/** Early on a plan is made anew when this many times as many rounds have been seen. */
const GROWTH = 1.5;

export function learnedPrices(options: LearnedPricesOptions): Policy {
  const { name, title, history, feedback = DEFAULT_FEEDBACK, planAgain = true } = options;
  const { planning = DEFAULT_PLANNING } = options;
  checkPlanning(planning);
  return {
    name,
    title,
    learn(context) {
      const { devices } = context;
      const memory = withObservation(memoryOf(context.state), { devices });
      return { ...planned(context, memory, history, planAgain ? planning : undefined) };
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

/** @throws InputError for an option out of range */
function checkPlanning({ partOfRest, sampleRounds, leastRest }: PlanningOptions): void {
  if (!(partOfRest > 0 && partOfRest <= 1))
    throw new InputError('planning.partOfRest', partOfRest, 'a number in (0, 1]');
  if (!(Number.isInteger(sampleRounds) && sampleRounds >= 1))
    throw new InputError('planning.sampleRounds', sampleRounds, 'a whole number >= 1');
  if (!(Number.isInteger(leastRest) && leastRest >= 0))
    throw new InputError('planning.leastRest', leastRest, 'a whole number >= 0');
}

/**
 * Plans where it is time to.
 * @param wanted undefined: the first plan stays, unless there was no history to make it from
 */
function planned(
  { rules, state, random }: PolicyContext,
  memory: LearningMemory,
  history: readonly Observation[],
  wanted: PlanningOptions | undefined,
): LearningMemory {
  const { partOfRest, sampleRounds, leastRest } = wanted ?? DEFAULT_PLANNING;
  const { round } = state;
  const rest = rules.horizon - round;
  if (round < memory.planAgainAt || (memory.plan !== undefined && rest < leastRest)) return memory;
  const pool = filledUp([...history, ...memory.seen], random);
  if (idsOf(pool).size === 0) return memory;
  const plan = learnPricePlan(rules, pool, round, budgetLeft(rules, state, idsOf(pool)), {
    sampleRounds: memory.plan === undefined && history.length > 0 ? FIRST_SAMPLE : sampleRounds,
    ...(memory.plan ? { startPrices: memory.plan.prices } : {}),
  });
  const known = history.length + round + 1;
  const wait = Math.min(Math.floor((GROWTH - 1) * known), Math.floor(partOfRest * rest));
  const planAgainAt =
    wanted !== undefined || history.length === 0 ? round + Math.max(1, wait) : rules.horizon;
  return { ...memory, plan, planAgainAt };
}
