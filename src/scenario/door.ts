/** `driftlora/scenario`: from a scenario's YAML to what `runScenario` of driftlora/simulation takes. */
export { type Overrides, overrideScenario, quickScenario } from './adjust.js';
export type { KnownNames, ScenarioInput } from './document.js';
export { scenarioJsonSchema } from './json-schema.js';
export { KNOWN_NAMES } from './known-names.js';
export { printDefaults } from './print-defaults.js';
export { readScenario, readScenarioFile } from './read-scenario.js';
export type * from './scenario.js';
export { ScenarioError } from './scenario-error.js';
export { findShipped, shippedNames } from './shipped.js';
