/** The online controller: queues as explicit state, policies as objects with one method. */
export {
  type ControlDecision,
  type Controller,
  type ControllerConfig,
  createController,
} from './controller.js';
export type { Observation, ObservedDevice, Outcome } from './observation.js';
export { type DriftPlusPenaltyOptions, driftPlusPenalty } from './policies/drift-plus-penalty.js';
export { bestChannel, random, roundRobin } from './policies/fixed-schedule.js';
export { fullEqual } from './policies/full-equal.js';
export { myopic } from './policies/myopic.js';
export type { Policy, PolicyAnswer, PolicyContext } from './policy.js';
export { type ControlRules, energyAllowanceJ } from './rules.js';
export { learnSpendingPlan, type SpendingPlan } from './spending-plan.js';
export { type ControllerState, restoreState } from './state.js';
export { tradeOffRule } from './trade-off.js';
