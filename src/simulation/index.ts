/** Scenario in, records out. */
export type { MethodSummary } from '../training/index.js';
export { type DevicePool, inlinePool, workerPool } from './device-pool.js';
export { type HorizonPool, horizonPool } from './horizon-pool.js';
export { POLICY_NAMES } from './policies.js';
export type * from './records.js';
export { type RunDependencies, type RunHooks, type RunResult, runScenario } from './run.js';
export { UnsatisfiableScenarioError } from './satisfiable.js';
export type * from './scenario.js';
export { loadTraces } from './trace-channel.js';
export type { TrajectoryConstants } from './trajectory-constants.js';
