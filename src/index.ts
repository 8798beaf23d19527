/** The package's public API: the scheduler, the solvers and their certificates, the bounds, the training kernel. */
export * from './bounds/index.js';
export * from './control/index.js';
export { AssumptionError, CapabilityError, DriftloraError, InputError } from './core/errors.js';
export { DEFAULT_TOLERANCE, type Tolerance, type Verdict } from './problem/certify.js';
export type { HorizonCertificate } from './problem/horizon/certificate.js';
export { certifyHorizon } from './problem/horizon/certify.js';
export { evaluateHorizon, type HorizonEvaluation } from './problem/horizon/evaluate.js';
export type * from './problem/horizon/problem.js';
export {
  type HorizonSchedule,
  type HorizonSolution,
  parseHorizonSolution,
} from './problem/horizon/solution.js';
export { validateHorizonProblem } from './problem/horizon/validate.js';
export { certifyRound } from './problem/round/certify.js';
export { evaluateDecision, type RoundEvaluation } from './problem/round/evaluate.js';
export { leastBandwidthHz } from './problem/round/least-bandwidth.js';
export type * from './problem/round/problem.js';
export { rateBitPerS, rateLimitBitPerS } from './problem/round/rate.js';
export {
  hasPoint,
  parseRoundSolution,
  type RoundPoint,
  type RoundSolution,
} from './problem/round/solution.js';
export { validateRoundProblem } from './problem/round/validate.js';
export * from './solvers/index.js';
export * from './system/traces/index.js';
