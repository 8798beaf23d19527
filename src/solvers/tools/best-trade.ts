/**
 * Theory 4 (ii): the best trade of a cost c/r(b) against a bandwidth price lambda,
 *   min over b of c/r(b) + lambda b.
 *
 * With x = gamma/b and L = ln(1+x), stationarity reads
 *   G(x) = x^2 (L - x/(1+x)) / L^2 = lambda gamma^2 / (c ln2) =: y.
 * In logarithms G is almost a straight line of slope 2, so a small table of x/sqrt(y) over ln y and one
 * Halley step reach the last digits at the price of one log1p.
 *
 * Under a ceiling L is L_c from x_c on, where r' = cap, so that G(x) = x^2/L_c there: it jumps at x_c, and for the y in
 * between x_c itself is best.
 */

import { type Ceiling, NO_CEILING } from './ceiling.js';
import { hermiteAt } from './hermite.js';

const FIRST_LN_Y = -16;
const LAST_LN_Y = 92;
const INTERVALS = 1728;
const PER_UNIT = INTERVALS / (LAST_LN_Y - FIRST_LN_Y);
/** Below this x, L - x/(1+x) comes from a series in w = x/(2+x) whose terms are all positive. */
const SERIES_BELOW = 0.2;
/** Below this x, two terms of the series of the root are exact. */
const SERIES_EXACT_BELOW = 1e-9;

/** Knots of x/sqrt(y) over ln y, with slopes per interval (cubic Hermite). */
/** Made when it is first asked for. */
let startTable: Float64Array | undefined;

/** The terms of stationarity at an SNR x, all free of cancellation. */
export interface TradeTerms {
  /** L = ln(1 + x) */
  log: number;
  /** L - x/(1+x) */
  excess: number;
  /** x/(1+x) */
  part: number;
}

export function newTradeTerms(): TradeTerms {
  return { log: 0, excess: 0, part: 0 };
}

/**
 * The SNR x = gamma/b of the best trade.
 * @param y lambda gamma^2 / (c ln2) > 0
 * @param lnY its natural logarithm (known sums of logarithms save a call in inner loops)
 * @param terms receives ln(1+x) and ln(1+x) - x/(1+x) of the answer
 * @returns exactly `ceiling.snr` where the bend of the rate is best: there bandwidth does not give way to its price
 */
export function bestTradeSnr(
  y: number,
  lnY: number,
  terms: TradeTerms = newTradeTerms(),
  ceiling: Ceiling = NO_CEILING,
): number {
  if (lnY > ceiling.lnTradeFrom) return cappedTradeSnr(y, lnY, terms, ceiling);
  let x = startSnr(y, lnY);
  if (x < SERIES_EXACT_BELOW) {
    tradeTerms(x, terms);
    return x;
  }
  for (let turn = 0; turn < 8; turn++) {
    tradeTerms(x, terms);
    const { log, excess, part } = terms;
    const ratio = (x * x * excess) / (log * log * y);
    const error = Math.abs(ratio - 1) < 1e-3 ? logNearOne(ratio - 1) : Math.log(ratio);
    // error / tradeSlope, in one division
    const product = excess * log;
    const step = (error * product) / (2 * product + part * (part * log - 2 * excess));
    // The slope changes by less than 0.1 per unit of ln x: Newton's error is below step^2 / 20.
    if (Math.abs(step) < 3e-7) {
      moveTerms(step, terms);
      return x * (1 - step);
    }
    x *= Math.exp(-step);
  }
  tradeTerms(x, terms);
  return x;
}

/** At the bend any slope between the rate's two is one of its own: the one for which y is best. */
function cappedTradeSnr(y: number, lnY: number, terms: TradeTerms, { log, snr, excess, lnTradeTo }: Ceiling) {
  const isBend = lnY <= lnTradeTo;
  terms.log = log;
  terms.excess = isBend ? Math.max(excess, Math.min(log, y * (log / snr) * (log / snr))) : log;
  terms.part = 0;
  return isBend ? snr : Math.sqrt(y) * Math.sqrt(log);
}

