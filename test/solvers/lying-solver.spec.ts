/** Solvers that lie on purpose: the laws must catch each of them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { certifyRound } from '../../src/problem/round/certify.js';
import type { RoundProblem } from '../../src/problem/round/problem.js';
import { hasPoint, type RoundSolution } from '../../src/problem/round/solution.js';
import { validateRoundProblem } from '../../src/problem/round/validate.js';
import { greedy } from '../../src/solvers/baselines/priced.js';
import { exact } from '../../src/solvers/exact.js';
import type { RoundSolver } from '../../src/solvers/solver.js';
import { checkSolver, judgeSolver } from '../../src/testing/index.js';
import { LONG } from '../long.js';

/** `exact`, with its answers bent. */
function liar(name: string, bend: (solution: RoundSolution, problem: RoundProblem) => unknown): RoundSolver {
  return { ...exact, name, solve: (problem) => bend(exact.solve(problem), problem) as RoundSolution };
}

const FLAT = { split: 'devices', order: [], tree: [0], own: [], parts: [] } as const;
const ANY_PRICE = { bandwidth: 0, share: 0, count: 0, tauS: 0 };

let calls = 0;
const liars: RoundSolver[] = [
  liar('calls a heuristic answer optimal', (truth, problem) => {
    const found = greedy.solve(problem);
    if (!hasPoint(found) || truth.status !== 'optimal') return truth;
    return {
      ...found,
      status: 'optimal',
      stopped: undefined,
      bound: found.objective,
      gap: 0,
      certificate: truth.certificate,
    };
  }),
  liar('understates the objective', (truth) =>
    hasPoint(truth)
      ? { ...truth, objective: truth.objective * 0.999999, bound: truth.bound * 0.999999 }
      : truth,
  ),
  liar('makes up a certificate', (truth) =>
    truth.status === 'optimal'
      ? { ...truth, certificate: { ...truth.certificate, root: { ...FLAT, shared: [ANY_PRICE] } } }
      : truth,
  ),
  liar('gives no certificate', (truth) => ({ ...truth, certificate: undefined })),
  liar('calls everything infeasible', (truth) =>
    truth.status === 'optimal'
      ? { status: 'infeasible', certificate: truth.certificate, stats: truth.stats }
      : truth,
  ),
  liar('always stops early', (truth) => ({ status: 'unknown', stopped: 'method', stats: truth.stats })),
  liar('changes its mind', (truth) => ({ ...truth, stats: { ...truth.stats, nodes: calls++ } })),
  {
    ...exact,
    name: 'ignores the energy prices',
    solve: (problem) =>
      exact.solve({ ...problem, devices: problem.devices.map((d) => ({ ...d, energyPrice: 0 })) }),
  },
];

/** Small problems: a lie shows on them as well, and making one smaller still tries hundreds. */
const RANGE = process.env.DRIFTLORA_FULL ? { runs: 60 } : { runs: 30, maxDevices: 4 };

describe('a solver that lies', () => {
  it.each(liars.filter((_, i) => LONG || i % 2 === 1).map((solver) => [solver.name, solver] as const))(
    '%s, and is caught',
    (_, solver) => {
      const broken = judgeSolver(solver, RANGE).filter((report) => !report.holds);
      expect(broken.length).toBeGreaterThan(0);
      expect(broken[0]!.counterexample).toBeDefined();
    },
  );

  it('is named by checkSolver, with the law it breaks', () => {
    expect(() => checkSolver(liars[3]!, RANGE)).toThrow(
      /gives no certificate breaks[\s\S]*passes the checker/,
    );
    expect(() => checkSolver(exact, { ...RANGE, runs: 20 })).not.toThrow();
  });

  it('comes with seed, path and its counterexample as a file of one valid problem', () => {
    let message = '';
    try {
      checkSolver(liars[3]!, { ...RANGE, seed: 7 });
    } catch (error) {
      message = (error as Error).message;
    }
    const [, path, file] = /seed 7, path "([\d:]+)"; driftlora solve (\S+\.json)/.exec(message)!;
    expect(path).not.toBe('');
    const problem = validateRoundProblem(JSON.parse(readFileSync(file!, 'utf8')));
    expect(certifyRound(problem, liars[3]!.solve(problem)).valid).toBe(false);
  });
});
