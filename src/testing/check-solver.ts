/** Judges any solver of the round problem by the laws, in any test runner. Needs fast-check (optional peer). */
import fc from 'fast-check';
import type { RoundProblem } from '../problem/round/problem.js';
import { hasEnergyLimits } from '../solvers/checks.js';
import type { RoundSolver } from '../solvers/solver.js';
import { type ProblemRange, roundProblems } from './arbitraries.js';
import { SOLVER_LAWS, type SolverLaw } from './laws.js';

export interface CheckOptions extends ProblemRange {
  /** Random problems per law (default 200). */
  readonly runs?: number;
  /** Seed of the problems (default 1). */
  readonly seed?: number;
}

export interface LawReport {
  readonly law: string;
  readonly holds: boolean;
  /** The smallest problem found that breaks the law. */
  readonly counterexample?: RoundProblem;
  readonly reasons: readonly string[];
}

/** Tries every law that applies and reports on each. */
export function judgeSolver(solver: RoundSolver, options: CheckOptions = {}): LawReport[] {
  const applicable = SOLVER_LAWS.filter((law) => solver.capabilities.provesOptimality || !law.provers);
  return applicable.map((law) => tryLaw(law, solver, options));
}

/** @throws Error naming each law that does not hold, with its counterexample */
export function checkSolver(solver: RoundSolver, options: CheckOptions = {}): void {
  const broken = judgeSolver(solver, options).filter((report) => !report.holds);
  if (broken.length === 0) return;
  const lines = broken.map(
    ({ law, reasons, counterexample }) =>
      `- ${law}: ${reasons.join('; ')}\n  ${JSON.stringify(counterexample)}`,
  );
  throw new Error(`${solver.name} breaks ${broken.length} law(s):\n${lines.join('\n')}`);
}

function tryLaw(law: SolverLaw, solver: RoundSolver, options: CheckOptions): LawReport {
  const { runs = 200, seed = 1, ...range } = options;
  const mostDevices = Math.min(range.maxDevices ?? 6, solver.capabilities.maxDevices);
  const problems = roundProblems({ ...range, maxDevices: mostDevices }).filter((p) => takes(solver, p));
  const run = fc.check(
    fc.property(problems, (problem) => reasonsOf(law, solver, problem).length === 0),
    { numRuns: runs, seed },
  );
  if (!run.failed) return { law: law.name, holds: true, reasons: [] };
  const counterexample = run.counterexample?.[0];
  if (counterexample === undefined)
    return { law: law.name, holds: false, reasons: ['no problem could be drawn'] };
  return { law: law.name, holds: false, counterexample, reasons: reasonsOf(law, solver, counterexample) };
}

function reasonsOf(law: SolverLaw, solver: RoundSolver, problem: RoundProblem): string[] {
  try {
    return law.check(solver, problem);
  } catch (error) {
    return [`threw ${String(error)}`];
  }
}

/** Problems a solver declares it does not take are no test of it. */
function takes({ capabilities }: RoundSolver, problem: RoundProblem): boolean {
  const limited = problem.minScheduled !== undefined || problem.maxScheduled !== undefined;
  return (
    capabilities.penalties.includes(problem.penalty.kind) &&
    capabilities.delayKinds.includes(problem.delayKind) &&
    (capabilities.countLimits || !limited) &&
    (capabilities.deadline || problem.deadlineS === undefined) &&
    (capabilities.energyLimits === true || !hasEnergyLimits(problem))
  );
}