/** Carries the terms along a small step from x to x (1 - step): d excess / d x = x/(1+x)^2. */
function moveTerms(step: number, terms: TradeTerms): void {
  const { part } = terms;
  terms.log -= part * step;
  terms.excess -= part * part * step;
  terms.part -= part * (1 - part) * step;
}

/** ln(1 + e) for a small e. */
function logNearOne(e: number): number {
  return e * (1 - e * (0.5 - e * (1 / 3 - e * 0.25)));
}

function startSnr(y: number, lnY: number): number {
  if (lnY < FIRST_LN_Y) {
    const s = Math.sqrt(2 * y);
    return s * (1 + s / 6);
  }
  const position = Math.min((lnY - FIRST_LN_Y) * PER_UNIT, INTERVALS);
  startTable ??= buildTable();
  return Math.sqrt(y) * hermiteAt(startTable, position);
}

/** Writes the terms at an SNR x > 0: those of Shannon's rate up to the ceiling, those of cap b beyond. */
export function tradeTerms(x: number, out: TradeTerms, ceiling: Ceiling = NO_CEILING): void {
  if (x > ceiling.snr) {
    out.log = ceiling.log;
    out.excess = ceiling.log;
    out.part = 0;
    return;
  }
  if (x >= SERIES_BELOW) {
    out.log = Math.log1p(x);
    out.part = x / (1 + x);
    out.excess = out.log - out.part;
    return;
  }
  // ln(1+x) = 2 (w + w^3/3 + ...), x/(1+x) = 2w/(1+w)
  const w = x / (2 + x);
  const s = w * w;
  const cubes =
    s * w * (1 / 3 + s * (1 / 5 + s * (1 / 7 + s * (1 / 9 + s * (1 / 11 + s * (1 / 13 + s / 15))))));
  out.log = 2 * (w + cubes);
  out.part = (2 * w) / (1 + w);
  out.excess = 2 * (s / (1 + w) + cubes);
}

/** d ln G / d ln x: the elasticity of the bandwidth with respect to its price is -1 over it. */
export function tradeSlope({ log, excess, part }: TradeTerms): number {
  return 2 + (part / excess) * part - (2 * part) / log;
}

/**
 * -d(1/r)/db in s/(bit Hz) at bandwidth b: what one more hertz saves, per bit.
 * @param bandwidthHz b > 0
 */
export function secondsSavedPerHz(bandwidthHz: number, snrHz: number, ceiling?: Ceiling): number {
  const terms = newTradeTerms();
  tradeTerms(snrHz / bandwidthHz, terms, ceiling);
  const nats = bandwidthHz * terms.log;
  return (Math.LN2 * terms.excess) / nats / nats;
}

/** dr/db in bit/s per Hz at bandwidth b > 0. */
export function rateSlope(bandwidthHz: number, snrHz: number, ceiling?: Ceiling): number {
  const terms = newTradeTerms();
  tradeTerms(snrHz / bandwidthHz, terms, ceiling);
  return terms.excess * Math.LOG2E;
}

function buildTable(): Float64Array {
  const table = new Float64Array(2 * (INTERVALS + 1));
  const terms = newTradeTerms();
  for (let i = 0; i <= INTERVALS; i++) {
    const lnY = FIRST_LN_Y + i / PER_UNIT;
    let z = lnY / 2;
    for (let turn = 0; turn < 60; turn++) {
      const x = Math.exp(z);
      tradeTerms(x, terms);
      z -= (2 * z + Math.log(terms.excess) - 2 * Math.log(terms.log) - lnY) / tradeSlope(terms);
    }
    const x = Math.exp(z);
    tradeTerms(x, terms);
    const value = Math.exp(z - lnY / 2);
    table[2 * i] = value;
    table[2 * i + 1] = (value * (1 / tradeSlope(terms) - 0.5)) / PER_UNIT;
  }
  return table;
}
