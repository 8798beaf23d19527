/**
 * What one device adds to the Lagrangian of a part of the search space (docs/certificates.md):
 *
 *   h_k(tau) = fixedCost_k + min over b in [m_k(tau), B] of sendCost_k / r_k(b) + lambda b,
 *
 * convex and decreasing in tau because m_k, the least bandwidth, is. Evaluated as a supporting line
 * value + slope (tau - at). The inner minimum is bounded from below by the tangent at our own point, so that a
 * root that is a little off still gives a valid bound.
 */
import { bestTradeSnr, rateSlope, secondsSavedPerHz } from './best-trade.js';
import type { RoundColumns } from './columns.js';
import { leastBandwidthHz } from './least-bandwidth.js';
import { rateBitPerS } from './rate.js';

/** Least bandwidths may sum to this much above B, relatively, before a part counts as empty. */
export const EMPTY_SLACK = 1e-12;

/** A line below h_k: value + slope (tau - atS), slope <= 0; value Infinity where the device cannot take part. */
export interface SupportingLine {
  value: number;
  slope: number;
  atS: number;
  /** The bandwidth at which the inner minimum is attained, in Hz. */
  bandwidthHz: number;
}

export function newLine(): SupportingLine {
  return { value: 0, slope: 0, atS: 0, bandwidthHz: 0 };
}

/**
 * Writes device k's supporting line.
 * @param price lambda >= 0 per Hz
 * @param tauS where to linearise if the device can make it by then, else `latestS`
 * @param latestS end of the part's interval of tau (the deadline, where tau has no price)
 */
export function supportingLine(
  columns: RoundColumns,
  k: number,
  price: number,
  tauS: number,
  latestS: number,
  out: SupportingLine,
): void {
  const fixedDelayS = columns.fixedDelayS[k]!;
  const bits = columns.uplinkBits[k]!;
  const totalHz = columns.bandwidthHz;
  out.slope = 0;
  out.atS = latestS;
  out.bandwidthHz = 0;
  out.value = columns.fixedCost[k]!;
  if (bits === 0) {
    if (fixedDelayS > latestS) out.value = Number.POSITIVE_INFINITY;
    return;
  }
  const gamma = columns.snrHz[k]!;
  let atS = Math.min(tauS, latestS);
  let leastHz = leastBandwidthHz(bits, atS - fixedDelayS, gamma);
  if (leastHz > totalHz && atS < latestS) {
    atS = latestS;
    leastHz = leastBandwidthHz(bits, atS - fixedDelayS, gamma);
  }
  if (leastHz > totalHz * (1 + EMPTY_SLACK)) {
    out.value = Number.POSITIVE_INFINITY;
    return;
  }
  out.atS = atS;
  addTrade(columns, k, price, leastHz, out);
}

/** Adds the inner minimum over [leastHz, B] and its slope in tau. */
function addTrade(
  columns: RoundColumns,
  k: number,
  price: number,
  leastHz: number,
  out: SupportingLine,
): void {
  const gamma = columns.snrHz[k]!;
  const totalHz = columns.bandwidthHz;
  const cost = columns.sendCost[k]!;
  let b = leastHz;
  if (cost > 0) {
    const free = price > 0 ? tradeBandwidthHz(cost, price, gamma) : totalHz;
    b = Math.max(leastHz, Math.min(free, totalHz));
  }
  out.bandwidthHz = b;
  if (b === 0) return;
  const rate = rateBitPerS(b, gamma);
  let value = price * b;
  let rise = price;
  if (cost > 0) {
    value += cost / rate;
    rise -= cost * secondsSavedPerHz(b, gamma);
  }
  if (b > leastHz) {
    // Tangent at b, a little off the minimum: it may still fall towards either end.
    value -= rise > 0 ? rise * (b - leastHz) : -rise * Math.max(0, totalHz - b);
  } else if (rise > 0) {
    const slopeOfRate = rateSlope(b, gamma);
    const spareS = out.atS - columns.fixedDelayS[k]!;
    const needed = columns.uplinkBits[k]! / spareS;
    // The rate is concave: its tangent meets the rate needed no later than the rate itself does.
    value -= rise * Math.max(0, (rate - needed) / slopeOfRate);
    out.slope = (-rise * needed) / (spareS * slopeOfRate);
  } else {
    value -= -rise * Math.max(0, totalHz - b);
  }
  out.value += value;
}

/** The bandwidth at which c/r(b) + price b is least (theory 4 (ii)). */
export function tradeBandwidthHz(cost: number, price: number, snrHz: number): number {
  const y = ((price * snrHz) / cost) * (snrHz / Math.LN2);
  return snrHz / bestTradeSnr(y, Math.log(y));
}

/** The least bandwidth that meets a delay of `latestS`, in Hz, never overstated; Infinity beyond B. */
export function leastBandwidthByHz(columns: RoundColumns, k: number, latestS: number): number {
  const spareS = latestS - columns.fixedDelayS[k]!;
  const gamma = columns.snrHz[k]!;
  const bits = columns.uplinkBits[k]!;
  const b = leastBandwidthHz(bits, spareS, gamma);
  if (b > columns.bandwidthHz * (1 + EMPTY_SLACK)) return Number.POSITIVE_INFINITY;
  if (b === 0) return 0;
  // As in addTrade: the tangent of the concave rate errs to the safe side.
  return b - Math.max(0, (rateBitPerS(b, gamma) - bits / spareS) / rateSlope(b, gamma));
}
