/**
 * Theory 4 (ii) without a logarithm. In units of c ln2/gamma the best trade costs V(y) = x/L + y/x, a function of
 * y = lambda gamma^2/(c ln2) alone, and V'(y) = 1/x because x is optimal. So one table of W = V/sqrt(y) over ln y
 * gives both the cost and, by its slope, the bandwidth:
 *
 *   min over b of c/r(b) + lambda b = sqrt(c ln2 lambda) W,     lambda b = sqrt(c ln2 lambda) (W/2 + W').
 *
 * Under a ceiling (L held at L_c from the SNR x_c on) the same holds with V(y) = x_c/L_c + y/x_c at the bend and
 * 2 sqrt(y/L_c) beyond it: closed forms beside the table.
 *
 * W is right to 4e-15, its slope to 1e-11: enough for a search, whose answers are finished by `best-trade`.
 */

import { bestTradeSnr, newTradeTerms, tradeTerms } from '../tools/best-trade.js';
import { type Ceiling, NO_CEILING } from '../tools/ceiling.js';
import { COEFFICIENTS, polynomialTable } from './piecewise-polynomial.js';

/** Below, where the SNR is under 0.2, W/2 + W' would lose digits by cancellation. */
const FIRST_LN_Y = -4;
const PER_UNIT = 4;
const INTERVALS = 384;

/** Made when it is first asked for: whoever only checks or reads never pays for it. */
let table: Float64Array | undefined;

/** W(ln y) = V / sqrt(y). */
function scaledCost(lnY: number): number {
  const y = Math.exp(lnY);
  const terms = newTradeTerms();
  const x = bestTradeSnr(y, lnY, terms);
  tradeTerms(x, terms);
  return (x / terms.log + y / x) / Math.sqrt(y);
}

/** W and its slope in ln y. */
export interface ScaledTrade {
  value: number;
  slope: number;
}

export function newScaledTrade(): ScaledTrade {
  return { value: 0, slope: 0 };
}

/** Writes W and its slope; false outside the table. */
export function scaledTrade(lnY: number, out: ScaledTrade, ceiling: Ceiling = NO_CEILING): boolean {
  if (lnY > ceiling.lnTradeFrom) return scaledCappedTrade(lnY, out, ceiling);
  const position = (lnY - FIRST_LN_Y) * PER_UNIT;
  if (!(position >= 0 && position < INTERVALS)) return false;
  const i = Math.floor(position);
  const s = 2 * (position - i) - 1;
  const at = i * COEFFICIENTS;
  table ??= polynomialTable(scaledCost, FIRST_LN_Y, 1 / PER_UNIT, INTERVALS);
  const c1 = table[at + 1]!;
  const c2 = table[at + 2]!;
  const c3 = table[at + 3]!;
  const c4 = table[at + 4]!;
  const c5 = table[at + 5]!;
  const c6 = table[at + 6]!;
  const c7 = table[at + 7]!;
  out.value = table[at]! + s * (c1 + s * (c2 + s * (c3 + s * (c4 + s * (c5 + s * (c6 + s * c7))))));
  out.slope =
    2 *
    PER_UNIT *
    (c1 + s * (2 * c2 + s * (3 * c3 + s * (4 * c4 + s * (5 * c5 + s * (6 * c6 + s * 7 * c7))))));
  return true;
}

function scaledCappedTrade(lnY: number, out: ScaledTrade, { log, snr, lnTradeTo }: Ceiling): boolean {
  if (lnY > lnTradeTo) {
    out.value = 2 / Math.sqrt(log);
    out.slope = 0;
    return true;
  }
  const root = Math.exp(lnY / 2);
  const time = snr / log / root;
  const band = root / snr;
  out.value = time + band;
  out.slope = (band - time) / 2;
  return true;
}
