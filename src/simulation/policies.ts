/** The policies a scenario can name. */
import {
  bestChannel,
  budgetLeft,
  type ControlRules,
  driftPlusPenalty,
  fullEqual,
  idsOf,
  initialState,
  learnedPrices,
  learnPricePlan,
  myopic,
  type Observation,
  type Policy,
  type PricePlan,
  random,
  roundRobin,
  staticPrices,
  tradeOffRule,
} from '../control/index.js';
import type { ControlConfig } from '../scenario/scenario.js';
import type { RoundSolver } from '../solvers/index.js';

export interface PolicyMaterial {
  readonly rules: ControlRules;
  readonly control: ControlConfig;
  readonly history: readonly Observation[];
  readonly solver: RoundSolver;
  /** The solver named 'equal-bandwidth'. */
  readonly equalBandwidth: RoundSolver;
}

/** The prices that past rounds would have had, and the spending that goes with them. */
function planFromPast({ rules, history }: PolicyMaterial): PricePlan {
  const start = initialState();
  return learnPricePlan(rules, history, 0, budgetLeft(rules, start, idsOf(history)), {
    sampleRounds: Math.max(rules.horizon, history.length),
  });
}

function proposed({ history }: PolicyMaterial): Policy {
  return learnedPrices({
    name: 'drift-plus-penalty',
    title: 'Drift-plus-penalty, prices learned on past channels and on the way, with a budget guard',
    history,
  });
}

function withoutHistory(): Policy {
  return learnedPrices({
    name: 'learning-drift-plus-penalty',
    title: 'Drift-plus-penalty, prices learned on the way alone, with a budget guard',
    history: [],
  });
}

function plannedQueues(material: PolicyMaterial): Policy {
  const { rules, control } = material;
  const plan = planFromPast(material);
  return driftPlusPenalty({
    name: 'queue-drift-plus-penalty',
    title:
      'Drift-plus-penalty, queues started and measured by a plan from past channels, with a budget guard',
    tradeOff: control.tradeOff === 'auto' ? tradeOffRule(rules, plan.prices) : control.tradeOff,
    plan,
    guard: true,
  });
}

function plain({ rules, control }: PolicyMaterial): Policy {
  const tradeOff =
    control.tradeOff === 'auto' ? rules.horizon * (rules.averageDelayS ?? 1) : control.tradeOff;
  return driftPlusPenalty({
    name: 'plain-drift-plus-penalty',
    title: 'Drift-plus-penalty, plain: queues from 0 against the average budgets',
    tradeOff,
    guard: false,
  });
}

type Maker = (material: PolicyMaterial) => Policy;

/** These weigh time and energy against learning. */
const PRICING: Readonly<Record<string, Maker>> = {
  'drift-plus-penalty': proposed,
  'learning-drift-plus-penalty': withoutHistory,
  'queue-drift-plus-penalty': plannedQueues,
  'plain-drift-plus-penalty': plain,
  static: (material) => staticPrices(planFromPast(material)),
};

const MAKERS: Readonly<Record<string, Maker>> = {
  ...PRICING,
  myopic: () => myopic(),
  random: ({ control }) => random(control.baselineDevices),
  'round-robin': ({ control }) => roundRobin(control.baselineDevices),
  'best-channel': ({ control }) => bestChannel(control.baselineDevices),
  'full-equal': ({ equalBandwidth }) => fullEqual(equalBandwidth),
};

/** Names that a scenario may use. */
export const POLICY_NAMES: readonly string[] = Object.keys(MAKERS);

/** Whether the problems that a policy poses charge for time and energy, rather than follow a rule of their own. */
export const hasPrices = (name: string): boolean => Object.hasOwn(PRICING, name);

/** @param name one of POLICY_NAMES */
export function makePolicy(name: string, material: PolicyMaterial): Policy {
  return MAKERS[name]!(material);
}
