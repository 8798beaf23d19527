/** Valid answers, changed: no mutant that changes the claim survives the checker. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certifyRound } from '../../../src/problem/round/certify.js';
import type { RoundProblem } from '../../../src/problem/round/problem.js';
import type { RoundSolution } from '../../../src/problem/round/solution.js';
import { exact } from '../../../src/solvers/exact.js';
import { roundProblems } from '../../../src/testing/index.js';

const FULL = process.env.DRIFTLORA_FULL !== undefined;

type Optimal = Extract<RoundSolution, { status: 'optimal' }>;
// biome-ignore lint/suspicious/noExplicitAny: mutants are not solutions, that is the point
type Mutant = any;

/** Problems with something at stake: every objective is far from 0. */
const solved = roundProblems({ minDevices: 3, maxDevices: 7 })
  .filter((problem) => problem.penaltyWeight > 0)
  .map((problem) => ({ problem, solution: exact.solve(problem) }))
  .filter((pair): pair is { problem: RoundProblem; solution: Optimal } => {
    const { solution } = pair;
    return solution.status === 'optimal' && Math.abs(solution.objective) > 1e-3;
  });

function survives(problem: RoundProblem, solution: unknown): boolean {
  return certifyRound(problem, solution).valid;
}

/** Every mutant of the family is refused, on `runs` random problems; `undefined`: nothing to mutate here. */
function noneSurvives(mutate: (copy: Mutant, problem: RoundProblem) => Mutant | undefined, runs = 150) {
  fc.assert(
    fc.property(solved, ({ problem, solution }) => {
      expect(survives(problem, solution)).toBe(true);
      const mutant = mutate(structuredClone(solution), problem);
      return mutant === undefined || !survives(problem, mutant);
    }),
    { numRuns: runs, seed: 7 },
  );
}

describe('a mutant is refused:', () => {
  it('an objective off by 1e-6', () => {
    noneSurvives((copy) => ({ ...copy, objective: copy.objective * (1 - 1e-6) }));
    noneSurvives((copy) => ({ ...copy, objective: copy.objective * (1 + 1e-6) }));
  });

  it('a bound raised above the optimum', () => {
    noneSurvives((copy) => ({ ...copy, bound: copy.bound + 1e-6 * Math.abs(copy.bound) }));
  });

  it('a bandwidth sum above B by 1e-9 relative', () => {
    noneSurvives((copy, problem) => {
      const users = copy.scheduled.filter((id: string) => copy.bandwidthHz[id] > 0);
      if (users.length === 0) return undefined;
      const sum = users.reduce((total: number, id: string) => total + copy.bandwidthHz[id], 0);
      copy.bandwidthHz[users[0]] += problem.bandwidthHz * (1 + 1e-9) - sum;
      return copy;
    });
  });

  it('a scheduled device swapped for another', () => {
    noneSurvives((copy, problem) => {
      const outside = problem.devices.find((device) => !copy.scheduled.includes(device.id));
      const inside = copy.scheduled[0];
      if (outside === undefined || inside === undefined) return undefined;
      const twin = problem.devices.find((device) => device.id === inside)!;
      if (JSON.stringify({ ...twin, id: '' }) === JSON.stringify({ ...outside, id: '' })) return undefined;
      const rename = (record: Record<string, number>) =>
        Object.fromEntries(Object.entries(record).map(([id, v]) => [id === inside ? outside.id : id, v]));
      return {
        ...copy,
        scheduled: [outside.id, ...copy.scheduled.slice(1)],
        bandwidthHz: rename(copy.bandwidthHz),
        energyJ: rename(copy.energyJ),
      };
    });
  });

  it('"optimal" without a certificate', () => {
    noneSurvives(({ certificate: _, ...copy }) => copy);
  });

  it('a certificate of another problem', () => {
    noneSurvives((copy, problem) => {
      const [first, ...rest] = problem.devices;
      const other = { ...problem, devices: [{ ...first!, snrHz: first!.snrHz * 1.001 }, ...rest] };
      const answer = exact.solve(other);
      return answer.status === 'optimal' ? { ...copy, certificate: answer.certificate } : undefined;
    });
  });

  it('a leaf left out of the tree', () => {
    noneSurvives((copy) => {
      const node = deviceNodes(copy.certificate.root)[0];
      if (node === undefined) return undefined;
      node.tree = node.tree.slice(0, -1);
      return copy;
    });
  });

  it('a NaN anywhere', () => {
    fc.assert(
      fc.property(solved, fc.nat(), ({ problem, solution }, pick) => {
        const mutant: Mutant = structuredClone(solution);
        const places = numbersIn(mutant);
        const [holder, key] = places[pick % places.length]!;
        holder[key] = Number.NaN;
        return !survives(problem, mutant);
      }),
      { numRuns: FULL ? 400 : 100, seed: 7 },
    );
  });

  it('the second-best decision called optimal', () => {
    noneSurvives((copy, problem) => {
      const without = copy.scheduled[0];
      if (without === undefined || (problem.minScheduled ?? 0) >= copy.scheduled.length) return undefined;
      const smaller = { ...problem, devices: problem.devices.filter((device) => device.id !== without) };
      // Their penalties name every device, or every number of them.
      if (['count', 'fraction'].includes(problem.penalty.kind) || smaller.devices.length === 0)
        return undefined;
      const answer = exact.solve(smaller);
      if (answer.status !== 'optimal') return undefined;
      if (answer.objective <= copy.objective + 1e-8 * Math.abs(copy.objective)) return undefined;
      return { ...answer, certificate: copy.certificate };
    });
  });
});

it('random changes of a certificate never prove a worse decision optimal', () => {
  fc.assert(
    fc.property(
      solved,
      fc.nat(),
      fc.double({ min: -2, max: 4, noNaN: true }),
      ({ problem, solution }, pick, factor) => {
        const mutant: Mutant = structuredClone(solution);
        const places = numbersIn(mutant.certificate);
        if (places.length === 0) return true;
        const [holder, key] = places[pick % places.length]!;
        holder[key] *= factor;
        const verdict = certifyRound(problem, mutant);
        // Whatever a valid verdict rests on, its bound is still one: never above the true optimum.
        return (
          !verdict.valid || verdict.bound! <= solution.objective + 1e-9 * Math.abs(solution.objective) + 1e-9
        );
      },
    ),
    { numRuns: FULL ? 500 : 120, seed: 11 },
  );
});

/** Every holder and key of a number, at any depth. */
function numbersIn(value: Mutant): [Mutant, string | number][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) =>
    typeof value[key] === 'number' ? [[value, key] as [Mutant, string]] : numbersIn(value[key]),
  );
}

function deviceNodes(node: Mutant): Mutant[] {
  const below = node.parts.flatMap(deviceNodes);
  return node.split === 'devices' ? [node, ...below] : below;
}
