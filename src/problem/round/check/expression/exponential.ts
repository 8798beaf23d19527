/** e^t and ln v to either side, with errors that are stated, proven here and tested against 50 digits. Own code, as in logarithm.ts. */
import { LN2_DOWN, LOG_ERROR, logOnePlus } from '../logarithm.js';
import { addDown, addUp, divDown, divUp } from '../rounding.js';

/** Largest relative error of `exponential`: 64 units of 2^-53. */
export const EXP_ERROR = 2 ** -47;
const LN2_HIGH = 0.6931471803691238; // 33 bits: its products with exponents are exact
const LN2_LOW = 1.9082149292705877e-10;
const TERMS = 20;
/** Beyond these e^t leaves the normal numbers. */
const [LEAST, MOST] = [-708, 709];
/** Beyond it `logOnePlus` ends: 708 < ln 2^1022, ln 2^1024 < 710, ln 2^1074 < 746. */
const LARGEST = 2 ** 1022;

/**
 * e^t = 2^k e^r for t in [LEAST, MOST], |r| < 0.35. t - k LN2_HIGH is rounded once, k LN2_LOW has an error of 2^-53 of 2e-7, so r is off by
 * less than 2^-53 in all, and 2^-53 more for the second difference. The series leaves out less than 2^-90, each of its Horner steps rounds three
 * times a term that the next one multiplies by at most 0.35: below 6 units together.
 */
export function exponential(t: number): number {
  const k = Math.round(t / LN2_DOWN);
  const r = t - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let n = TERMS; n >= 1; n--) sum = 1 + (r / n) * sum;
  // In two steps: 2^k alone may be subnormal.
  const half = Math.trunc(k / 2);
  return sum * powerOfTwo(half) * powerOfTwo(k - half);
}

function powerOfTwo(k: number): number {
  let power = 1;
  for (let i = 0; i < Math.abs(k); i++) power *= k > 0 ? 2 : 0.5;
  return power;
}

export function expDown(t: number): number {
  if (t === 0) return 1;
  if (t > MOST) return t === Number.POSITIVE_INFINITY ? t : exponential(MOST) * (1 - 2 * EXP_ERROR);
  return t < LEAST ? 0 : exponential(t) * (1 - 2 * EXP_ERROR);
}

export function expUp(t: number): number {
  if (t === 0) return 1;
  if (t > MOST) return Number.POSITIVE_INFINITY;
  return exponential(Math.max(t, LEAST)) * (1 + 2 * EXP_ERROR);
}

/** @param v > 0 */
export function logDown(v: number): number {
  if (v === 1) return 0;
  if (v > LARGEST) return 708;
  return v > 1 ? logOnePlus(addDown(v, -1)) * (1 - 2 * LOG_ERROR) : -logOfInverseUp(v);
}

/** @param v > 0 */
export function logUp(v: number): number {
  if (v === 1) return 0;
  if (v > LARGEST) return v < Number.POSITIVE_INFINITY ? 710 : v;
  if (v > 1) return logOnePlus(addUp(v, -1)) * (1 + 2 * LOG_ERROR);
  const ratio = divDown(addDown(1, -v), v);
  return -(ratio > LARGEST ? 708 : logOnePlus(ratio) * (1 - 2 * LOG_ERROR));
}

/** ln(1/v) for v < 1, up: 1/v - 1 = (1 - v)/v keeps its digits beside 1. */
function logOfInverseUp(v: number): number {
  const ratio = divUp(addUp(1, -v), v);
  return ratio > LARGEST ? 746 : logOnePlus(ratio) * (1 + 2 * LOG_ERROR);
}
