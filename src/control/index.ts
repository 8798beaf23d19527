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
export {
  DEFAULT_PLANNING,
  type LearnedPricesOptions,
  learnedPrices,
  type PlanningOptions,
} from './policies/learned-prices.js';
export { myopic } from './policies/myopic.js';
export { staticPrices } from './policies/static-prices.js';
export type { Policy, PolicyAnswer, PolicyContext } from './policy.js';
export { budgetLeft } from './prices/budget-left.js';
export { DEFAULT_FEEDBACK, type FeedbackOptions } from './prices/price-feedback.js';
export { learnPricePlan, type PlanOptions, type PricePlan } from './prices/price-plan.js';
export { idsOf, wholeHorizon } from './prices/sample-horizon.js';
export { type ControlRules, energyAllowanceJ } from './rules.js';
export { type ControllerState, initialState, type PolicyMemory, restoreState } from './state.js';
export { type TradeOffs, tradeOffRule } from './trade-off.js';
