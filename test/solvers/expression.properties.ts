/**
 * Own penalties: what `exact` proves is what enumeration finds and what plain arithmetic makes of the formula, and the checker accepts it. A
 * formula of another kind gives that kind's objective.
 *
 * DRIFTLORA_PROBLEMS sets how many problems are solved (default 40; 10,000 under DRIFTLORA_FULL=1), DRIFTLORA_SEED which.
 */
import { describe, expect, it } from 'vitest';
import { certifyRound } from '../../src/problem/round/certify.js';
import type { Penalty, RoundProblem } from '../../src/problem/round/problem.js';
import { hasPoint } from '../../src/problem/round/solution.js';
import { validateRoundProblem } from '../../src/problem/round/validate.js';
import { loadSolver } from '../../src/solvers/registry.js';
import { PartTruth, type TruePart } from '../reference/part-truth.js';
import { randomFormula } from '../reference/random-formulas.js';
import { type Draw, drawFrom, pick, randomRound } from '../reference/random-rounds.js';

const PROBLEMS = Number(process.env.DRIFTLORA_PROBLEMS ?? (process.env.DRIFTLORA_FULL ? 10_000 : 40));
const SEED = Number(process.env.DRIFTLORA_SEED ?? 17);

const exact = await loadSolver('exact');
const enumeration = await loadSolver('enumeration');

/** From what a plain search over tau and prices finds: it never lies below, and its own errors are of this size. */
const PLAIN = 1e-5;
/** The shortest that it looks at after the slowest fixed delay. */
const PLAIN_TAU_S = 2e-7;

function problemOf(draw: Draw): RoundProblem {
  const round = randomRound(draw, 5);
  const penalty = { kind: 'expression', phi: randomFormula(draw), cap: pick(draw, [0, 3, 50]) } as const;
  return validateRoundProblem({ ...round, penalty });
}

