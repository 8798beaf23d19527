/** What must give, against the solver on both sides of it; and the ways that cannot. */
import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { explain } from '../../src/explain/index.js';
import { certifyRound } from '../../src/problem/round/certify.js';
import type { RoundProblem } from '../../src/problem/round/problem.js';
import { roundProblems } from '../../src/testing/arbitraries.js';

const numRuns = process.env.DRIFTLORA_FULL ? 300 : 12;

/** Everybody has to take part, within a deadline that is mostly too early. */
const tight = roundProblems({ maxDevices: 6 }).map(
  (problem): RoundProblem => ({
    ...problem,
    deadlineS: (problem.deadlineS ?? 1) / 5,
    minScheduled: problem.devices.length,
    maxScheduled: problem.devices.length,
  }),
);

describe('what must give', () => {
  test.prop([tight], { numRuns })('is proven infeasible just before, and feasible just there', (problem) => {
    const judged = new Map<string, string[]>();
    const explanation = explain(problem, undefined, {
      flipsOf: [],
      onProof: ({ claim, problem: posed, solution }) => {
        expect(certifyRound(posed, solution).valid).toBe(true);
        judged.set(claim, [...(judged.get(claim) ?? []), solution.status]);
      },
    });
    if (explanation.status !== 'infeasible') return;
    for (const give of explanation.gives) {
      if (give.status === 'cannot') {
        expect(judged.get(`infeasible at ${give.limit} ${give.upTo}`)).toEqual(['infeasible']);
        continue;
      }
      const [closed, open] = give.between;
      expect(judged.get(`infeasible at ${give.limit} ${closed}`)).toEqual(['infeasible']);
      expect(judged.get(`feasible at ${give.limit} ${open}`)?.[0]).toMatch(/optimal|feasible/);
      const apart = give.limit === 'snrDb' ? open - closed : Math.abs(Math.log(open / closed));
      if (give.limit === 'minScheduled') expect(closed - open).toBe(1);
      else expect(apart).toBeLessThanOrEqual(1.0001e-3);
    }
    expect(explanation.gives.map(({ limit }) => limit)).toContain('minScheduled');
  });
});
