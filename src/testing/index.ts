/** `driftlora/testing`: random round problems, the laws of solvers, and a judge for solvers of your own. */

export {
  BENCH_FAMILIES,
  type BenchFamily,
  type BenchInstance,
  benchInstances,
  benchProblem,
} from '../bench/families.js';
export { benchTable, performanceProfileSvg, profileOf } from '../bench/report.js';
export {
  type BenchAnswer,
  type BenchedSolver,
  type BenchOptions,
  type BenchReport,
  type BenchRow,
  type BenchSummary,
  benched,
  EndlessError,
  runBench,
  solverFromModule,
} from '../bench/run.js';
export { type Family, type ProblemRange, roundDevices, roundProblems } from './arbitraries.js';
export { type CheckOptions, checkSolver, judgeSolver, type LawReport } from './check-solver.js';
export { SOLVER_LAWS, type SolverLaw } from './laws.js';
