/** The solvers of the round problem, behind one interface. */
export { leastPenaltyOf } from './certificates.js';
export { takesEnergyLimits } from './checks.js';
export * from './horizon/index.js';
export { DEFAULT_SOLVER, loadSolver, type SolverEntry, solverRegistry } from './registry.js';
export type { Capabilities, Clock, IncumbentNews, RoundSolver, SolveOptions } from './solver.js';
export { leastBandwidthHz } from './tools/least-bandwidth.js';