const through = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('an own penalty', () => {
  it(`is proven to be what enumeration and plain arithmetic find, on ${PROBLEMS} problems`, () => {
    let scheduling = 0;
    for (let i = 0; i < PROBLEMS; i++) {
      const problem = problemOf(drawFrom(SEED * 1_000_003 + i));
      const answer = exact.solve(problem);
      const oracle = enumeration.solve(problem);
      const shown = () => JSON.stringify({ problem, answer, oracle });
      for (const claim of [answer, oracle]) {
        const { valid, reasons } = certifyRound(problem, through(claim));
        if (!valid) expect.fail(`${reasons.join('; ')}: ${shown()}`);
      }
      if (answer.status !== oracle.status || !['optimal', 'infeasible'].includes(answer.status))
        expect.fail(`${answer.status}, ${oracle.status}: ${shown()}`);
      const plain = new PartTruth(problem).least(wholeOf(problem));
      if (!hasPoint(answer) || !hasPoint(oracle)) {
        if (plain.value !== Number.POSITIVE_INFINITY) expect.fail(`plain ${plain.value}: ${shown()}`);
        continue;
      }
      if (answer.scheduled.length > 0) scheduling++;
      const slack = 2e-9 * Math.abs(oracle.objective) + 1e-12 * problem.penaltyWeight;
      if (!(Math.abs(answer.objective - oracle.objective) <= slack)) expect.fail(shown());
      if (!(answer.objective <= plain.value + slack + 1e-9 * plain.size))
        expect.fail(`plain ${plain.value}: ${shown()}`);
      if (!(answer.objective >= plain.value - PLAIN * plain.size - PLAIN_TAU_S * problem.delayPrice))
        expect.fail(`plain ${plain.value}: ${shown()}`);
    }
    expect(scheduling).toBeGreaterThan(PROBLEMS / 3);
  }, 7_200_000);

  const twins: readonly (readonly [string, (ids: readonly string[]) => Penalty])[] = [
    ['1 - x', () => ({ kind: 'linear' })],
    ['(1 - x)^2', () => ({ kind: 'quadratic' })],
    ['1 - 2*x + x*x', () => ({ kind: 'quadratic' })],
    ['(1 - x)/x', () => ({ kind: 'inverse', cap: 1 })],
    ['1/x - 1', () => ({ kind: 'inverse', cap: 1 })],
    [
      'x^-1 - 1',
      (ids) => ({
        kind: 'fraction',
        cap: 1,
        constant: 1,
        numerators: Object.fromEntries(ids.map((id) => [id, 0])),
      }),
    ],
  ];
  it.each(twins)('%s is the kind that has this formula, to 1e-12', (phi, kindOf) => {
    for (let i = 0; i < 15; i++) {
      const round = randomRound(drawFrom(5_000 + i), 6);
      const plain = exact.solve(
        validateRoundProblem({ ...round, penalty: kindOf(round.devices.map(({ id }) => id)) }),
      );
      const own = exact.solve(
        validateRoundProblem({ ...round, penalty: { kind: 'expression', phi, cap: 1 } }),
      );
      expect(own.status).toBe(plain.status);
      if (!hasPoint(plain) || !hasPoint(own)) continue;
      const size = Math.abs(plain.objective) + round.penaltyWeight;
      expect(Math.abs(own.objective - plain.objective)).toBeLessThanOrEqual(1e-12 * size);
    }
  });

  it.each(['exact', 'enumeration', 'relaxed', 'greedy', 'equal-bandwidth', 'lp', 'highs'])(
    'is taken by %s',
    async (name) => {
      const solver = await loadSolver(name);
      for (const [i, phi] of ['(1 - x)^2 / (0.1 + x)', '-log(x)', 'x^-3', '(1 - x)^1.5', '7'].entries()) {
        const round = randomRound(drawFrom(700 + i), 5);
        const devices = round.devices.map(({ energyLimitJ: _, ...device }) => device);
        const penalty = { kind: 'expression', phi, cap: 40 };
        const problem = validateRoundProblem({ ...round, devices, penalty });
        const answer = await solver.solve(problem);
        expect(certifyRound(problem, through(answer)).reasons).toEqual([]);
      }
    },
  );

  it('takes slopes that end nowhere near 0, a cap of nothing, and a share of nearly all', () => {
    const device = {
      snrHz: 1e8,
      uplinkBits: 1e5,
      fixedDelayS: 0.01,
      transmitPowerW: 0.2,
      fixedEnergyJ: 0.003,
    };
    const shares = [1 - 3e-15, 1e-15, 1e-16];
    for (const phi of ['1/x', '-log(x)', 'x^-3', '(1 - x)^1.01', 'exp(30*(1 - x)) - 1', '1/x - 1']) {
      for (const cap of [0, 5e-324, 1e300]) {
        for (const penaltyWeight of [0, 1e-9, 1, 1e6]) {
          const problem = validateRoundProblem({
            ...{ bandwidthHz: 1e6, deadlineS: 2, delayPrice: 1, delayKind: 'synchronous', penaltyWeight },
            penalty: { kind: 'expression', phi, cap },
            devices: shares.map((share, k) => ({ ...device, id: `d${k}`, share, energyPrice: 1 })),
          });
          if (penaltyWeight * cap >= 1e300) {
            expect(() => exact.solve(problem)).toThrow(/penaltyWeight/);
            continue;
          }
          const answer = exact.solve(problem);
          expect(certifyRound(problem, through(answer)).reasons).toEqual([]);
          expect([phi, cap, penaltyWeight, answer.status]).toEqual([phi, cap, penaltyWeight, 'optimal']);
        }
      }
    }
  });
});

function wholeOf({ deadlineS = 1e4, minScheduled = 0, maxScheduled, devices }: RoundProblem): TruePart {
  return {
    ...{ fixed: devices.map(() => 0), earliestS: 0, latestS: deadlineS, leastShare: 0 },
    ...{ leastCount: minScheduled, mostCount: maxScheduled ?? devices.length },
    mostShare: Number.POSITIVE_INFINITY,
  };
}
