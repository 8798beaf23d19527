import { describe, expect, it } from 'vitest';
import * as bounds from '../../src/bounds/index.js';
import { FORMULAS, type Formula, type FormulaName, symbolic } from '../../src/bounds/symbolic/index.js';
import { InputError } from '../../src/core/errors.js';

const point = { x: 0.6, eta: 0.3, mu: 0.2, L: 1.7, delta2: 2.3, sigma2: 1.1, nu: 0.25, loss: 3, g2: 1.4 };
const constants = bounds.smoothPlConstants(point);
const participants = [{ share: point.x, batchSize: 4 }]; // nu = 1/4
const round = { constants, eta: point.eta, participants };

/** Each formula at one point, beside what the package's function says there. */
const CASES: Record<FormulaName, { values: Record<string, number>; expected: number }> = {
  participationError: { values: point, expected: bounds.participationError(point, point.x) },
  boundedParticipationError: {
    values: { x: 0.6, deltaMax2: 2 },
    expected: bounds.boundedParticipationError({ deltaMax2: 2 }, 0.6),
  },
  uniformSamplingError: {
    values: { delta2: 2, K: 9, n: 4 },
    expected: bounds.uniformSamplingError({ delta2: 2 }, 9, 4),
  },
  oneRoundDescent: { values: point, expected: bounds.oneRoundDescent(3, 1.4, round) },
  gap: { values: { ...point, gap: 2 }, expected: bounds.gapBoundStep(2, round) },
  stationarity: {
    values: { ...point, excess: 2, T: 3 },
    expected: bounds.stationarityBound(2, [round, round, round], round),
  },
  constraintViolation: {
    values: { final: 5, initial: 2, T: 8 },
    expected: bounds.constraintViolationBound(2, 5, 8),
  },
  queueBound: {
    values: { value: 3, decisionGap: 0.1, leastCost: 0.7, mostCost: 2, leastAllowed: 0.4 },
    expected: bounds.queueBound({
      value: 3,
      decisionGap: 0.1,
      leastCost: 0.7,
      mostCost: 2,
      leastAllowed: 0.4,
    }),
  },
  lookAheadGap: {
    values: { y: 1.5, W: 4, V: 2, Q0: 3, T: 8, decisionGap: 0.1 },
    expected: bounds.lookAheadGap({ V: 2, excess: [1.5], rounds: 8, initial: [3], decisionGap: 0.1 }, 4)
      .total,
  },
  clairvoyant: {
    values: { minima: 7, price: 0.5, allowance: 4 },
    expected: bounds.clairvoyantBound({ prices: [0.5], allowances: [4], minima: [3, 4] }),
  },
  roundWeight: { values: { T: 6, rho: 0.8, t: 2 }, expected: bounds.roundWeights(6, 0.8)[2]! },
};

const names = Object.keys(FORMULAS) as FormulaName[];

describe('symbolic forms', () => {
  it.each(names)('%s evaluates to what its function gives', async (name) => {
    const formula: Formula = FORMULAS[name];
    const { values, expected } = CASES[name];
    expect((await symbolic(formula)).evaluate(values)).toBeCloseTo(expected, 10);
  });

  it.each(names)('%s has derivatives that agree with differences, by every symbol', async (name) => {
    const formula: Formula = FORMULAS[name];
    const { values } = CASES[name];
    const form = await symbolic(formula);
    for (const variable of Object.keys(formula.symbols)) {
      const h = 1e-5;
      const at = (shift: number) => form.evaluate({ ...values, [variable]: values[variable]! + shift });
      expect(form.derivative(variable).evaluate(values)).toBeCloseTo((at(h) - at(-h)) / (2 * h), 5);
    }
  });

  it('agree with the hand-made sensitivities', async () => {
    const form = await symbolic(FORMULAS.oneRoundDescent);
    const ours = bounds.oneRoundDescentSensitivity(point.g2, round);
    const pairs = {
      delta2: 'delta2',
      sigma2: 'sigma2',
      L: 'L',
      eta: 'eta',
      participation: 'x',
      gradient2: 'g2',
    } as const;
    for (const [own, symbol] of Object.entries(pairs) as [keyof typeof pairs, string][]) {
      expect(form.derivative(symbol).evaluate(point)).toBeCloseTo(ours[own], 10);
    }
  });

  it('show LaTeX in the symbols of the docs', async () => {
    const form = await symbolic(FORMULAS.participationError);
    expect(form.statementLatex).toContain('\\lVert g_t - \\nabla F\\rVert^2 \\le');
    expect(form.latex).toContain('\\delta^2');
    expect(form.latex).toContain('x_t');
  });

  it('refuse an unknown symbol and a missing value', async () => {
    const form = await symbolic(FORMULAS.participationError);
    expect(() => form.derivative('y')).toThrow(InputError);
    expect(() => form.evaluate({ x: 0.5 })).toThrow(InputError);
  });
});
