/** Scenario files: the one schema, and what is made from it. */
export { namesWith, overrideScenario, quickScenario, withPlugins } from './adjust.js';
export { channelRemark, roundLengthS } from './channel-over-time.js';
export type { ScenarioInput } from './document.js';
export { energyBudgetRangeJ, energyBudgetsJ } from './energy-budgets.js';
export { FADING_KINDS, fadingInWords, fadingLaw, fadingSection } from './fading/table.js';
export { scenarioJsonSchema } from './json-schema.js';
export { KNOWN_NAMES } from './known-names.js';
export { handsInPlainGradients } from './plain-gradients.js';
export { printDefaults } from './print-defaults.js';
export { readScenario, readScenarioFile, scenarioIn } from './read-scenario.js';
export { withoutSeed } from './scenario.js';
export { ScenarioError } from './scenario-error.js';
export { findShipped, shippedNames, shippedSchemaPath } from './shipped.js';
export { inScenarioKeys } from './task-keys.js';
