/** Whatever the multipliers, the bound of the whole space never lies above the optimum (docs/certificates.md). */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasPoint } from '../../../src/problem/round/solution.js';
import { enumeration } from '../../../src/solvers/enumeration.js';
import { wholePart } from '../../../src/solvers/search/parts.js';
import { boundOfPart } from '../../../src/solvers/tools/fraction-bound.js';
import { toColumns } from '../../../src/solvers/tools/problem-columns.js';
import { roundProblems } from '../../../src/testing/index.js';

const factor = fc.constantFrom(0, 0.03, 0.3, 0.9, 1, 1.1, 3, 30);

it('any multipliers bound the optimum from below, over any interval of tau that holds it', () => {
  let close = 0;
  fc.assert(
    fc.property(
      roundProblems({ maxDevices: 5 }),
      fc.record({ price: factor, share: factor, tau: factor, wide: fc.boolean() }),
      (problem, { price, share, tau, wide }) => {
        const truth = enumeration.solve(problem);
        if (!hasPoint(truth)) return;
        const columns = toColumns(problem);
        const base = problem.penaltyWeight / problem.bandwidthHz;
        const multipliers = {
          bandwidth: price * base,
          share: share * problem.penaltyWeight,
          count: 0,
          tauS: tau * truth.delayS,
        };
        // Without a price tau is no variable, and its interval ends at the deadline.
        const latestS =
          wide || columns.tauPrice === 0
            ? columns.deadlineS
            : Math.min(columns.deadlineS, truth.delayS * (1 + 1e-6));
        const bound = boundOfPart(columns, wholePart(columns, latestS), multipliers).value();
        const rounding = 1e-9 * Math.abs(truth.objective) + 1e-12 * problem.penaltyWeight;
        expect(bound).toBeLessThanOrEqual(truth.objective + rounding);
        if (bound > 0.9 * truth.objective) close++;
      },
    ),
    { numRuns: 3000, seed: 11 },
  );
  expect(close).toBeGreaterThan(300);
});
