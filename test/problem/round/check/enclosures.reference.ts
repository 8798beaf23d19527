/** The checker's logarithm, excess and decibels against 60 digits: within the errors that their comments state. */
import { all, type BigNumber, create } from 'mathjs';
import { describe, expect, it } from 'vitest';
import { DECIBEL_ERROR, ratioOfDecibels } from '../../../../src/problem/round/check/decibel.js';
import {
  LN2_DOWN,
  LN2_UP,
  LOG_ERROR,
  logOnePlus,
  newSnrTerms,
  setSnrTerms,
} from '../../../../src/problem/round/check/logarithm.js';
import {
  above,
  addDown,
  addUp,
  below,
  divDown,
  divUp,
  mulDown,
  mulUp,
} from '../../../../src/problem/round/check/rounding.js';
import { drawFrom } from '../../../reference/random-rounds.js';

const math = create(all!, { number: 'BigNumber', precision: 60 });
type Big = BigNumber;
const big = (value: number) => math.bignumber(value.toPrecision(100)) as Big;
const one = math.bignumber(1) as Big;
/** By series where 1 + x would lose digits. */
const ln1p = (x: Big): Big => {
  if (x.greaterThan(1e-10)) return math.log(one.plus(x) as Big) as Big;
  let [sum, power] = [x.minus(x), x];
  for (let n = 1; n < 9; n++) {
    sum = sum.plus((n % 2 === 1 ? power : power.neg()).div(n));
    power = power.times(x);
  }
  return sum;
};
const excess = (x: Big): Big => ln1p(x).minus(x.div(one.plus(x)));
const places = (count: number, low: number, high: number) => {
  const draw = drawFrom(7);
  return Array.from({ length: count }, () => 10 ** (low + (high - low) * draw()));
};
const off = (found: number, exact: Big) => Math.abs(big(found).minus(exact).div(exact).toNumber());

describe('the logarithm', () => {
  it('is within its error from 1e-300 to 1e300', () => {
    const hard = [0.4, 0.39999999999999997, 0.41421356237309503, 0.41421356237309515, 1, 3, 2 ** 1000];
    const worst = [...places(1500, -20, 20), ...places(200, -300, 300), ...places(800, -1, 1), ...hard].map(
      (x) => off(logOnePlus(x), ln1p(big(x))),
    );
    expect(Math.max(...worst)).toBeLessThan(LOG_ERROR);
  });

  it('is 0 at 0, and no number beyond its range', () => {
    expect(logOnePlus(0)).toBe(0);
    expect(logOnePlus(Number.POSITIVE_INFINITY)).toBeNaN();
    expect(logOnePlus(Number.NaN)).toBeNaN();
  });

  it('has ln2 between its two neighbours', () => {
    const exact = math.log(math.bignumber(2) as Big) as Big;
    expect(big(LN2_DOWN).lessThan(exact) && big(LN2_UP).greaterThan(exact)).toBe(true);
  });

  it('encloses the excess ln(1 + x) - x/(1 + x), tightly', () => {
    const terms = newSnrTerms();
    for (const x of [...places(1500, -16, 12), ...places(500, -2, -1), 2 ** -5, 0.031249999999999997]) {
      setSnrTerms(x, terms);
      const exact = excess(big(x));
      expect(big(terms.excessLow).lessThanOrEqualTo(exact)).toBe(true);
      expect(big(terms.excessHigh).greaterThanOrEqualTo(exact)).toBe(true);
      expect(terms.excessHigh / terms.excessLow - 1).toBeLessThan(1e-12);
    }
  });
});

it('decibels are within their error', () => {
  const draw = drawFrom(3);
  for (let turn = 0; turn < 300; turn++) {
    const decibels = turn < 31 ? 10 * turn : 300 * draw();
    const exact = math.pow(math.bignumber(10), big(decibels).div(10)) as Big;
    expect(off(ratioOfDecibels(decibels), exact)).toBeLessThan(DECIBEL_ERROR);
  }
});

it('rounded arithmetic encloses the exact result, and keeps an exact 0', () => {
  // Sums and products of doubles are exact in 300 digits; quotients to 300.
  const wide = create(all!, { number: 'BigNumber', precision: 300 });
  const big = (value: number) => wide.bignumber(value.toPrecision(100)) as Big;
  const draw = drawFrom(5);
  const number = () => (draw() < 0.5 ? -1 : 1) * (draw() < 0.1 ? 0 : 10 ** (20 * (draw() - 0.5)));
  for (let turn = 0; turn < 3000; turn++) {
    const [a, b] = [number(), number()];
    const cases: [number, number, Big][] = [
      [addDown(a, b), addUp(a, b), big(a).plus(big(b))],
      [mulDown(a, b), mulUp(a, b), big(a).times(big(b))],
    ];
    if (b !== 0) cases.push([divDown(a, b), divUp(a, b), big(a).div(big(b))]);
    for (const [low, high, exact] of cases) {
      expect(big(low).lessThanOrEqualTo(exact) && big(high).greaterThanOrEqualTo(exact)).toBe(true);
      if (exact.isZero()) expect([Math.abs(low), Math.abs(high)]).toEqual([0, 0]);
    }
  }
  // Neighbours of the smallest numbers, products that underflow, sums that overflow.
  expect(below(0)).toBeLessThan(0);
  expect(above(0)).toBeGreaterThan(0);
  expect(mulUp(1e-200, 1e-200)).toBeGreaterThan(0);
  expect(addDown(1.7e308, 1.7e308)).toBeNaN();
});
