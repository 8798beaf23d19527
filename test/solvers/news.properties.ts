/** What `exact` tells while it runs is true, and changes nothing; a schedule of a neighbouring problem is a start, never an answer. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { evaluateDecision } from '../../src/problem/round/evaluate.js';
import type { RoundProblem } from '../../src/problem/round/problem.js';
import { hasPoint } from '../../src/problem/round/solution.js';
import { FEASIBILITY_SLACK } from '../../src/problem/verdict.js';
import { allocateSchedule } from '../../src/solvers/bandwidth.js';
import { exact } from '../../src/solvers/exact.js';
import type { SolveOptions } from '../../src/solvers/solver.js';
import { roundProblems } from '../../src/testing/arbitraries.js';

const numRuns = process.env.DRIFTLORA_FULL ? 1_000 : 60;

/** Every piece of news of a solve, in turn. */
function heard(problem: RoundProblem, options: SolveOptions = {}) {
  const incumbents: { readonly scheduled: readonly string[]; readonly objective: number }[] = [];
  const bounds: number[] = [];
  const solution = exact.solve(problem, {
    ...options,
    onIncumbent: (found) => incumbents.push(found),
    onBound: (bound) => bounds.push(bound),
  });
  return { incumbents, bounds, solution };
}

/** The limits that a point of this problem may reach: each may be exceeded by FEASIBILITY_SLACK. */
function loosened(problem: RoundProblem): RoundProblem {
  const factor = 1 + FEASIBILITY_SLACK;
  const { bandwidthHz, deadlineS, devices } = problem;
  return {
    ...problem,
    bandwidthHz: bandwidthHz * factor,
    ...(deadlineS !== undefined && { deadlineS: deadlineS * factor }),
    devices: devices.map((device) => {
      const { energyLimitJ } = device;
      return energyLimitJ === undefined ? device : { ...device, energyLimitJ: energyLimitJ * factor };
    }),
  };
}

/** What a schedule costs with the best bandwidths for it; Infinity where it does not keep the limits. */
function costOf(problem: RoundProblem, scheduled: readonly string[]): number {
  const decision = allocateSchedule(problem, scheduled);
  return decision ? evaluateDecision(problem, decision).objective : Number.POSITIVE_INFINITY;
}

const renamedKey = (numbers: Readonly<Record<string, number>>, old: string) =>
  Object.fromEntries(Object.entries(numbers).map(([id, n]) => [id === old ? 'new' : id, n]));

const problems = roundProblems({ maxDevices: 9 });

describe('news of a search', () => {
  test.prop([problems], { numRuns })('only get better, and are true', (problem) => {
    const { incumbents, bounds, solution } = heard(problem);
    expect(solution).toEqual(exact.solve(problem));
    if (!hasPoint(solution)) return;
    const slack = 1e-9 * Math.abs(solution.objective) + 1e-11 * problem.penaltyWeight;
    for (const [i, { scheduled, objective }] of incumbents.entries()) {
      if (i > 0) expect(objective).toBeLessThan(incumbents[i - 1]!.objective);
      // The best bandwidths for limits as they are, and for limits exceeded as far as a point may exceed them.
      const kept = costOf(problem, scheduled);
      const exceeded = costOf(loosened(problem), scheduled);
      expect(objective).toBeLessThanOrEqual(kept + 1e-8 * Math.abs(kept) + slack);
      expect(objective).toBeGreaterThanOrEqual(exceeded - 1e-8 * Math.abs(exceeded) - slack);
    }
    expect(Math.abs(incumbents.at(-1)!.objective - solution.objective)).toBeLessThanOrEqual(slack);
    // The answer may exceed limits a little, for which bounds are proven by its certificate and not told as news.
    const best = Math.max(solution.objective, costOf(problem, solution.scheduled));
    for (const [i, bound] of bounds.entries()) {
      if (i > 0) expect(bound).toBeGreaterThan(bounds[i - 1]!);
      expect(bound).toBeLessThanOrEqual(best + slack);
    }
    expect(bounds.at(-1)).toBeGreaterThanOrEqual(solution.bound);
  });

  it('end the solve with what a listener throws', () => {
    const [problem] = fc.sample(
      problems.filter(({ minScheduled }) => !minScheduled),
      { numRuns: 1, seed: 1 },
    );
    const enough = new Error('enough');
    const onIncumbent = () => {
      throw enough;
    };
    expect(() => exact.solve(problem!, { onIncumbent })).toThrow(enough);
  });

  it.each([
    ['onIncumbent', { onIncumbent: 1 }],
    ['onBound', { onBound: {} }],
    ['warmStart.scheduled', { warmStart: {} }],
  ])('needs %s to be what it should be', (field, options) => {
    const [problem] = fc.sample(problems, { numRuns: 1, seed: 1 });
    expect(() => exact.solve(problem!, options as never)).toThrow(field);
  });
});

describe('a warm start from a neighbouring problem', () => {
  test.prop([problems, fc.integer({ min: 0, max: 8 }), fc.double({ min: 0.5, max: 2, noNaN: true })], {
    numRuns,
  })('gives the same optimum, whoever left meanwhile', (problem, left, factor) => {
    const before = exact.solve({
      ...problem,
      devices: problem.devices.map((device) => ({ ...device, snrHz: device.snrHz * factor })),
    });
    if (!hasPoint(before) || problem.devices.length < 2) return;
    const gone = problem.devices[left % problem.devices.length]!.id;
    const { penalty } = problem;
    const renamed: RoundProblem = {
      ...problem,
      penalty:
        penalty.kind === 'fraction'
          ? { ...penalty, numerators: renamedKey(penalty.numerators, gone) }
          : penalty,
      devices: problem.devices.map((d) => (d.id === gone ? { ...d, id: 'new' } : d)),
    };
    const [cold, { incumbents, solution: warm }] = [
      exact.solve(renamed),
      heard(renamed, { warmStart: before }),
    ];
    expect(warm.status).toBe(cold.status);
    if (!hasPoint(cold) || !hasPoint(warm)) return;
    const slack = 2e-9 * Math.abs(cold.objective) + 1e-11 * problem.penaltyWeight;
    expect(Math.abs(warm.objective - cold.objective)).toBeLessThanOrEqual(slack);
    // The first news is the start itself, as far as it is allowed: nobody unknown is in it.
    for (const { scheduled } of incumbents) expect(scheduled).not.toContain(gone);
  });
});
