/** `driftlora/testing`: random round problems, the laws of solvers, and a judge for solvers of your own. */
export { type ProblemRange, roundDevices, roundProblems } from './arbitraries.js';
export { type CheckOptions, checkSolver, judgeSolver, type LawReport } from './check-solver.js';
export { SOLVER_LAWS, type SolverLaw } from './laws.js';
