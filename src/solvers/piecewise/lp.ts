/**
 * `lp`: the piecewise-linear model with participation relaxed to [0, 1], solved by javascript-lp-solver, then
 * rounded and allocated exactly. A reference, not a rival: at 200 devices it takes seconds.
 */
import { createRequire } from 'node:module';
import type { RoundProblem } from '../../problem/round/problem.js';
import type { RoundSolution } from '../../problem/round/solution.js';
import { EVERYTHING, type RoundSolver, type SolveOptions } from '../solver.js';
import { requireCapabilities, requireOptions } from '../tools/checks.js';
import { toColumns } from '../tools/problem-columns.js';
import { Stopped, TimeLimit } from '../tools/time-limit.js';
import { answerFrom, firstIncumbent, type ModelOutcome, withoutModel } from './answer.js';
import { type PiecewiseModel, piecewiseModel } from './model.js';

/** The part of the package's interface that is used: its declarations mistype the default export under nodenext. */
interface LpPackage {
  readonly Model: new () => LpModel;
}
interface LpModel {
  readonly tableau: { pivot(row: number, column: number): void };
  loadJson(model: object): LpModel;
  solve(): { readonly feasible: boolean; readonly bounded: boolean; generateSolutionSet(): Row };
}
type Row = Record<string, number>;

const { Model } = createRequire(import.meta.url)('javascript-lp-solver') as LpPackage;

/** Pivots that are enough for any model of this kind, as a multiple of its rows: more is a cycle. */
const PIVOTS_PER_ROW = 50;

export const lp: RoundSolver = {
  name: 'lp',
  title: 'Piecewise-linear model relaxed, by javascript-lp-solver, rounded (at most 200 devices)',
  capabilities: { ...EVERYTHING, maxDevices: 200 },
  solve(problem: RoundProblem, options: SolveOptions = {}): RoundSolution {
    requireCapabilities(lp, problem);
    requireOptions(options);
    const limit = new TimeLimit(options);
    const columns = toColumns(problem);
    const incumbent = firstIncumbent(columns, limit.look);
    const model = incumbent.best && piecewiseModel(columns, incumbent.best.objective);
    const outcome: ModelOutcome =
      model === undefined
        ? withoutModel(limit)
        : solveModel(model, columns.minScheduled, columns.maxScheduled, limit);
    return answerFrom(lp.name, problem, columns, incumbent, outcome, limit);
  },
};

/** The package's own time-out is looked at between whole relaxations only: here the clock is, at every pivot. */
function solveModel(model: PiecewiseModel, least: number, most: number, limit: TimeLimit): ModelOutcome {
  const { segmentError } = model;
  const program = linearProgram(model, least, most);
  const loaded = new Model().loadJson(program);
  const { tableau } = loaded;
  const pivot = tableau.pivot.bind(tableau);
  let left = PIVOTS_PER_ROW * Object.keys(program.constraints).length;
  tableau.pivot = (row, column) => {
    limit.look();
    if (left-- === 0) throw new Stopped('method');
    pivot(row, column);
  };
  try {
    const solution = loaded.solve();
    const modelStatus = !solution.feasible ? 'infeasible' : solution.bounded ? 'optimal' : 'unbounded';
    if (modelStatus !== 'optimal') return { stopped: 'method', modelStatus, segmentError };
    const participation = participationOf(model, solution.generateSolutionSet());
    return { participation, stopped: 'method', modelStatus, segmentError };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const modelStatus = error.reason === 'time-limit' ? 'time limit' : 'pivot limit';
    return { stopped: error.reason, modelStatus, segmentError };
  }
}

function participationOf({ breakpoints, mass }: PiecewiseModel, found: Row): Float64Array {
  const participation = new Float64Array(mass.length);
  breakpoints.forEach(({ device }, i) => {
    const weight = found[`w${i}`];
    if (typeof weight === 'number') participation[device]! += weight;
  });
  return participation;
}

function linearProgram(model: PiecewiseModel, least: number, most: number) {
  const { breakpoints, penaltyLines, mass, tauPrice } = model;
  const constraints: Record<string, { min?: number; max?: number }> = {
    band: { max: model.bandwidth },
    heads: { max: most, min: least },
  };
  const variables: Record<string, Row> = { penalty: { cost: 1 }, tau: { cost: tauPrice } };
  penaltyLines.forEach((line, i) => {
    constraints[`line${i}`] = { min: line.intercept };
    variables.penalty![`line${i}`] = 1;
  });
  for (let k = 0; k < mass.length; k++) {
    constraints[`once${k}`] = { max: 1 };
    if (tauPrice > 0) {
      constraints[`tau${k}`] = { max: 0 };
      variables.tau![`tau${k}`] = -1;
    }
  }
  breakpoints.forEach((point, i) => {
    const row: Row = { cost: point.cost, band: point.bandwidth, heads: 1, [`once${point.device}`]: 1 };
    if (tauPrice > 0) row[`tau${point.device}`] = point.delay;
    penaltyLines.forEach((line, j) => {
      row[`line${j}`] = -line.slope * mass[point.device]!;
    });
    variables[`w${i}`] = row;
  });
  return { optimize: 'cost', opType: 'min' as const, constraints, variables };
}
