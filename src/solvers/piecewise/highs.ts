/**
 * `highs`: the piecewise-linear model as a mixed-integer programme, by HiGHS in WebAssembly with the gap set to 0
 * (its default stops at 1e-4), then allocated exactly. Optional: needs the package `highs`.
 */
import { createRequire } from 'node:module';
import { type RoundColumns, toColumns } from '../../problem/round/columns.js';
import { penaltyArgument } from '../../problem/round/penalty/penalty.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import type { RoundSolution } from '../../problem/round/solution.js';
import { requireCapabilities, requireOptions } from '../checks.js';
import { type Capabilities, EVERYTHING, type RoundSolver, type SolveOptions } from '../solver.js';
import { answerFrom } from './answer.js';
import { type PiecewiseModel, piecewiseModel } from './model.js';

export const HIGHS_NAME = 'highs';
export const HIGHS_TITLE = 'Piecewise-linear MIP by HiGHS (WebAssembly; optional package highs)';
export const HIGHS_CAPABILITIES: Capabilities = { ...EVERYTHING, maxDevices: 5000 };

/** The part of the package's interface that is used: its typed default export is wrong under nodenext. */
interface HighsModule {
  solve(
    model: string,
    options: Readonly<Record<string, number | boolean>>,
  ): { readonly Status: string; readonly Columns: Readonly<Record<string, { readonly Primal?: number }>> };
}

/** @throws Error with advice where the package is not installed */
export async function loadHighs(): Promise<RoundSolver> {
  const require = createRequire(import.meta.url);
  let load: () => Promise<HighsModule>;
  try {
    load = require('highs') as () => Promise<HighsModule>;
  } catch {
    throw new Error('the solver "highs" needs the package highs: npm install highs@1.15.3');
  }
  return highsSolver(await load());
}

function highsSolver(highs: HighsModule): RoundSolver {
  const solver: RoundSolver = {
    name: HIGHS_NAME,
    title: HIGHS_TITLE,
    capabilities: HIGHS_CAPABILITIES,
    solve(problem: RoundProblem, options: SolveOptions = {}): RoundSolution {
      requireCapabilities(solver, problem);
      requireOptions(options);
      const columns = toColumns(problem);
      const model = piecewiseModel(columns);
      const result = highs.solve(mipText(model, columns), {
        output_flag: false,
        mip_rel_gap: 0,
        ...(options.timeLimitS === undefined ? {} : { time_limit: options.timeLimitS }),
      });
      const participation = new Float64Array(columns.deviceCount);
      for (let k = 0; k < columns.deviceCount; k++) participation[k] = result.Columns[`z${k}`]?.Primal ?? 0;
      return answerFrom(problem, columns, participation, {
        solver: HIGHS_NAME,
        segmentError: model.segmentError,
      });
    },
  };
  return solver;
}

/** The model in CPLEX LP format. */
function mipText(model: PiecewiseModel, columns: RoundColumns): string {
  const { breakpoints, penaltyLines, penaltyShift } = model;
  const heads = Array.from({ length: columns.deviceCount }, (_, k) => k);
  const weights = heads.map(() => [] as string[]);
  const delays = heads.map(() => [] as string[]);
  breakpoints.forEach((point, i) => {
    weights[point.device]!.push(`+ w${i}`);
    delays[point.device]!.push(term(point.delayS, `w${i}`));
  });
  const byCount = penaltyArgument(columns.penalty) === 'count';
  const count = heads.map((k) => `+ z${k}`).join('\n ');
  const costs = breakpoints.map((point, i) => term(point.cost, `w${i}`)).join('\n ');
  const rows = [
    `band: ${breakpoints.map((p, i) => term(p.bandwidthMHz, `w${i}`)).join('\n ')} <= ${model.bandwidthMHz}`,
    `most: ${count} <= ${columns.maxScheduled}`,
    ...(columns.minScheduled > 0 ? [`least: ${count} >= ${columns.minScheduled}`] : []),
    ...heads.map((k) => `once${k}: ${weights[k]!.join(' ')} - z${k} = 0`),
    ...(model.tauPrice > 0 ? heads.map((k) => `tau${k}: ${delays[k]!.join(' ')} - tau <= 0`) : []),
    ...penaltyLines.map((line, j) => {
      const weight = (k: number) => -line.slope * (byCount ? 1 : columns.share[k]!);
      const sum = heads.map((k) => term(weight(k), `z${k}`)).join('\n ');
      return `line${j}: penalty ${sum} >= ${line.intercept + penaltyShift}`;
    }),
  ];
  return [
    'Minimize',
    ` cost: penalty ${term(model.tauPrice, 'tau')}\n ${costs}`,
    'Subject To',
    ...rows.map((row) => ` ${row}`),
    'Binary',
    ` ${heads.map((k) => `z${k}`).join('\n ')}`,
    'End',
  ].join('\n');
}

function term(coefficient: number, name: string): string {
  return coefficient < 0 ? `- ${-coefficient} ${name}` : `+ ${coefficient} ${name}`;
}
