/** What is asked and what is proven: problems of a round and of a horizon, solutions, and the checker. */

export type { HorizonCertificate } from './horizon/certificate.js';
export { certifyHorizon } from './horizon/certify.js';
export { evaluateHorizon, type HorizonEvaluation } from './horizon/evaluate.js';
export type * from './horizon/problem.js';
export { type HorizonSchedule, type HorizonSolution, parseHorizonSolution } from './horizon/solution.js';
export { validateHorizonProblem } from './horizon/validate.js';
export type { CertificateNode, Multipliers, RoundCertificate } from './round/certificate.js';
export { type CertificatePart, certificateParts } from './round/certificate-parts.js';
export { certifyRound } from './round/certify.js';
export { evaluateDecision, type RoundEvaluation, type RoundViolations } from './round/evaluate.js';
export type * from './round/problem.js';
export { rateBitPerS, rateLimitBitPerS } from './round/rate.js';
export {
  hasPoint,
  parseRoundClaim,
  parseRoundSolution,
  type RoundClaim,
  type RoundPoint,
  type RoundSolution,
  roundPoint,
  type SolvedRound,
} from './round/solution.js';
export { validateRoundProblem } from './round/validate.js';
export type { Stats, StopReason } from './solution.js';
export { FEASIBILITY_SLACK, OPTIMALITY_TOLERANCE, type Verdict } from './verdict.js';
