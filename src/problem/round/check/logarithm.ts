/**
 * ln(1 + x) and ln(1 + x) - x/(1 + x), with an error that is stated, proven here and tested against 50 digits. Own code:
 * the language leaves the accuracy of Math.log1p open. Only +, -, *, / are used, which IEEE 754 rounds correctly.
 */

/** Largest relative error of `logOnePlus`: 8 units of 2^-53. */
export const LOG_ERROR = 2 ** -50;
/** Largest relative error of the series in `excessOf`. */
const SERIES_ERROR = 2 ** -49;
const SERIES_BELOW = 2 ** -5;
const SERIES_TERMS = 12;

const SQRT_HALF_DOWN = 0.7071067811865475;
const LN2_HIGH = 0.6931471803691238; // 33 bits: its products with exponents are exact
const LN2_LOW = 1.9082149292705877e-10;

/** ln2 lies strictly between these two neighbours. */
// biome-ignore lint/suspicious/noApproximativeNumericConstant: the neighbour below, whatever Math.LN2 is
export const LN2_DOWN = 0.6931471805599453;
export const LN2_UP = 0.6931471805599454;

/**
 * ln(1 + x) with a relative error of at most LOG_ERROR, for x in [0, 2^1023].
 *
 * With 1 + x = 2^e m, m in [sqrt(1/2), sqrt(2)], ln m = 2 atanh(s), s = (m - 1)/(m + 1), |s| < 0.1716, as a series of 12
 * terms: the first one left out is below 2^-61 of the first. Below 0.4, e = 0 and s = x/(2 + x) is off by 1.5 units, the
 * rest by 3. Above, 1 + x is rounded (an absolute error of one unit in the logarithm, which is at least 0.336: 3 units),
 * m - 1 is exact and the sum of the parts is off by 4 units at most.
 */
export function logOnePlus(x: number): number {
  if (x < 0.4) return atanhTwice(x / (2 + x));
  if (!(x <= MOST)) return Number.NaN;
  let m = 1 + x;
  let exponent = 0;
  // Powers of two divide exactly.
  for (let i = m < 65536 ? 6 : 0; i < HALVINGS.length; i++) {
    if (m < HALVINGS[i]!) continue;
    m /= HALVINGS[i]!;
    exponent += 512 >> i;
  }
  if (m * SQRT_HALF_DOWN > 1) {
    m /= 2;
    exponent++;
  }
  return exponent * LN2_HIGH + (atanhTwice((m - 1) / (m + 1)) + exponent * LN2_LOW);
}

const MOST = 2 ** 1023;
/** 2^512, 2^256, ..., 2^1. */
const HALVINGS = Array.from({ length: 10 }, (_, i) => 2 ** (512 >> i));

function atanhTwice(s: number): number {
  const z = s * s;
  let sum = 1 / 23;
  for (let n = 21; n >= 3; n -= 2) sum = sum * z + 1 / n;
  return 2 * s + 2 * s * (z * sum);
}

/** An SNR x = gamma/b with enclosures of what the rate and its slope are made of. */
export interface SnrTerms {
  x: number;
  /** ln(1 + x). */
  logLow: number;
  logHigh: number;
  /** ln(1 + x) - x/(1 + x): times gamma-free constants, the slope of the rate in b. */
  excessLow: number;
  excessHigh: number;
}

export function newSnrTerms(): SnrTerms {
  return { x: 0, logLow: 0, logHigh: 0, excessLow: 0, excessHigh: 0 };
}

/** Writes the enclosures at x in (0, 2^1023]. */
export function setSnrTerms(x: number, out: SnrTerms): void {
  const log = logOnePlus(x);
  out.x = x;
  out.logLow = log * (1 - 2 * LOG_ERROR);
  out.logHigh = log * (1 + 2 * LOG_ERROR);
  if (x < SERIES_BELOW) {
    const excess = excessSeries(x);
    out.excessLow = excess * (1 - 2 * SERIES_ERROR);
    out.excessHigh = excess * (1 + 2 * SERIES_ERROR);
  } else {
    // Three roundings of x/(1 + x) < 1 and one of the difference, on top of the logarithm's own error.
    const part = x / (1 + x);
    const slack = 2 ** -50 * part;
    out.excessLow = out.logLow - part - slack;
    out.excessHigh = out.logHigh - part + slack;
  }
}

/**
 * x^2 (1/2 - 2x/3 + 3x^2/4 - ...): alternating and falling for x < 1/2, so that what is left out after 12 terms is
 * below 2^-60 of the sum. Each Horner step adds a rounding of a term at most 0.05 of the sum.
 */
function excessSeries(x: number): number {
  let sum = 0;
  for (let n = SERIES_TERMS - 1; n >= 0; n--) sum = (n + 1) / (n + 2) - x * sum;
  return x * x * sum;
}
