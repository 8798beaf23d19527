/**
 * `highs`: the piecewise-linear model as a mixed-integer programme, by HiGHS in WebAssembly with its gaps set to 0 and to rounding
 * (its defaults stop at 1e-4 relatively, 1e-6 absolutely), then allocated exactly. Optional: needs the package `highs`.
 */
import { createRequire } from 'node:module';
import type { RoundProblem } from '../../problem/round/problem.js';
import type { RoundSolution } from '../../problem/round/solution.js';
import { type Capabilities, EVERYTHING, type RoundSolver, type SolveOptions } from '../solver.js';
import { requireCapabilities, requireOptions } from '../tools/checks.js';
import { ANSWER_PASSES } from '../tools/decision.js';
import { toColumns } from '../tools/problem-columns.js';
import { TimeLimit } from '../tools/time-limit.js';
import { answerFrom, firstIncumbent, type ModelOutcome, withoutModel } from './answer.js';
import { type HighsReply, hasThread, solvedWithin } from './highs-limited.js';
import type { HighsModule, HighsOptions } from './highs-module.js';
import { mipText } from './mip-text.js';
import { type PiecewiseModel, piecewiseModel } from './model.js';

export const HIGHS_NAME = 'highs';
export const HIGHS_TITLE = 'Piecewise-linear MIP by HiGHS (WebAssembly; optional package highs)';
export const HIGHS_CAPABILITIES: Capabilities = { ...EVERYTHING, maxDevices: 5000 };

type LoadModule = () => Promise<HighsModule>;

/** The part of the time that is HiGHS's: its answer is allocated after. */
const ITS_PART = 0.8;

/** After this part of the time its thread is ended, and the best schedule known before is the answer. */
const END_PART = 0.95;

/** Under a longer limit HiGHS looks at its clock itself, in this thread: what it does between two looks is then a small part. */
const LONG_LIMIT_S = 60;

/** Of the objective, in parts of the stake: below it is rounding, and with a gap of 0 HiGHS may never end. */
const LEAST_GAP = 1e-9;

/** How HiGHS ends, where a limit ended it; any other status is the method's own end. */
const TIME_LIMIT = 'Time limit reached';

/** @throws Error with advice where the package is not installed */
export async function loadHighs(): Promise<RoundSolver> {
  const require = createRequire(import.meta.url);
  let load: LoadModule;
  try {
    load = require('highs') as LoadModule;
  } catch {
    throw new Error('the solver "highs" needs the package highs: npm install highs@1.15.3');
  }
  return highsSolver(await load(), load);
}

function highsSolver(first: HighsModule, load: LoadModule): RoundSolver {
  const modules = { current: first };
  const solver: RoundSolver = {
    name: HIGHS_NAME,
    title: HIGHS_TITLE,
    capabilities: HIGHS_CAPABILITIES,
    solve(problem: RoundProblem, options: SolveOptions = {}): RoundSolution {
      requireCapabilities(solver, problem);
      requireOptions(options);
      const limit = new TimeLimit(options);
      const columns = limit.keepBackFor(() => toColumns(problem), ANSWER_PASSES);
      const incumbent = firstIncumbent(columns, limit.look);
      const { best } = incumbent;
      const model = best && piecewiseModel(columns, best.objective);
      const outcome =
        model === undefined
          ? withoutModel(limit)
          : solveModel(modules, load, model, columns.minScheduled, columns.maxScheduled, limit);
      return answerFrom(HIGHS_NAME, problem, columns, incumbent, outcome, limit);
    },
  };
  return solver;
}

function solveModel(
  modules: { current: HighsModule },
  load: LoadModule,
  model: PiecewiseModel,
  minScheduled: number,
  maxScheduled: number,
  limit: TimeLimit,
): ModelOutcome {
  const { segmentError } = model;
  const text = mipText(model, minScheduled, maxScheduled);
  const leftS = limit.leftS;
  if (leftS === 0) return { stopped: 'time-limit', modelStatus: 'not started', segmentError };
  const options: HighsOptions = {
    ...{ output_flag: false, mip_rel_gap: 0, mip_abs_gap: LEAST_GAP },
    ...(leftS === Number.POSITIVE_INFINITY ? {} : { time_limit: ITS_PART * leftS }),
  };
  const reply =
    leftS > LONG_LIMIT_S || !hasThread()
      ? solvedHere(modules, load, text, options)
      : solvedWithin(END_PART * leftS, text, options);
  if (reply === undefined) return { stopped: 'time-limit', modelStatus: TIME_LIMIT, segmentError };
  if ('error' in reply)
    return { stopped: 'method', modelStatus: `error: ${firstLine(reply.error)}`, segmentError };
  const { result } = reply;
  const stopped = result.Status === TIME_LIMIT ? 'time-limit' : 'method';
  const participation = participationOf(result.Columns, model.mass.length);
  return { participation, stopped, modelStatus: result.Status, segmentError };
}

function solvedHere(
  modules: { current: HighsModule },
  load: LoadModule,
  text: string,
  options: HighsOptions,
): HighsReply {
  try {
    return { result: modules.current.solve(text, options) };
  } catch (error) {
    // A module that aborted (memory) is of no further use: the next solve has a fresh one, once it is loaded.
    void load().then((fresh) => {
      modules.current = fresh;
    });
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** z, where HiGHS has a point; undefined where it has none. */
function participationOf(
  found: Readonly<Record<string, { readonly Primal?: number }>>,
  deviceCount: number,
): Float64Array | undefined {
  const z = Float64Array.from({ length: deviceCount }, (_, k) => found[`z${k}`]?.Primal ?? Number.NaN);
  return z.every(Number.isFinite) ? z : undefined;
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.slice(0, 200);
}
