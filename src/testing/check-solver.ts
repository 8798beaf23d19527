/** Judges any solver of the round problem by the laws, in any test runner. Needs fast-check (optional peer). */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { RoundProblem } from '../problem/round/problem.js';
import type { RoundSolver } from '../solvers/solver.js';
import { hasDeviceValues, hasEnergyLimits, hasRadio } from '../solvers/tools/checks.js';
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
  /** With the seed, where fast-check finds it again. */
  readonly path?: string;
  readonly reasons: readonly string[];
}

/** Tries every law that applies and reports on each. */
export function judgeSolver(solver: RoundSolver, options: CheckOptions = {}): LawReport[] {
  const applicable = SOLVER_LAWS.filter((law) => solver.capabilities.provesOptimality || !law.provers);
  return applicable.map((law) => tryLaw(law, solver, options));
}

/**
 * @throws Error naming each law that does not hold, with seed and path of its counterexample, and the counterexample as
 * a file for `driftlora solve`, written into a new directory among the system's temporary ones
 */
export function checkSolver(solver: RoundSolver, options: CheckOptions = {}): void {
  const broken = judgeSolver(solver, options).filter((report) => !report.holds);
  if (broken.length === 0) return;
  const { seed = 1 } = options;
  const directory = mkdtempSync(join(tmpdir(), 'driftlora-counterexample-'));
  const lines = broken.map(({ law, reasons, counterexample, path }, i) => {
    if (counterexample === undefined) return `- ${law}: ${reasons.join('; ')}`;
    const file = join(directory, `law-${i + 1}.json`);
    writeFileSync(file, `${JSON.stringify(counterexample)}\n`);
    return `- ${law}: ${reasons.join('; ')}\n  seed ${seed}, path "${path}"; driftlora solve ${file}`;
  });
  throw new Error(`${solver.name} breaks ${broken.length} law(s):\n${lines.join('\n')}`);
}

/** Problems tried for a smaller counterexample: of many numbers, smaller ones could be found for ever. */
const MOST_SHRINKS = 300;

function tryLaw(law: SolverLaw, solver: RoundSolver, options: CheckOptions): LawReport {
  const { runs = 200, seed = 1, ...range } = options;
  const mostDevices = Math.min(range.maxDevices ?? 6, solver.capabilities.maxDevices);
  const problems = roundProblems({ ...range, maxDevices: mostDevices }).filter((p) => takes(solver, p));
  let shrinks = 0;
  const holds = (problem: RoundProblem) => {
    if (shrinks > MOST_SHRINKS) return true;
    const isKept = reasonsOf(law, solver, problem).length === 0;
    if (!isKept || shrinks > 0) shrinks++;
    return isKept;
  };
  const run = fc.check(fc.property(problems, holds), { numRuns: runs, seed });
  if (!run.failed) return { law: law.name, holds: true, reasons: [] };
  const counterexample = run.counterexample?.[0];
  if (counterexample === undefined)
    return { law: law.name, holds: false, reasons: ['no problem could be drawn'] };
  const path = run.counterexamplePath ?? '';
  return {
    law: law.name,
    holds: false,
    counterexample,
    path,
    reasons: reasonsOf(law, solver, counterexample),
  };
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
    (capabilities.energyLimits === true || !hasEnergyLimits(problem)) &&
    (capabilities.radio === true || !hasRadio(problem)) &&
    (capabilities.deviceValues === true || !hasDeviceValues(problem))
  );
}
