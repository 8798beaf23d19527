/**
 * The scheduler's essentials: the problem of a round, its solvers and the checker, the controller and its policies by
 * name. The rest has doors of its own: driftlora/bounds, /control, /explain, /problem, /simulation, /solvers, /testing, /traces, /training.
 */
export {
  type ControlDecision,
  type Controller,
  type ControllerConfig,
  type ControllerState,
  type ControlRules,
  createController,
  createPolicy,
  type Observation,
  type ObservedDevice,
  type Outcome,
  POLICY_NAMES,
  type Policy,
  type PolicyContext,
  policyRegistry,
  restoreState,
} from './control/index.js';
export { AssumptionError, CapabilityError, DriftloraError, InputError } from './core/errors.js';
export type { RandomStream } from './core/random.js';
export { type ExplainOptions, type Explanation, explain } from './explain/index.js';
export {
  certifyRound,
  evaluateDecision,
  FEASIBILITY_SLACK,
  hasPoint,
  OPTIMALITY_TOLERANCE,
  parseRoundSolution,
  type RoundCertificate,
  type RoundEvaluation,
  type RoundPoint,
  type RoundSolution,
  type RoundViolations,
  roundPoint,
  type SolvedRound,
  type Stats,
  type StopReason,
  type Verdict,
  validateRoundProblem,
} from './problem/index.js';
export type * from './problem/round/problem.js';
export { loadSolver, type RoundSolver, type SolveOptions, solverRegistry } from './solvers/index.js';
