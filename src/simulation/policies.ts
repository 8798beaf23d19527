/** The policies a scenario can name. Learning a plan from the past happens here, once a run. */
import {
  bestChannel,
  type ControlRules,
  driftPlusPenalty,
  fullEqual,
  learnSpendingPlan,
  myopic,
  type Observation,
  type Policy,
  random,
  roundRobin,
  tradeOffRule,
} from '../control/index.js';
import type { RoundSolver } from '../solvers/index.js';
import type { ControlConfig } from './scenario.js';

export interface PolicyMaterial {
  readonly rules: ControlRules;
  readonly control: ControlConfig;
  readonly history: readonly Observation[];
  readonly solver: RoundSolver;
  /** The solver named 'equal-bandwidth'. */
  readonly equalBandwidth: RoundSolver;
}

function proposed(material: PolicyMaterial): Policy {
  const { rules, control, history, solver } = material;
  const averageDelayS = rules.averageDelayS ?? rules.deadlineS;
  const plan = learnSpendingPlan(rules, history, solver);
  const tradeOff =
    control.tradeOff === 'auto'
      ? tradeOffRule(rules.horizon, averageDelayS, plan.delayPrice)
      : control.tradeOff;
  return driftPlusPenalty({
    name: 'drift-plus-penalty',
    title: 'Drift-plus-penalty, planned from past channels, with a budget guard',
    tradeOff,
    plan,
    guard: true,
  });
}

function plain(material: PolicyMaterial): Policy {
  const { rules, control } = material;
  const tradeOff =
    control.tradeOff === 'auto' ? rules.horizon * (rules.averageDelayS ?? 1) : control.tradeOff;
  return driftPlusPenalty({
    name: 'plain-drift-plus-penalty',
    title: 'Drift-plus-penalty, plain: queue from 0 against the average budget',
    tradeOff,
    guard: false,
  });
}

const MAKERS: Readonly<Record<string, (material: PolicyMaterial) => Policy>> = {
  'drift-plus-penalty': proposed,
  'plain-drift-plus-penalty': plain,
  myopic: () => myopic(),
  random: ({ control }) => random(control.baselineDevices),
  'round-robin': ({ control }) => roundRobin(control.baselineDevices),
  'best-channel': ({ control }) => bestChannel(control.baselineDevices),
  'full-equal': ({ equalBandwidth }) => fullEqual(equalBandwidth),
};

/** Names that a scenario may use. */
export const POLICY_NAMES: readonly string[] = Object.keys(MAKERS);

/** @param name one of POLICY_NAMES */
export function makePolicy(name: string, material: PolicyMaterial): Policy {
  return MAKERS[name]!(material);
}
