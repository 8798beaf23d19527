/** The linear models know no units: prices and frequencies in any unit change nothing but the objective's factor. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoundProblem } from '../../src/problem/round/problem.js';
import { hasPoint } from '../../src/problem/round/solution.js';
import { loadSolver } from '../../src/solvers/index.js';
import { firstIncumbent } from '../../src/solvers/piecewise/answer.js';
import { mipText } from '../../src/solvers/piecewise/mip-text.js';
import { piecewiseModel } from '../../src/solvers/piecewise/model.js';
import { toColumns } from '../../src/solvers/tools/problem-columns.js';
import { NO_LOOK } from '../../src/solvers/tools/time-limit.js';
import { roundProblems } from '../../src/testing/index.js';

function priced(problem: RoundProblem, factor: number): RoundProblem {
  return {
    ...problem,
    penaltyWeight: problem.penaltyWeight * factor,
    delayPrice: problem.delayPrice * factor,
    devices: problem.devices.map(({ value, ...d }) => ({
      ...d,
      energyPrice: (d.energyPrice ?? 0) * factor,
      ...(value === undefined ? {} : { value: value * factor }),
    })),
  };
}

function inHertzOf(problem: RoundProblem, factor: number): RoundProblem {
  return {
    ...problem,
    bandwidthHz: problem.bandwidthHz * factor,
    devices: problem.devices.map((d) => ({
      ...d,
      snrHz: d.snrHz * factor,
      uplinkBits: d.uplinkBits * factor,
    })),
  };
}

function objectiveOf(solver: Awaited<ReturnType<typeof loadSolver>>, problem: RoundProblem): number {
  const answer = solver.solve(problem);
  return hasPoint(answer) ? answer.objective : Number.NaN;
}

const FULL = process.env.DRIFTLORA_FULL === '1';
const factors = fc.constantFrom(1e-9, 1e-3, 1e6, 1e9);

describe.each([
  ['lp', FULL ? 1000 : 60],
  ['highs', FULL ? 200 : 15],
] as const)('%s', (name, numRuns) => {
  it.each([
    ['prices', priced, true],
    ['frequencies', inHertzOf, false],
  ] as const)('does not see the unit of %s', async (_what, scaled, multiplies) => {
    const solver = await loadSolver(name);
    fc.assert(
      fc.property(roundProblems({ maxDevices: 6, energyLimits: false }), factors, (problem, factor) => {
        const expected = objectiveOf(solver, problem) * (multiplies ? factor : 1);
        const found = objectiveOf(solver, scaled(problem, factor));
        if (Number.isNaN(expected)) expect(found).toBeNaN();
        else expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-8 * Math.abs(expected));
      }),
      { numRuns, seed: 12 },
    );
  });
});

describe('a model', () => {
  it('has finite numbers only, whatever the problem', () => {
    const extreme = fc.constantFrom(1e-280, 1e-30, 1, 1e30, 1e280);
    fc.assert(
      fc.property(roundProblems({ maxDevices: 5 }), extreme, extreme, (problem, price, hertz) => {
        const columns = toColumns(inHertzOf(priced(problem, price), hertz));
        const { best } = firstIncumbent(columns, NO_LOOK);
        const model = best && piecewiseModel(columns, best.objective);
        if (model === undefined) return;
        expect(mipText(model, columns.minScheduled, columns.maxScheduled)).not.toMatch(
          /NaN|Infinity|undefined/,
        );
      }),
      { numRuns: FULL ? 5000 : 200, seed: 5 },
    );
  });
});

describe('highs', () => {
  it('says itself how it ended', async () => {
    const solver = await loadSolver('highs');
    const [problem] = fc.sample(roundProblems({ minDevices: 4, maxDevices: 6, energyLimits: false }), {
      numRuns: 1,
      seed: 3,
    });
    const answer = solver.solve(problem!);
    expect(answer.stats.modelStatus).toMatch(/^(Optimal|no model)$/);
  });
});
