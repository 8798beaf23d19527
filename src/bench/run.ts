/** Runs solvers over instances; every answer is judged by the checker, never by the solver's word. */

import { InputError } from '../core/errors.js';
import { certifyRound } from '../problem/round/certify.js';
import { hasPoint, type RoundSolution } from '../problem/round/solution.js';
import { relativeGap } from '../problem/solution.js';
import type { Clock, RoundSolver } from '../solvers/solver.js';
import type { BenchInstance } from './families.js';

export interface BenchOptions {
  /** Milliseconds, e.g. () => performance.now(). */
  readonly clock: Clock;
  /** Per solve (default 10). */
  readonly timeLimitS?: number;
  /** Solves per instance; the fastest counts (default 3). */
  readonly repeats?: number;
  /** Relative distance to the best objective known that counts as success (default 1e-4). */
  readonly accuracy?: number;
}

/** One solver on one instance. */
export interface BenchRow {
  readonly solver: string;
  readonly instance: string;
  readonly family: string;
  readonly status: RoundSolution['status'] | 'refused';
  readonly seconds: number;
  readonly objective?: number;
  /** Gap to the bound that the checker recomputed from the certificate; absent without one. */
  readonly certifiedGap?: number;
  /** Relative distance to the best objective that any solver reached. */
  readonly excess?: number;
  readonly success: boolean;
  /** What the checker found wrong. */
  readonly reasons: readonly string[];
}

export interface BenchSummary {
  readonly solver: string;
  readonly instances: number;
  /** Part of the instances solved to `accuracy`, with a valid answer. */
  readonly successRate: number;
  /** Shifted geometric mean (shift 1 ms); a failure counts as the time limit. */
  readonly meanSeconds: number;
  /** Part of the instances with a proof (optimal or infeasible). */
  readonly provenRate: number;
  /** Worst gap among the answers with a certificate. */
  readonly worstCertifiedGap?: number;
  readonly worstExcess?: number;
  readonly invalid: number;
}

export interface BenchReport {
  readonly rows: readonly BenchRow[];
  readonly summaries: readonly BenchSummary[];
}

type Measured = Omit<BenchRow, 'excess' | 'success'>;

export function runBench(
  instances: readonly BenchInstance[],
  solvers: readonly RoundSolver[],
  options: BenchOptions,
): BenchReport {
  const { timeLimitS = 10, accuracy = 1e-4 } = options;
  const rows = instances.flatMap((instance) => {
    const measured = solvers.map((solver) => measure(solver, instance, options));
    const valid = measured.filter((row) => row.objective !== undefined && row.reasons.length === 0);
    const best = Math.min(...valid.map((row) => row.objective!));
    return measured.map((row) => judged(row, best, accuracy));
  });
  return { rows, summaries: solvers.map((solver) => summarise(solver.name, rows, timeLimitS)) };
}

function measure(
  solver: RoundSolver,
  { name, family, problem }: BenchInstance,
  options: BenchOptions,
): Measured {
  const { clock, timeLimitS = 10, repeats = 3 } = options;
  const row = { solver: solver.name, instance: name, family };
  let seconds = Number.POSITIVE_INFINITY;
  let answer: RoundSolution | undefined;
  try {
    for (let turn = 0; turn < repeats; turn++) {
      const start = clock();
      answer = solver.solve(problem, { timeLimitS, clock });
      seconds = Math.min(seconds, (clock() - start) / 1000);
      if (seconds > timeLimitS / 10) break;
    }
  } catch (error) {
    return { ...row, status: 'refused', seconds: timeLimitS, reasons: [String(error)] };
  }
  const { reasons, objective, bound } = certifyRound(problem, answer);
  const point = hasPoint(answer!) && objective !== undefined ? { objective } : {};
  const proven = point.objective !== undefined && bound !== undefined && Number.isFinite(bound);
  const gap = proven
    ? { certifiedGap: relativeGap(point.objective!, Math.min(bound, point.objective!)) }
    : {};
  return { ...row, status: answer!.status, seconds, reasons, ...point, ...gap };
}

function judged(row: Measured, best: number, accuracy: number): BenchRow {
  if (row.objective === undefined)
    return { ...row, success: row.status === 'infeasible' && row.reasons.length === 0 };
  const excess = (row.objective - best) / Math.max(Math.abs(best), Number.MIN_VALUE);
  return { ...row, excess, success: row.reasons.length === 0 && excess <= accuracy };
}

function summarise(solver: string, all: readonly BenchRow[], timeLimitS: number): BenchSummary {
  const rows = all.filter((row) => row.solver === solver);
  const shift = 1e-3;
  const logs = rows.map((row) => Math.log((row.success ? row.seconds : timeLimitS) + shift));
  const mean = logs.reduce((a, b) => a + b, 0) / rows.length;
  const gaps = rows.flatMap((row) => row.certifiedGap ?? []);
  const excesses = rows.flatMap((row) => row.excess ?? []);
  const part = (test: (row: BenchRow) => boolean) => rows.filter(test).length / rows.length;
  return {
    solver,
    instances: rows.length,
    successRate: part((row) => row.success),
    meanSeconds: Math.exp(mean) - shift,
    provenRate: part(
      (row) => (row.status === 'optimal' || row.status === 'infeasible') && row.reasons.length === 0,
    ),
    ...(gaps.length > 0 ? { worstCertifiedGap: Math.max(...gaps) } : {}),
    ...(excesses.length > 0 ? { worstExcess: Math.max(...excesses) } : {}),
    invalid: rows.filter((row) => row.status !== 'refused' && row.reasons.length > 0).length,
  };
}

/**
 * The solver that a plug-in module exports (its default export, or its only one).
 * @throws InputError where there is none
 */
export function solverFromModule(module: Readonly<Record<string, unknown>>): RoundSolver {
  const candidates = 'default' in module ? [module.default] : Object.values(module);
  const [solver] = candidates;
  if (candidates.length !== 1 || !isSolver(solver)) {
    const accepted = 'one object with name, title, capabilities and solve(problem, options)';
    throw new InputError('plugin', Object.keys(module), accepted);
  }
  return solver;
}

function isSolver(value: unknown): value is RoundSolver {
  if (typeof value !== 'object' || value === null) return false;
  const { name, title, capabilities, solve } = value as Record<string, unknown>;
  return (
    typeof name === 'string' &&
    typeof title === 'string' &&
    typeof capabilities === 'object' &&
    capabilities !== null &&
    typeof solve === 'function'
  );
}
