/** The clairvoyant bound and schedule against the exact optimum of tiny horizons. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clairvoyant } from '../../../src/solvers/horizon/index.js';
import { balancedHorizons, horizonProblems } from './arbitraries.js';
import { horizonCase } from './cases.js';
import { enumerateHorizon } from './oracle.js';

const full = process.env.DRIFTLORA_FULL === '1';
const RUNS = full ? 5000 : 100;

const FAMILIES = [
  ['of every family', horizonProblems],
  ['with a balance', balancedHorizons],
] as const;

it.each(FAMILIES)('bound <= optimum <= schedule on random horizons %s', (_, problems) => {
  const seen = { feasible: 0, infeasible: 0, tight: 0 };
  fc.assert(
    fc.property(problems({ maxRounds: 3, maxDevices: 3 }), (problem) => {
      const { atLeast, atMost } = enumerateHorizon(problem);
      const { solution } = clairvoyant(problem);
      if (solution.status === 'infeasible') {
        expect(atMost).toBe(Number.POSITIVE_INFINITY);
        seen.infeasible++;
        return;
      }
      const room = 1e-8 * Math.abs(solution.bound) + 1e-8;
      expect(solution.bound).toBeLessThanOrEqual(atMost + room);
      if (solution.schedule === undefined) return;
      seen.feasible++;
      expect(solution.schedule.objective).toBeGreaterThanOrEqual(atLeast - room);
      if (solution.schedule.objective <= atMost + room) seen.tight++;
    }),
    { numRuns: RUNS, seed: 31 },
  );
  expect(seen.feasible).toBeGreaterThan(RUNS / 2);
  expect(seen.infeasible).toBeGreaterThan(0);
  // With so few rounds columns are few: the schedule is still the optimum in most cases.
  expect(seen.tight).toBeGreaterThan(0.7 * seen.feasible);
  if (full) process.stderr.write(`oracle: ${JSON.stringify(seen)}\n`);
});

/** Of either sign: with everybody in, the penalty is 0 up to rounding. */
const rounding = (value: number) => 1e-9 * Math.abs(value);

it('the same on tiny cells, where the duality gap of three rounds is large but the order holds', () => {
  for (let seed = 1; seed <= (full ? 30 : 2); seed++) {
    for (const budget of ['delay', 'energy', 'both'] as const) {
      for (const penalty of ['linear', 'quadratic', 'inverse'] as const) {
        const spec = { seed, devices: 3, rounds: 3, budget, penalty, rho: 0.98, averageEnergyJ: 0.01 };
        for (const delayKind of ['synchronous', 'mean'] as const) {
          const problem = horizonCase({ ...spec, delayKind });
          const { atLeast, atMost } = enumerateHorizon(problem);
          const { solution } = clairvoyant(problem);
          if (solution.status !== 'bounded') throw new Error('a cell without minimum is never infeasible');
          expect(solution.bound).toBeLessThanOrEqual(atMost + rounding(atMost));
          expect(solution.schedule!.objective).toBeGreaterThanOrEqual(atLeast - rounding(atLeast));
        }
      }
    }
  }
});
