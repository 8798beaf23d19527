/** The solvers of the round problem, behind one interface. */

export * from './horizon/index.js';
export { DEFAULT_SOLVER, loadSolver, type SolverEntry, solverRegistry } from './registry.js';
export type { Capabilities, Clock, IncumbentNews, RoundSolver, SolveOptions } from './solver.js';
export type { Ceiling } from './tools/ceiling.js';
export { leastPenaltyOf } from './tools/certificates.js';
export { takesEnergyLimits } from './tools/checks.js';
export { leastBandwidthHz } from './tools/least-bandwidth.js';
