/** A price to start from changes how fast an allocation is found, never what is found. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allocate } from '../../src/solvers/tools/allocation.js';
import { worthOf } from '../../src/solvers/tools/objective.js';
import { toColumns } from '../../src/solvers/tools/problem-columns.js';
import { roundProblems } from '../../src/testing/index.js';

it('any guess of the price leads to the same objective', () => {
  fc.assert(
    fc.property(
      roundProblems({ maxDevices: 8 }),
      fc.constantFrom(5e-288, 1e-60, 1e-9, 1e9, 1e60, 1e200, Number.POSITIVE_INFINITY),
      (problem, guess) => {
        const columns = toColumns(problem);
        const everybody = problem.devices.map((_, k) => k);
        const plain = allocate(columns, everybody);
        const guessed = allocate(columns, everybody, guess);
        expect(guessed === undefined).toBe(plain === undefined);
        if (plain === undefined || guessed === undefined) return;
        const a = worthOf(columns, everybody, plain.bandwidthHz);
        const b = worthOf(columns, everybody, guessed.bandwidthHz);
        expect(Math.abs(a.objective - b.objective)).toBeLessThanOrEqual(1e-9 * a.scale);
      },
    ),
    { numRuns: 2000, seed: 77 },
  );
});
