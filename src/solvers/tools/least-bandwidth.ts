/**
 * Theory 4 (i): the least bandwidth that carries a number of bits in a number of seconds.
 *
 * With x = gamma/b the SNR and L = ln(1+x), the rate b log2(1+x) equals R exactly when
 *   L / (e^L - 1) = R ln2 / gamma =: q,     and then     b = R ln2 / L.
 * q >= 1 asks for more than the rate's limit gamma/ln2: no bandwidth suffices. A ceiling holds L at L_c, for q <= L_c/x_c.
 *
 * L is solved for, not x, because L/(-ln q) stays within (1, 2] for every q in (0, 1): a small table of it,
 * then one step of order four, reaches the last digits at the price of one logarithm and one log1p.
 */

import { type Ceiling, NO_CEILING } from './ceiling.js';
import { hermiteAt } from './hermite.js';

const INTERVALS = 256;
/** The table runs over v = l/(l + 4) with l = -ln q: v in [0, 1) covers every q. */
const STRETCH = 4;
/** Below this L the residual comes from the Bernoulli series, which does not cancel. */
const SERIES_BELOW = 1;

/** 1 - L/(e^L - 1) = L/2 - sum B_2n L^2n/(2n)!: the coefficients B_2n/(2n)!, n = 1.. */
const BERNOULLI = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3617 / 10670622842880000,
  43867 / 5109094217170944000,
] as const;

/** Knots of L/l over v, with slopes with respect to v (cubic Hermite). */
/** Made when it is first asked for. */
let startTable: Float64Array | undefined;

/** b in Hz; 0 with nothing to send, Infinity where no bandwidth suffices (or no time is left). */
export function leastBandwidthHz(
  bits: number,
  seconds: number,
  snrHz: number,
  ceiling: Ceiling = NO_CEILING,
): number {
  if (bits === 0) return seconds >= 0 ? 0 : Number.POSITIVE_INFINITY;
  if (!(seconds > 0)) return Number.POSITIVE_INFINITY;
  if (seconds === Number.POSITIVE_INFINITY) return 0;
  const rateNats = (bits / seconds) * Math.LN2;
  const q = rateNats / snrHz;
  if (!(q < 1)) return Number.POSITIVE_INFINITY;
  return rateNats / (q <= ceiling.q ? ceiling.log : Math.min(ceiling.log, logOnePlusSnr(q)));
}

/**
 * L = ln(1 + x) at which L/(e^L - 1) = q.
 * @param q in (0, 1)
 */
export function logOnePlusSnr(q: number): number {
  const l = -Math.log(q);
  const start = l * tableAt(l);
  return start < SERIES_BELOW ? seriesStep(start, 1 - q) : logStep(start, q);
}

function tableAt(l: number): number {
  startTable ??= buildTable();
  return hermiteAt(startTable, (l / (l + STRETCH)) * INTERVALS);
}

/** Householder's step of order 4 for F(L) = L - ln(1 + L/q), once more where the table is coarse. */
function logStep(start: number, q: number): number {
  let value = start;
  for (let turn = 0; turn < 4; turn++) {
    const residual = value - Math.log1p(value / q);
    const inverse = 1 / (q + value);
    const first = 1 - inverse;
    const second = inverse * inverse;
    const step = orderFourStep(residual, first, second, -2 * second * inverse);
    value -= step;
    if (Math.abs(step) < 1e-4 * value) break;
  }
  return value;
}

/** The same for S(L) = 1 - L/(e^L - 1), free of cancellation near q = 1. */
function seriesStep(start: number, oneMinusQ: number): number {
  const square = start * start;
  let tail = 0;
  let slope = 0;
  for (let n = BERNOULLI.length - 1; n >= 0; n--) {
    slope = slope * square + (2 * n + 2) * BERNOULLI[n]!;
    tail = tail * square + BERNOULLI[n]!;
  }
  const residual = start * (0.5 - start * tail) - oneMinusQ;
  // Two derivatives beyond the first are enough to leading order: the start is right to 1e-6.
  return start - orderFourStep(residual, 0.5 - start * slope, -1 / 6 + square / 60, start / 30);
}

/** Householder's method with three derivatives, f/f' (1 - f f''/(2 f'^2)) / (1 - f f''/f'^2 + f^2 f'''/(6 f'^3)). */
function orderFourStep(value: number, first: number, second: number, third: number): number {
  const newton = value / first;
  const bend = (newton * second) / first;
  return (newton * (1 - 0.5 * bend)) / (1 - bend + (newton * newton * third) / (6 * first));
}

function buildTable(): Float64Array {
  const table = new Float64Array(2 * (INTERVALS + 1));
  for (let i = 0; i <= INTERVALS; i++) {
    const v = i / INTERVALS;
    const l = (STRETCH * v) / (1 - v);
    const [ratio, slope] = i === 0 ? [2, -1 / 3] : i === INTERVALS ? [1, 0] : knot(l);
    table[2 * i] = ratio;
    // dl/dv = (l + STRETCH)^2 / STRETCH, and the table's variable counts intervals
    const stretch = i === INTERVALS ? 0 : (l + STRETCH) ** 2 / STRETCH / INTERVALS;
    table[2 * i + 1] = slope * stretch;
  }
  return table;
}

/** L/l and its derivative with respect to l, by bisection on l(L) = ln((e^L - 1)/L). */
function knot(l: number): readonly [number, number] {
  const fall = (big: number) => big + Math.log(-Math.expm1(-big) / big);
  let low = l;
  let high = 2 * l;
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2;
    if (fall(middle) < l) low = middle;
    else high = middle;
  }
  const big = (low + high) / 2;
  const dBig = 1 / (1 / -Math.expm1(-big) - 1 / big);
  return [big / l, (dBig - big / l) / l];
}
