/**
 * What the checker says of a formula, against 50 digits: value and derivatives lie in their enclosures, e^t and ln v within the errors that are
 * stated, and no bound of W phi + sigma (x - xA) lies above it anywhere.
 * DRIFTLORA_FULL=1 tries many more.
 */
import { all, type BigNumber, create, type MathNode } from 'mathjs';
import { describe, expect, it } from 'vitest';
import { LEAST_X, readConvexFormula } from '../../../../../src/problem/round/check/expression/convex.js';
import {
  atMost,
  convexTerm,
  tangentTerm,
} from '../../../../../src/problem/round/check/expression/convex-term.js';
import {
  EXP_ERROR,
  exponential,
  logDown,
  logUp,
} from '../../../../../src/problem/round/check/expression/exponential.js';
import { readFormula } from '../../../../../src/problem/round/check/expression/grammar.js';
import { between, jetOver } from '../../../../../src/problem/round/check/expression/jet.js';
import { massOf } from '../../../../../src/problem/round/check/mass.js';
import type { Interval } from '../../../../../src/problem/round/check/penalty-terms.js';
import { addDown } from '../../../../../src/problem/round/check/rounding.js';
import { derivedFormula } from '../../../../../src/problem/round/penalty/derived-formula.js';
import { randomFormula } from '../../../../reference/random-formulas.js';
import { drawFrom, magnitude, pick } from '../../../../reference/random-rounds.js';

const FORMULAS = process.env.DRIFTLORA_FULL === '1' ? 1_500 : 60;
const math = create(all!, { number: 'BigNumber', precision: 50 });
const big = (v: number) => math.bignumber(v.toPrecision(60)) as BigNumber;

/** Numbers of a formula stand for the nearest doubles. */
function precise(formula: string): readonly MathNode[] {
  const exact = formula.replaceAll(/\d+(\.\d+)?/g, (number) => big(Number(number)).toFixed());
  const value = math.parse(exact);
  const slope = math.derivative(value, 'x', { simplify: false });
  return [value, slope, math.derivative(slope, 'x', { simplify: false })];
}

const at = (node: MathNode, x: BigNumber) => math.bignumber(node.evaluate({ x })) as BigNumber;

function expectWithin(found: BigNumber, { low, high }: Interval, what: string): void {
  // What 50 digits leave open: an enclosure may be a point.
  const digits = found.abs().times(1e-40);
  const isIn =
    (low === Number.NEGATIVE_INFINITY || found.plus(digits).gte(big(low))) &&
    (high === Number.POSITIVE_INFINITY || found.minus(digits).lte(big(high)));
  if (!isIn) expect.fail(`${found.toString()} is not in [${low}, ${high}]: ${what}`);
}

