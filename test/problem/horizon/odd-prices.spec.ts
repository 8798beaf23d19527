/**
 * Whatever prices a stranger picks, of any size and sign, and proves honestly: the bound is one, in both checkers, and a claim a little above it is
 * refused by both. Horizons with a balance; DRIFTLORA_FULL=1 tries many more.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { certifyHorizon } from '../../../src/problem/horizon/certify.js';
import type { HorizonPrices, HorizonProblem } from '../../../src/problem/horizon/problem.js';
import { verifyHorizonCertificate } from '../../../src/problem/horizon/verify.js';
import { busyRounds, certificateOf, solveRound } from '../../../src/solvers/horizon/horizon-lagrangian.js';
import { balancedHorizons } from '../../solvers/horizon/arbitraries.js';
import { enumerateHorizon } from '../../solvers/horizon/oracle.js';

const FULL = process.env.DRIFTLORA_FULL === '1';
const TOOL = fileURLToPath(new URL('../../../tools/check_certificate.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

const size = fc.integer({ min: -14, max: 10 }).map((exponent) => 2 ** exponent);
const oddPrices = fc.record({
  budgets: fc.array(fc.oneof(fc.constant(0), size), { minLength: 4, maxLength: 4 }),
  debts: fc.array(fc.tuple(fc.constantFrom(-1, 0, 1), size), { minLength: 3, maxLength: 3 }),
});

/** Prices of the budgets there are, and of every debt; their sum is hardly ever 0. */
function pricesOf(
  { budget, balance }: HorizonProblem,
  { budgets, debts }: { budgets: readonly number[]; debts: readonly (readonly [number, number])[] },
): HorizonPrices {
  const energies = Object.entries(budget.energyJ ?? {});
  return {
    delayPrice: budget.delayS === undefined ? 0 : budgets[0]! / budget.delayS,
    energyPrice: Object.fromEntries(energies.map(([id, joules], k) => [id, budgets[k + 1]! / joules])),
    debtPrice: Object.fromEntries(
      Object.keys(balance!.shares).map((id, k) => [id, debts[k]![0] * debts[k]![1]]),
    ),
  };
}

it('odd prices prove a bound and no more, to both checkers', () => {
  const claims: { problem: unknown; claim: unknown; valid: boolean }[] = [];
  let close = 0;
  fc.assert(
    fc.property(balancedHorizons({ maxRounds: 3, maxDevices: 3 }), oddPrices, (problem, drawn) => {
      const prices = pricesOf(problem, drawn);
      const solutions = busyRounds(problem).map((t) => solveRound(problem, prices, t));
      const certificate = certificateOf(problem, prices, solutions);
      const { bound, reasons } = verifyHorizonCertificate(problem, certificate);
      expect(reasons).toEqual([]);
      const { atMost } = enumerateHorizon(problem);
      if (bound === Number.POSITIVE_INFINITY) {
        expect(atMost).toBe(Number.POSITIVE_INFINITY);
        return;
      }
      expect(bound).toBeLessThanOrEqual(atMost + 1e-8 * (Math.abs(atMost) + 1));
      if (bound > 0.5 * atMost) close++;
      for (const [by, valid] of [
        [0, true],
        [1e-6 * Math.abs(bound) + 1e-6, false],
      ] as const) {
        const claim = { status: 'bounded', bound: bound + by, certificate };
        expect(certifyHorizon(problem, claim).valid).toBe(valid);
        claims.push({ problem, claim, valid });
      }
    }),
    { numRuns: FULL ? 2000 : 60, seed: 77 },
  );
  expect(close).toBeGreaterThan(0);
  if (!hasPython) return;
  const input = claims.map(({ problem, claim }) => `${JSON.stringify({ problem, claim })}\n`).join('');
  const { stdout } = spawnSync('python3', [TOOL, '--lines'], { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  const verdicts = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).valid as boolean);
  expect(verdicts).toEqual(claims.map(({ valid }) => valid));
}, 3_600_000);
