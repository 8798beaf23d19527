/**
 * Theory 4 (i) for a search: with q = R ln2/gamma and l = -ln q, L = ln(1 + gamma/b) is a smooth function of l
 * alone. One logarithm and a table give L to 1e-13, and with it the least bandwidth and how it falls with time.
 */
import { type Ceiling, NO_CEILING } from '../tools/ceiling.js';
import { logOnePlusSnr } from '../tools/least-bandwidth.js';
import { COEFFICIENTS, polynomialTable } from './piecewise-polynomial.js';

/** The table runs over v = l/(l + 4), in which L/l is smooth, up to q = 1e-16. */
const STRETCH = 4;
const PER_UNIT = 128;
const INTERVALS = 115;

/** Made when it is first asked for. */
let table: Float64Array | undefined;

/** L/l at v. */
function ratioAt(v: number): number {
  const l = (STRETCH * v) / (1 - v);
  return logOnePlusSnr(Math.exp(-l)) / l;
}

/** A least bandwidth for a rate R that has to fit a time: R = bits/seconds. */
export interface LeastTerms {
  bandwidthHz: number;
  /** -d bandwidthHz / d seconds, in Hz/s. */
  fallHzPerS: number;
  /** d ln fallHzPerS / d seconds, in 1/s. */
  fallTrendPerS: number;
  /** -d(1/r)/db at the least bandwidth, in s/(bit Hz). */
  savedPerHz: number;
  /** d ln savedPerHz / d seconds, in 1/s. */
  savedTrendPerS: number;
}

export function newLeastTerms(): LeastTerms {
  return { bandwidthHz: 0, fallHzPerS: 0, fallTrendPerS: 0, savedPerHz: 0, savedTrendPerS: 0 };
}

/** Below this SNR L - x/(1+x) would lose digits by cancellation. */
const LEAST_SNR = 0.02;

/** Writes the least bandwidth for `bits` > 0 in `seconds`, and its slopes; false where the table does not reach. */
export function leastTerms(
  bits: number,
  seconds: number,
  snrHz: number,
  out: LeastTerms,
  ceiling: Ceiling = NO_CEILING,
): boolean {
  if (!(seconds > 0)) return false;
  const rateNats = (bits / seconds) * Math.LN2;
  const q = rateNats / snrHz;
  if (q <= ceiling.q) return q > 0 && cappedTerms(rateNats, seconds, ceiling.log, out);
  const l = -Math.log(q);
  const position = (l / (l + STRETCH)) * PER_UNIT;
  if (!(l > 0 && position < INTERVALS)) return false;
  const i = Math.floor(position);
  const s = 2 * (position - i) - 1;
  const at = i * COEFFICIENTS;
  table ??= polynomialTable(ratioAt, 0, 1 / PER_UNIT, INTERVALS);
  const high = table[at + 4]! + s * (table[at + 5]! + s * (table[at + 6]! + s * table[at + 7]!));
  const ratio = table[at]! + s * (table[at + 1]! + s * (table[at + 2]! + s * (table[at + 3]! + s * high)));
  const log = l * ratio;
  const x = log / q;
  if (!(x >= LEAST_SNR)) return false;
  const part = x / (1 + x);
  const excess = log - part;
  const b = snrHz / x;
  const fall = rateNats / (seconds * excess);
  // d excess / d seconds over excess: x grows as the bandwidth falls
  const growth = (part * part * fall) / (b * excess);
  out.bandwidthHz = b;
  out.fallHzPerS = fall;
  out.fallTrendPerS = -2 / seconds - growth;
  out.savedPerHz = (Math.LN2 * excess) / rateNats / rateNats;
  out.savedTrendPerS = 2 / seconds + growth;
  return true;
}

/** b = R/cap. */
function cappedTerms(rateNats: number, seconds: number, log: number, out: LeastTerms): boolean {
  out.bandwidthHz = rateNats / log;
  out.fallHzPerS = out.bandwidthHz / seconds;
  out.fallTrendPerS = -2 / seconds;
  out.savedPerHz = (Math.LN2 * log) / rateNats / rateNats;
  out.savedTrendPerS = 2 / seconds;
  return true;
}
