/**
 * `exact` against enumeration over every family. DRIFTLORA_FULL=1 runs 20,000 problems of up to 12 devices
 * (`DRIFTLORA_FULL=1 npx vitest run test/solvers/exactness`); otherwise 1,000 of up to 8.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { certifyRound } from '../../src/problem/round/certify.js';
import { hasPoint } from '../../src/problem/round/solution.js';
import { enumeration } from '../../src/solvers/enumeration.js';
import { exact } from '../../src/solvers/exact.js';
import { roundProblems } from '../../src/testing/index.js';

const full = process.env.DRIFTLORA_FULL === '1';
const RUNS = full ? 20_000 : 1_000;
const DEVICES = full ? 12 : 8;

it(`equals enumeration to 1e-9 on ${RUNS} problems of up to ${DEVICES} devices, always certified`, () => {
  const counted = { optimal: 0, infeasible: 0, worst: 0 };
  const problems = roundProblems({ maxDevices: DEVICES });
  fc.assert(
    fc.property(problems, (problem) => {
      const answer = exact.solve(problem);
      const truth = enumeration.solve(problem);
      expect(answer.status).toBe(truth.status);
      expect(certifyRound(problem, answer).reasons).toEqual([]);
      if (!hasPoint(answer) || !hasPoint(truth)) {
        counted.infeasible++;
        return;
      }
      counted.optimal++;
      const difference = Math.abs(answer.objective - truth.objective);
      const rounding = 1e-12 * problem.penaltyWeight;
      expect(difference).toBeLessThanOrEqual(1e-9 * Math.abs(truth.objective) + rounding);
      counted.worst = Math.max(counted.worst, difference / Math.max(Math.abs(truth.objective), 1e-300));
    }),
    { numRuns: RUNS, seed: 20260, endOnFailure: full },
  );
  if (full) process.stderr.write(`exactness: ${JSON.stringify(counted)}\n`);
  expect(counted.optimal).toBeGreaterThan(RUNS / 2);
  expect(counted.infeasible).toBeGreaterThan(RUNS / 200);
}, 3_600_000);
