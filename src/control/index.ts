/** The online controller: queues as explicit state, policies by name or as objects with one method. */
export { balanceByRule } from './balance-rule.js';
export { balancedHorizon, type LongTermBalance, longTermBalance } from './balanced-horizon.js';
export {
  type ControlDecision,
  type Controller,
  type ControllerConfig,
  createController,
} from './controller.js';
export type { Observation, ObservedDevice, Outcome } from './observation.js';
export { guardedPolicy } from './plugin/guarded-policy.js';
export {
  type LoadedPolicy,
  loadPolicyPlugin,
  type PolicyPluginRef,
  reloadPolicyPlugin,
} from './plugin/load-policy.js';
export { PluginError } from './plugin/plugin-error.js';
export type { Policy, PolicyAnswer, PolicyContext } from './policy.js';
export type { OptionTable, PolicyEntry, PolicyFacts, PolicyMaterial, PolicyOption } from './policy-entry.js';
export { createPolicy, createPolicyFrom, POLICY_NAMES, policyRegistry } from './policy-registry.js';
export { budgetLeft } from './prices/budget-left.js';
export type { PricePlan } from './prices/planned-spending.js';
export { learnPricePlan, type PlanOptions } from './prices/price-plan.js';
export { idsOf, wholeHorizon } from './prices/sample-horizon.js';
export { type ControlRules, effectiveRules, energyAllowanceJ } from './rules.js';
export { type ControllerState, initialState, type PolicyMemory, restoreState } from './state.js';
