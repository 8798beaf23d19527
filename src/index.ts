/** The package's public API: the scheduler, the solvers and their certificates, the bounds, the training kernel. */
export * from './bounds/index.js';
export * from './control/index.js';
export { DEFAULT_TOLERANCE, type Tolerance, type Verdict } from './core/certify.js';
export { AssumptionError, CapabilityError, DriftloraError, InputError } from './core/errors.js';
export { certifyRound } from './core/round/certify.js';
export { evaluateDecision, type RoundEvaluation } from './core/round/evaluate.js';
export { leastBandwidthHz } from './core/round/least-bandwidth.js';
export type * from './core/round/problem.js';
export { rateBitPerS, rateLimitBitPerS } from './core/round/rate.js';
export { hasPoint, parseRoundSolution, type RoundPoint, type RoundSolution } from './core/round/solution.js';
export { validateRoundProblem } from './core/round/validate.js';
export * from './solvers/index.js';
export * from './system/traces/index.js';
