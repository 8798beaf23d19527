/** Runs solvers over instances; every answer is judged by the checker, never by the solver's word. */

import { deepFrozen } from '../core/deep-frozen.js';
import { CapabilityError, InputError } from '../core/errors.js';
import { certifyRound } from '../problem/round/certify.js';
import type { RoundProblem } from '../problem/round/problem.js';
import type { RoundSolution } from '../problem/round/solution.js';
import { relativeGap } from '../problem/solution.js';
import type { Clock, RoundSolver } from '../solvers/solver.js';
import type { BenchInstance } from './families.js';

/** What a solver gave back, and how long it took. */
export interface BenchAnswer {
  readonly answer: unknown;
  readonly seconds: number;
}

/** Anything that can be measured: solvers of ours are wrapped, plug-ins live in threads of their own (plugin.ts). */
export interface BenchedSolver {
  readonly name: string;
  solve(problem: RoundProblem, timeLimitS: number): Promise<BenchAnswer>;
}

/** A solver did not come back within its limit, and was ended. */
export class EndlessError extends Error {
  constructor(seconds: number) {
    super(`no answer within ${seconds.toPrecision(3)} s: ended`);
  }
}

/** A solver in this thread, trusted to come back. */
export function benched(solver: RoundSolver, clock: Clock): BenchedSolver {
  return {
    name: solver.name,
    async solve(problem, timeLimitS) {
      const startMs = clock();
      const answer: unknown = await solver.solve(problem, { timeLimitS, clock });
      return { answer, seconds: (clock() - startMs) / 1000 };
    },
  };
}

export interface BenchOptions {
  /** Per solve (default 10). */
  readonly timeLimitS?: number;
  /** Solves per instance; the fastest counts (default 3). */
  readonly repeats?: number;
  /** Relative distance to the best objective known that counts as success (default 1e-4). */
  readonly accuracy?: number;
  /** Told the rows of each instance when all solvers have had it: what is kept where the rest never comes. */
  readonly onInstance?: (rows: readonly BenchRow[]) => void;
}

/** One solver on one instance. */
export interface BenchRow {
  readonly solver: string;
  readonly instance: string;
  readonly family: string;
  /**
   * `refused`: not taken, as declared; `failed`: threw something else; `endless`: ended at the limit; `no-solution`: what came
   * back is none.
   */
  readonly status: RoundSolution['status'] | 'refused' | 'failed' | 'endless' | 'no-solution';
  readonly seconds: number;
  readonly objective?: number;
  /** Gap to the bound that the checker recomputed from the certificate; absent without one. */
  readonly certifiedGap?: number;
  /** Relative distance to the best objective that any solver reached. */
  readonly excess?: number;
  readonly success: boolean;
  /** What the checker found wrong, or what was thrown. */
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
  /** Answers that the checker refused, and failures. */
  readonly invalid: number;
  readonly endless: number;
}

export interface BenchReport {
  readonly rows: readonly BenchRow[];
  readonly summaries: readonly BenchSummary[];
}

type Measured = Omit<BenchRow, 'excess' | 'success'>;

const DEFAULT_LIMIT_S = 10;

/** Rows and what they come to for each solver. */
export function benchReport(
  rows: readonly BenchRow[],
  solvers: readonly string[],
  timeLimitS: number,
): BenchReport {
  return { rows, summaries: solvers.map((name) => summarise(name, rows, timeLimitS)) };
}

/** @param solvers names are unique */
export async function runBench(
  instances: readonly BenchInstance[],
  solvers: readonly BenchedSolver[],
  options: BenchOptions = {},
): Promise<BenchReport> {
  const { timeLimitS = DEFAULT_LIMIT_S, accuracy = 1e-4 } = options;
  const rows: BenchRow[] = [];
  for (const instance of instances) {
    const measured: Measured[] = [];
    for (const solver of solvers) measured.push(await measure(solver, instance, options));
    const valid = measured.filter((row) => row.objective !== undefined && row.reasons.length === 0);
    const best = Math.min(...valid.map((row) => row.objective!));
    const all = measured.map((row) => judged(row, best, accuracy));
    rows.push(...all);
    options.onInstance?.(all);
  }
  return benchReport(
    rows,
    solvers.map(({ name }) => name),
    timeLimitS,
  );
}

async function measure(
  solver: BenchedSolver,
  { name, family, problem }: BenchInstance,
  options: BenchOptions,
): Promise<Measured> {
  const { timeLimitS = 10, repeats = 3 } = options;
  const row = { solver: solver.name, instance: name, family };
  // Each solver has a copy of its own, and cannot change even that.
  const own = deepFrozen(structuredClone(problem));
  let seconds = Number.POSITIVE_INFINITY;
  let answer: unknown;
  try {
    for (let turn = 0; turn < repeats; turn++) {
      const timed = await solver.solve(own, timeLimitS);
      answer = timed.answer;
      seconds = Math.min(seconds, timed.seconds);
      if (seconds > timeLimitS / 10) break;
    }
  } catch (error) {
    return { ...row, status: statusOf(error), seconds: timeLimitS, reasons: [lineOf(error)] };
  }
  return { ...row, seconds, ...judge(problem, answer) };
}

function judge(
  problem: RoundProblem,
  answer: unknown,
): Pick<Measured, 'status' | 'reasons' | 'objective' | 'certifiedGap'> {
  const { reasons, objective, bound } = certifyRound(problem, answer);
  const status = claimedStatus(answer);
  if (objective === undefined || !(status === 'optimal' || status === 'feasible')) return { status, reasons };
  if (bound === undefined || !Number.isFinite(bound)) return { status, reasons, objective };
  return { status, reasons, objective, certifiedGap: relativeGap(objective, Math.min(bound, objective)) };
}

const STATUSES: readonly unknown[] = ['optimal', 'feasible', 'infeasible', 'unknown'];

function claimedStatus(answer: unknown): BenchRow['status'] {
  const status =
    typeof answer === 'object' && answer !== null && 'status' in answer ? answer.status : undefined;
  return STATUSES.includes(status) ? (status as RoundSolution['status']) : 'no-solution';
}

function statusOf(error: unknown): BenchRow['status'] {
  if (error instanceof EndlessError) return 'endless';
  const unsupported =
    error instanceof CapabilityError ||
    (error instanceof Error && 'code' in error && error.code === 'unsupported');
  return unsupported ? 'refused' : 'failed';
}

function lineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
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
    invalid: rows.filter(isFailure).length,
    endless: rows.filter((row) => row.status === 'endless').length,
  };
}

/** True for an answer that does not hold, or none at all; not for a problem refused as declared or a limit overrun. */
export function isFailure({ status, reasons }: BenchRow): boolean {
  return status !== 'refused' && status !== 'endless' && reasons.length > 0;
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