describe('of a formula', () => {
  it('value, slope and curvature lie in their enclosures, which are narrow at a point; solvers derive the same', () => {
    for (let i = 0; i < FORMULAS; i++) {
      const draw = drawFrom(i);
      const formula = randomFormula(draw);
      const nodes = precise(formula);
      const term = readFormula(formula, 'phi');
      const derived = derivedFormula(formula);
      for (let turn = 0; turn < 4; turn++) {
        const x = pick(draw, [magnitude(draw, -6, 0), 0.02 + 0.97 * draw(), 1 - magnitude(draw, -12, -1)]);
        const wide = between(x * (1 - 0.3 * draw()), Math.min(1, x * (1 + 0.3 * draw())));
        const point = jetOver(term, between(x, x));
        const over = jetOver(term, wide);
        const parts = ['value', 'slope', 'curvature'] as const;
        for (const [j, part] of parts.entries()) {
          const found = at(nodes[j]!, big(x));
          expectWithin(found, point[part], `${part} of ${formula} at ${x}`);
          expectWithin(found, over[part], `${part} of ${formula} at ${x} in a wider interval`);
          const { low, high } = point[part];
          const size = Math.abs(found.toNumber()) + (j === 0 ? 10 : 10 / x ** j);
          expect(high - low).toBeLessThanOrEqual(1e-12 * size);
          expect(Math.abs(derived[part](x) - found.toNumber())).toBeLessThanOrEqual(1e-9 * size);
        }
      }
    }
  });

  it('no bound of W phi + sigma (x - xA) lies above it, and it is attained to 1e-12 of its terms', () => {
    let attained = 0;
    let tried = 0;
    for (let i = 0; i < FORMULAS; i++) {
      const draw = drawFrom(10_000 + i);
      const formula = randomFormula(draw);
      const [value, slope] = precise(formula) as [MathNode, MathNode];
      const phi = readConvexFormula(formula, 'phi');
      for (let turn = 0; turn < 5; turn++) {
        const weight = magnitude(draw, -3, 6);
        const ends = [0, 1].map(() =>
          pick(draw, [magnitude(draw, -3, 0), draw(), 1, 1 - magnitude(draw, -15, -1)]),
        );
        const [xLeast, xMost] = [Math.max(LEAST_X, Math.min(...ends)), Math.max(LEAST_X, ...ends)];
        const touch = xLeast + (xMost - xLeast) * draw();
        const sigma =
          -weight * at(slope, big(Math.max(touch, 1e-9))).toNumber() * pick(draw, [1, 1, 1, 0, 3, -0.1]);
        const xAt = draw();
        const range = { xLeast, xMost, yLeast: addDown(1, -xMost), at: massOf(xAt, 0, 0) };
        const bound = convexTerm(phi, weight, sigma, range);
        // Whatever the place of the tangent, and whether or not all of it falls.
        const elsewhere = [xLeast, xMost, magnitude(draw, -9, 0), draw()].map((x) =>
          tangentTerm(phi.tangentAt(Math.max(LEAST_X, x)), weight, sigma, range),
        );
        const bounds = [bound, atMost(phi, weight, sigma, range), ...elsewhere];
        const places = [
          xLeast,
          xMost,
          touch,
          ...Array.from({ length: 8 }, (_, j) => xLeast + ((xMost - xLeast) * j) / 8),
        ];
        let least = Number.POSITIVE_INFINITY;
        for (const x of places) {
          const found = at(value, big(x))
            .times(big(weight))
            .plus(big(sigma).times(big(x).minus(big(xAt))));
          if (bounds.some((one) => found.lt(big(one))))
            expect.fail(
              `${bounds} above ${found.toString()} at ${x}: ${JSON.stringify({ formula, weight, sigma, range })}`,
            );
          least = Math.min(least, found.toNumber());
        }
        tried++;
        const size = weight * (1 + Math.abs(at(value, big(xLeast)).toNumber())) + Math.abs(sigma);
        if (bound >= least - 1e-12 * size) attained++;
      }
    }
    // The places are the touching one in most; between the others the least may be missed.
    expect(attained).toBeGreaterThan(0.75 * tried);
  });

  it('keeps the digits of 1 - x where nearly everybody takes part', () => {
    for (const formula of [
      '(1 - x)^2',
      '1/x - 1',
      '-log(x)',
      'x + 1/x - 2',
      '2/x^3 + 6*x - 8',
      'exp(1 - x) - 1',
    ]) {
      const phi = readConvexFormula(formula, 'phi');
      const [value] = precise(formula);
      for (const missing of [1e-3, 1e-6, 1e-9, 1e-12, 1e-16, 1e-20]) {
        const mass = massOf(1 - missing, missing < 1e-16 ? -missing : 1 - (1 - missing) - missing, 0);
        const { low, high } = phi.over(mass);
        const found = at(value!, big(1).minus(big(missing)));
        expectWithin(found, { low, high }, `${formula} at 1 - ${missing}`);
        expect(high - low).toBeLessThan(5e-14);
        if (missing <= 1e-12) expect((high - low) / found.toNumber()).toBeLessThan(1e-9);
      }
    }
  });
});

it('from x = 1 on phi stays phi(1), in value and in bound', () => {
  for (const formula of ['(1 - x)^1.5', '1/x - 1', '-log(x)', '1 - x']) {
    const phi = readConvexFormula(formula, 'phi');
    for (const above of [0, 2 ** -52, 1e-10, 1e-9]) {
      const beyond = massOf(1 + above, 0, 0);
      const { low, high } = phi.over(beyond);
      expect([low, high].map(Math.abs)).toEqual([0, 0]);
      const range = { xLeast: 0.3, xMost: 1 + above, yLeast: -above, at: massOf(0.6, 0, 0) };
      // Falling with x, the last x is the best; with a price of share it is 1.
      expect(convexTerm(phi, 1, -1, range)).toBeCloseTo(-(0.4 + above), 14);
      expect(convexTerm(phi, 1e9, 1e-3, range)).toBeLessThanOrEqual(0.4e-3);
      expect(convexTerm(phi, 1e9, 0, range)).toBeLessThanOrEqual(0);
      expect(convexTerm(phi, 1e9, 0, range)).toBeGreaterThan(-1e-6);
    }
  }
});

it('e^t and ln v are within what is stated', () => {
  const draw = drawFrom(3);
  for (let i = 0; i < 2_000; i++) {
    const t = pick(draw, [1416 * draw() - 708, 2 * draw() - 1, 1e-9 * draw(), -magnitude(draw, -300, 2)]);
    const ratio = (math.exp(big(t)) as BigNumber).div(big(exponential(t))).minus(1);
    expect(Math.abs(ratio.toNumber())).toBeLessThan(EXP_ERROR);
    const v = pick(draw, [
      magnitude(draw, -307, 307),
      1 + magnitude(draw, -15, 0),
      1 - magnitude(draw, -15, -1),
    ]);
    expectWithin(math.log(big(v)) as BigNumber, { low: logDown(v), high: logUp(v) }, `ln ${v}`);
    expect(logUp(v) - logDown(v)).toBeLessThan(2 ** -46 * Math.abs(logUp(v)) + 1e-300);
  }
});
