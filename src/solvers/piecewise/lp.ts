/**
 * `lp`: the piecewise-linear model with participation relaxed to [0, 1], solved by javascript-lp-solver, then
 * rounded and allocated exactly. A reference, not a rival: at 200 devices it takes seconds.
 */
import { createRequire } from 'node:module';
import { toColumns } from '../../problem/round/columns.js';
import { penaltyArgument } from '../../problem/round/penalty/penalty.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import type { RoundSolution } from '../../problem/round/solution.js';
import { requireCapabilities, requireOptions } from '../checks.js';
import { EVERYTHING, type RoundSolver, type SolveOptions } from '../solver.js';
import { answerFrom } from './answer.js';
import { type PiecewiseModel, piecewiseModel } from './model.js';

/** The part of the package's interface that is used: its declarations mistype the default export under nodenext. */
interface LpSolver {
  Solve(model: object): Readonly<Record<string, unknown>>;
}

const solver = createRequire(import.meta.url)('javascript-lp-solver') as LpSolver;

export const lp: RoundSolver = {
  name: 'lp',
  title: 'Piecewise-linear model relaxed, by javascript-lp-solver, rounded (at most 200 devices)',
  capabilities: { ...EVERYTHING, maxDevices: 200 },
  solve(problem: RoundProblem, options: SolveOptions = {}): RoundSolution {
    requireCapabilities(lp, problem);
    requireOptions(options);
    const columns = toColumns(problem);
    const model = piecewiseModel(columns);
    const result = solver.Solve(linearProgram(model, columns));
    const participation = new Float64Array(columns.deviceCount);
    model.breakpoints.forEach((point, i) => {
      const weight = result[`w${i}`];
      if (typeof weight === 'number') participation[point.device]! += weight;
    });
    return answerFrom(problem, columns, participation, { solver: lp.name, segmentError: model.segmentError });
  },
};

type Row = Record<string, number>;

function linearProgram(model: PiecewiseModel, columns: ReturnType<typeof toColumns>) {
  const constraints: Record<string, { min?: number; max?: number }> = {
    band: { max: model.bandwidthMHz },
    heads: { max: columns.maxScheduled, min: columns.minScheduled },
  };
  const variables: Record<string, Row> = { penalty: { cost: 1 }, tau: { cost: model.tauPrice } };
  model.penaltyLines.forEach((line, i) => {
    constraints[`line${i}`] = { min: line.intercept + model.penaltyShift };
    variables.penalty![`line${i}`] = 1;
  });
  for (let k = 0; k < columns.deviceCount; k++) {
    constraints[`once${k}`] = { max: 1 };
    if (model.tauPrice > 0) {
      constraints[`tau${k}`] = { max: 0 };
      variables.tau![`tau${k}`] = -1;
    }
  }
  const byCount = penaltyArgument(columns.penalty) === 'count';
  model.breakpoints.forEach((point, i) => {
    const row: Row = { cost: point.cost, band: point.bandwidthMHz, heads: 1, [`once${point.device}`]: 1 };
    if (model.tauPrice > 0) row[`tau${point.device}`] = point.delayS;
    const head = byCount ? 1 : columns.share[point.device]!;
    model.penaltyLines.forEach((line, j) => {
      row[`line${j}`] = -line.slope * head;
    });
    variables[`w${i}`] = row;
  });
  return { optimize: 'cost', opType: 'min' as const, constraints, variables };
}
