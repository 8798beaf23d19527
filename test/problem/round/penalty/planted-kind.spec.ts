/**
 * A kind of penalty that the house has never heard of, planted in the table: its file and its line there are all it
 * takes to be read, evaluated, told apart, solved, certified, and asked for by a scenario.
 */
import { describe, expect, it, vi } from 'vitest';
import type { PenaltyKind } from '../../../../src/problem/round/penalty/kind.js';

interface CubicPenalty {
  readonly kind: 'cubic';
  readonly height: number;
}

/** phi = height (1 - x)^3. */
const cubic: PenaltyKind<CubicPenalty> = {
  kind: 'cubic',
  words: 'height (1 - x)³',
  argument: 'share',
  fields: ['height'],
  read: ({ height }) => ({ kind: 'cubic', height: height as number }),
  numbers: ({ height }) => [height],
  value: ({ height }, x) => height * (1 - x) ** 3,
  scale: (_, weight, weighted) => weight + Math.abs(weighted),
  forScenario: () => ({ kind: 'cubic', height: 1 }),
  withOneMore: (penalty) => penalty,
  without: (penalty) => penalty,
  solving: {
    shareWorth: ({ height }, weight, x) => 3 * weight * height * Math.max(0, 1 - x) ** 2,
    headWorth: () => 0,
    shareConjugate: ({ height }, weight, price, most) => {
      const top = weight * height;
      const x = top > 0 ? Math.min(most, Math.max(0, 1 - Math.sqrt(price / (3 * top)))) : 0;
      return top * (1 - x) ** 3 + price * x;
    },
    countConjugate: (_p, _w, price, least, most) => Math.min(-price * least, -price * most),
  },
  checking: {
    most: ({ height }) => height,
    shares: 'more up to 1',
    enclose: ({ height }, _n, { y }) => ({
      low: height * y.low ** 3 * (1 - 1e-15),
      high: height * y.high ** 3 * (1 + 1e-15),
    }),
    // The tangent at any y0 lies below a convex function: one near the least.
    shareTerm: ({ height }, weight, sigma, { xLeast, yLeast, at }) => {
      const top = weight * height;
      const y0 =
        top > 0 ? Math.min(1 - xLeast, Math.max(yLeast, Math.sqrt(Math.max(0, sigma) / (3 * top)))) : 0;
      const rest = 3 * top * y0 * y0 - sigma;
      const tangentAt = (y: number) => top * y0 ** 3 + rest * (y - y0) + sigma * (at.y.low - y0);
      const least = Math.min(tangentAt(yLeast), tangentAt(1 - xLeast));
      return least - 1e-15 * (top + Math.abs(sigma));
    },
    countTerm: (_p, _w, nu, least, most, at) => Math.min(-nu * (least - at), -nu * (most - at)),
  },
};

vi.mock('../../../../src/problem/round/penalty/table.js', async (original) => {
  const table = await original<typeof import('../../../../src/problem/round/penalty/table.js')>();
  return { ...table, PENALTY_KINDS: { ...table.PENALTY_KINDS, cubic } };
});

const { validateRoundProblem } = await import('../../../../src/problem/round/validate.js');
const { certifyRound } = await import('../../../../src/problem/round/certify.js');
const { SCENARIO_PENALTY_NAMES, penaltyWords, scenarioPenalty } = await import(
  '../../../../src/problem/round/penalty/penalty.js'
);
const { toColumns } = await import('../../../../src/solvers/tools/problem-columns.js');
const { fingerprint } = await import('../../../../src/problem/round/fingerprint.js');
const { loadSolver } = await import('../../../../src/solvers/registry.js');

const json = (height: number) => ({
  bandwidthHz: 1e6,
  deadlineS: 1,
  penaltyWeight: 2,
  penalty: { kind: 'cubic', height },
  delayPrice: 0.5,
  delayKind: 'synchronous',
  devices: Array.from({ length: 7 }, (_, k) => ({
    id: `d${k}`,
    share: (k + 1) / 28,
    snrHz: 3e6 / (k + 1),
    uplinkBits: 1e5 + 1e4 * k,
    fixedDelayS: 0.02 * k,
    transmitPowerW: 0.2,
    fixedEnergyJ: 0.01,
    energyPrice: 1.5,
  })),
});

describe('a planted kind of penalty', () => {
  it('is read, and its neighbours name it in what they accept', () => {
    expect(validateRoundProblem(json(3)).penalty).toEqual({ kind: 'cubic', height: 3 });
    expect(() => validateRoundProblem({ ...json(3), penalty: { kind: 'cubic', cap: 1 } })).toThrow(
      /penalty.cap/,
    );
    expect(() => validateRoundProblem({ ...json(3), penalty: { kind: 'square' } })).toThrow(/cubic/);
  });

  it('gives a problem a name of its own by its numbers', () => {
    const name = (height: number) => fingerprint(toColumns(validateRoundProblem(json(height))));
    expect(name(3)).not.toBe(name(4));
  });

  it.each(['exact', 'enumeration', 'relaxed', 'greedy', 'equal-bandwidth'])(
    'is taken by %s, whose answer is accepted and no better than the enumeration',
    async (solver) => {
      const problem = validateRoundProblem(json(3));
      const best = (await loadSolver('enumeration')).solve(problem);
      const answer = (await loadSolver(solver)).solve(problem);
      if (!('objective' in answer && 'objective' in best)) throw new Error('no point');
      expect(certifyRound(problem, JSON.parse(JSON.stringify(answer))).reasons).toEqual([]);
      const relative = answer.objective / best.objective - 1;
      if (answer.status === 'optimal') expect(Math.abs(relative)).toBeLessThan(1e-9);
      else expect(relative).toBeGreaterThan(-1e-9);
    },
  );

  it('may be named by a scenario', () => {
    expect(SCENARIO_PENALTY_NAMES).toContain('cubic');
    expect(scenarioPenalty('cubic', [0.5, 0.5])).toEqual({ kind: 'cubic', height: 1 });
    expect(penaltyWords('cubic')).toBe('height (1 - x)³');
  });
});
