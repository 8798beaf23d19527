/** A formula with its first two derivatives, enclosed over an interval of x: automatic differentiation on intervals. */
import type { Interval, Mass } from '../penalty-terms.js';
import { addDown, addUp } from '../rounding.js';
import type { Term } from './grammar.js';
import {
  certain,
  differenceOf,
  expOf,
  isDefined,
  logOf,
  negated,
  productOf,
  quotientOf,
  realPower,
  rootOf,
  squareOf,
  sumOf,
  UNDEFINED,
  wholePower,
} from './interval.js';

/** Each is defined (low <= high) at every x of the interval, or has NaN. */
export interface Jet {
  readonly value: Interval;
  readonly slope: Interval;
  /** Infinite above where a power between 1 and 2 has a base of 0: there the slope is continuous, and that is all that is asked. */
  readonly curvature: Interval;
}

const [ZERO, ONE, TWO] = [certain(0), certain(1), certain(2)];
const NOWHERE: Jet = { value: UNDEFINED, slope: UNDEFINED, curvature: UNDEFINED };

/** x from one number to another, and y = 1 - x. */
export function between(least: number, most: number): Mass {
  return { x: { low: least, high: most }, y: { low: addDown(1, -most), high: addUp(1, -least) } };
}

/** The value alone. */
export function valueOver(term: Term, at: Mass): Interval {
  switch (term.op) {
    case 'number':
      return certain(term.value);
    case 'x':
      return at.x;
    case 'missing':
      return at.y;
    case 'negate':
      return negated(valueOver(term.of, at));
    case 'exp':
      return expOf(valueOver(term.of, at));
    case 'log':
      return logOf(valueOver(term.of, at));
    case 'sqrt':
      return rootOf(valueOver(term.of, at));
    case 'power':
      return powerOf(valueOver(term.of, at), term.exponent);
    case 'add':
      return sumOf(valueOver(term.left, at), valueOver(term.right, at));
    case 'subtract':
      return differenceOf(valueOver(term.left, at), valueOver(term.right, at));
    case 'multiply':
      return productOf(valueOver(term.left, at), valueOver(term.right, at));
    case 'divide':
      return quotientOf(valueOver(term.left, at), valueOver(term.right, at));
  }
}

export function jetOver(term: Term, at: Mass): Jet {
  switch (term.op) {
    case 'number':
      return { value: certain(term.value), slope: ZERO, curvature: ZERO };
    case 'x':
      return { value: at.x, slope: ONE, curvature: ZERO };
    case 'missing':
      return { value: at.y, slope: certain(-1), curvature: ZERO };
    case 'negate': {
      const { value, slope, curvature } = jetOver(term.of, at);
      return { value: negated(value), slope: negated(slope), curvature: negated(curvature) };
    }
    case 'exp':
      return expJet(jetOver(term.of, at));
    case 'log':
      return logJet(jetOver(term.of, at));
    case 'sqrt':
      return powerJet(jetOver(term.of, at), 0.5);
    case 'power':
      return powerJet(jetOver(term.of, at), term.exponent);
    case 'add':
      return bothJets(sumOf, jetOver(term.left, at), jetOver(term.right, at));
    case 'subtract':
      return bothJets(differenceOf, jetOver(term.left, at), jetOver(term.right, at));
    case 'multiply':
      return productJet(jetOver(term.left, at), jetOver(term.right, at));
    case 'divide':
      return quotientJet(jetOver(term.left, at), jetOver(term.right, at));
  }
}

function bothJets(of: (a: Interval, b: Interval) => Interval, a: Jet, b: Jet): Jet {
  return {
    value: of(a.value, b.value),
    slope: of(a.slope, b.slope),
    curvature: of(a.curvature, b.curvature),
  };
}

function productJet(a: Jet, b: Jet): Jet {
  const crossed = productOf(TWO, productOf(a.slope, b.slope));
  const outer = sumOf(productOf(a.curvature, b.value), productOf(a.value, b.curvature));
  return {
    value: productOf(a.value, b.value),
    slope: sumOf(productOf(a.slope, b.value), productOf(a.value, b.slope)),
    curvature: sumOf(outer, crossed),
  };
}

/** q b = a: q' b = a' - q b', q'' b = a'' - 2 q' b' - q b''. */
function quotientJet(a: Jet, b: Jet): Jet {
  const value = quotientOf(a.value, b.value);
  const slope = quotientOf(differenceOf(a.slope, productOf(value, b.slope)), b.value);
  const crossed = productOf(TWO, productOf(slope, b.slope));
  const rest = differenceOf(differenceOf(a.curvature, crossed), productOf(value, b.curvature));
  return { value, slope, curvature: quotientOf(rest, b.value) };
}

function expJet(a: Jet): Jet {
  const value = expOf(a.value);
  return {
    value,
    slope: productOf(value, a.slope),
    curvature: productOf(value, sumOf(a.curvature, squareOf(a.slope))),
  };
}

function logJet(a: Jet): Jet {
  const slope = quotientOf(a.slope, a.value);
  return {
    value: logOf(a.value),
    slope,
    curvature: differenceOf(quotientOf(a.curvature, a.value), squareOf(slope)),
  };
}

function powerOf(a: Interval, p: number): Interval {
  if (Number.isInteger(p)) return wholePower(a, p);
  return p > 0 || a.low > 0 ? realPower(a, certain(p)) : UNDEFINED;
}

/** Of a power with a slope where the base is 0: p >= 1, or a base that is never 0. */
function powerJet(a: Jet, p: number): Jet {
  if (!isDefined(a.value)) return NOWHERE;
  const less = (by: number): Interval => ({ low: addDown(p, -by), high: addUp(p, -by) });
  const isWhole = Number.isInteger(p);
  if (!isWhole && !(a.value.low > 0 || (p > 1 && a.value.low === 0))) return NOWHERE;
  // Coefficients of 0 take their powers with them: (1 - x)^1 has no curvature at x = 1.
  const term = (factor: Interval, by: number): Interval => {
    if (factor.low === 0 && factor.high === 0) return ZERO;
    return productOf(factor, isWhole ? wholePower(a.value, p - by) : realPower(a.value, less(by)));
  };
  const first = term(certain(p), 1);
  const second = term(productOf(certain(p), less(1)), 2);
  return {
    value: powerOf(a.value, p),
    slope: productOf(first, a.slope),
    curvature: sumOf(productOf(second, squareOf(a.slope)), productOf(first, a.curvature)),
  };
}
