/** Scenario in, records out. */

export type * from '../record/records.js';
export type * from '../scenario/scenario.js';
export type { MethodSummary } from '../training/index.js';
export { type ProofLines, proofs } from './observers/index.js';
export type * from './observers/observer.js';
export { type DevicePool, inlinePool, type LocalStep, workerPool } from './pools/device-pool.js';
export { type HorizonPool, horizonPool } from './pools/horizon-pool.js';
export type { RunDependencies } from './prepared-run.js';
export { type RunHooks, type RunResult, runScenario, type TrainedModel } from './run.js';
export { UnsatisfiableScenarioError } from './world/satisfiable.js';
export { loadTraces, withMeasuredRank } from './world/trace-channel.js';
