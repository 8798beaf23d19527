/**
 * Arithmetic on intervals for own penalties, rounded outwards by `rounding.ts`, and not at all where the result is exact: phi'(1) = 0 of
 * x + 1/x has to come out as 0. An interval with NaN is that of something undefined somewhere; it proves nothing. Only an upper end
 * of a curvature may be infinite.
 */
import type { Interval } from '../penalty-terms.js';
import { above, addDown, addUp, below } from '../rounding.js';
import { expDown, expUp, logDown, logUp } from './exponential.js';

export const UNDEFINED: Interval = { low: Number.NaN, high: Number.NaN };
const ONE: Interval = { low: 1, high: 1 };

export const certain = (value: number): Interval => ({ low: value, high: value });
export const isDefined = ({ low, high }: Interval) => low <= high;

export const negated = ({ low, high }: Interval): Interval => ({ low: -high, high: -low });

export const sumOf = (a: Interval, b: Interval): Interval => ({
  low: carriedDown(addDown(a.low, b.low), a.low + b.low),
  high: carriedUp(addUp(a.high, b.high), a.high + b.high),
});

export const differenceOf = (a: Interval, b: Interval): Interval => sumOf(a, negated(b));

/** TwoSum says NaN of what overflowed, and of infinite ends. */
const carriedDown = (down: number, plain: number) =>
  Number.isNaN(down) ? (plain === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : plain) : down;
const carriedUp = (up: number, plain: number) =>
  Number.isNaN(up) ? (plain === Number.NEGATIVE_INFINITY ? -Number.MAX_VALUE : plain) : up;

export function productOf(a: Interval, b: Interval): Interval {
  if (!(isDefined(a) && isDefined(b))) return UNDEFINED;
  return {
    low: Math.min(
      timesDown(a.low, b.low),
      timesDown(a.low, b.high),
      timesDown(a.high, b.low),
      timesDown(a.high, b.high),
    ),
    high: Math.max(
      timesUp(a.low, b.low),
      timesUp(a.low, b.high),
      timesUp(a.high, b.low),
      timesUp(a.high, b.high),
    ),
  };
}

/** Undefined where b may be 0. */
export function quotientOf(a: Interval, b: Interval): Interval {
  if (!(isDefined(a) && (b.low > 0 || b.high < 0))) return UNDEFINED;
  return {
    low: Math.min(
      overDown(a.low, b.low),
      overDown(a.low, b.high),
      overDown(a.high, b.low),
      overDown(a.high, b.high),
    ),
    high: Math.max(
      overUp(a.low, b.low),
      overUp(a.low, b.high),
      overUp(a.high, b.low),
      overUp(a.high, b.high),
    ),
  };
}

export const squareOf = (a: Interval): Interval => wholePower(a, 2);

export function expOf({ low, high }: Interval): Interval {
  return { low: expDown(low), high: expUp(high) };
}

/** Undefined where a may be 0 or less. */
export function logOf({ low, high }: Interval): Interval {
  return low > 0 ? { low: logDown(low), high: logUp(high) } : UNDEFINED;
}

export function rootOf({ low, high }: Interval): Interval {
  return low >= 0 ? { low: rootDown(low), high: rootUp(high) } : UNDEFINED;
}

/** a^n for a whole n; for n < 0 undefined where a may be 0. */
export function wholePower(a: Interval, n: number): Interval {
  if (n < 0) return quotientOf(ONE, wholePower(a, -n));
  if (!isDefined(a)) return UNDEFINED;
  if (n === 0) return ONE;
  const [least, most] = [Math.abs(a.low), Math.abs(a.high)].sort((p, q) => p - q) as [number, number];
  if (a.low >= 0) return { low: raisedDown(least, n), high: raisedUp(most, n) };
  const isEven = n % 2 === 0;
  if (a.high <= 0) {
    const size = { low: raisedDown(least, n), high: raisedUp(most, n) };
    return isEven ? size : negated(size);
  }
  if (isEven) return { low: 0, high: raisedUp(most, n) };
  return { low: -raisedUp(-a.low, n), high: raisedUp(a.high, n) };
}

/**
 * a^p for every p of an interval, a >= 0; its upper end is infinite where a may be 0 and p below 0. Undefined where a may be below 0.
 */
export function realPower(a: Interval, p: Interval): Interval {
  if (!(a.low >= 0)) return UNDEFINED;
  const one = realPowerAt(a, p.low);
  if (p.low === p.high) return one;
  const other = realPowerAt(a, p.high);
  return { low: Math.min(one.low, other.low), high: Math.max(one.high, other.high) };
}

function realPowerAt(a: Interval, p: number): Interval {
  if (p === 0) return ONE;
  if (p === 0.5) return rootOf(a);
  const at = (v: number): Interval => {
    if (v === 0) return p > 0 ? certain(0) : certain(Number.POSITIVE_INFINITY);
    if (Number.isInteger(p)) return wholePower(certain(v), p);
    return expOf(productOf(certain(p), logOf(certain(v))));
  };
  const [first, last] = p > 0 ? [a.low, a.high] : [a.high, a.low];
  return { low: Math.min(at(first).low, Number.MAX_VALUE), high: at(last).high };
}

function raisedDown(v: number, n: number): number {
  return raised(v, n, timesDown);
}

function raisedUp(v: number, n: number): number {
  return raised(v, n, timesUp);
}

/** v^n by squaring, v >= 0: every factor is rounded to the same side. */
function raised(v: number, n: number, times: (a: number, b: number) => number): number {
  let result = 1;
  let square = v;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = times(result, square);
    if (left > 1) square = times(square, square);
  }
  return result;
}

/** 0 times an end that is infinite, and so never reached, is 0. */
function timesDown(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  const p = a * b;
  if (!Number.isFinite(p)) return endDown(p, Number.isFinite(a) && Number.isFinite(b));
  return isProduct(a, b, p) ? p : below(p);
}

const timesUp = (a: number, b: number) => -timesDown(-a, b);

function overDown(a: number, b: number): number {
  if (a === 0) return 0;
  const q = a / b;
  if (!Number.isFinite(q)) return endDown(q, Number.isFinite(a));
  return q * b === a && isProduct(q, b, a) ? q : below(q);
}

const overUp = (a: number, b: number) => -overDown(-a, b);

/** What overflowed is beyond the largest number, whose side counts. */
function endDown(v: number, isOverflow: boolean): number {
  return v === Number.POSITIVE_INFINITY && isOverflow ? Number.MAX_VALUE : v;
}

function rootDown(v: number): number {
  const root = Math.sqrt(v);
  return v === 0 || (root * root === v && isProduct(root, root, v)) ? root : below(root);
}

function rootUp(v: number): number {
  const root = Math.sqrt(v);
  return v === 0 || (root * root === v && isProduct(root, root, v)) ? root : above(root);
}

const SPLITTER = 2 ** 27 + 1;
/** Between these Dekker's product loses nothing. */
const [SMALL, LARGE] = [1e-250, 1e250];

/** True only where a b = p without rounding. */
function isProduct(a: number, b: number, p: number): boolean {
  const size = Math.abs(p);
  if (!(size > SMALL && size < LARGE && Math.abs(a) < LARGE && Math.abs(b) < LARGE)) return false;
  const [aHigh, bHigh] = [halfOf(a), halfOf(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow) === 0;
}

function halfOf(v: number): number {
  const wide = SPLITTER * v;
  return wide - (wide - v);
}
