/**
 * What one device adds to the Lagrangian of a part of the search space (docs/certificates.md):
 *
 *   h_k(tau) = fixedCost_k + min over b in [m_k(tau), B] of sendCost_k / r_k(b) + lambda b,
 *
 * convex and decreasing in tau because m_k, the least bandwidth, is. Evaluated as a supporting line
 * value + slope (tau - at). The inner minimum is bounded from below by the tangent at our own point, so that a
 * root that is a little off still gives a valid bound.
 */

import { bestTradeSnr, newTradeTerms, rateSlope, tradeTerms } from './best-trade.js';
import { leastBandwidthHz } from './least-bandwidth.js';
import { type RoundColumns, rateOf, spareS } from './problem-columns.js';

/** Least bandwidths may sum to this much above B, relatively, before a part counts as empty. */
export const EMPTY_SLACK = 1e-12;

/** A line below h_k: value + slope (tau - atS), slope <= 0. */
export interface SupportingLine {
  value: number;
  slope: number;
  atS: number;
  /** The bandwidth at which the inner minimum is attained, in Hz. */
  bandwidthHz: number;
  /** The device cannot take part; `value` is Infinity. */
  excluded: boolean;
  /** Sum of the sizes of the terms that `value` is made of. */
  size: number;
}

export function newLine(): SupportingLine {
  return { value: 0, slope: 0, atS: 0, bandwidthHz: 0, excluded: false, size: 0 };
}

const UNKNOWN = 0;
const EXCLUDED = 1;
const SILENT = 2;
/** Sends; its least bandwidth has not been needed yet. */
const TRADING = 3;
/** Sends; everything about its least bandwidth is known. */
const SENDING = 4;

/** The supporting lines of all devices for one place of linearisation in tau. */
export interface Lines {
  readonly tauS: number;
  /** End of the interval of tau. */
  readonly latestS: number;
  /** Tells at a bend in tau, where an energy limit begins to bind, which side the line is to support. */
  readonly sideS: number;
  /**
   * Writes device k's line at a price per Hz.
   * @param lnPrice ln(price), -Infinity for 0
   */
  write(k: number, price: number, lnPrice: number, out: SupportingLine): void;
}

/**
 * The lines the checker believes. What does not depend on the price is computed when it is first needed: at a
 * second price, a device held at its least bandwidth costs no logarithm, any other one.
 */
export class SupportingLines implements Lines {
  private readonly state: Uint8Array;
  private readonly leastHz: Float64Array;
  /** Cost of sending at the least bandwidth, and what one more hertz would save of it. */
  private readonly leastCost: Float64Array;
  private readonly saving: Float64Array;
  /** -d leastHz / d tau, in Hz/s. */
  private readonly fallHzPerS: Float64Array;
  /** By how much leastHz may be overstated, in Hz. */
  private readonly doubtHz: Float64Array;
  /** gamma^2 / (c ln2): the trade's y over the price; and its logarithm. */
  private readonly trade: Float64Array;
  private readonly lnTrade: Float64Array;
  private readonly late: Uint8Array;
  private readonly terms = newTradeTerms();

  /**
   * @param tauS where to linearise, for devices that can make it by then; the others at `latestS`
   * @param latestS end of the interval of tau (the deadline, where tau has no price)
   * @param sideS at tauS, or on the side of it where the lines matter
   */
  constructor(
    private readonly columns: RoundColumns,
    readonly tauS: number,
    readonly latestS: number,
    readonly sideS: number = tauS,
  ) {
    const count = columns.deviceCount;
    this.state = new Uint8Array(count);
    this.late = new Uint8Array(count);
    // One buffer: for few devices making it costs more than filling it.
    const buffer = new ArrayBuffer(7 * 8 * count);
    const column = (i: number) => new Float64Array(buffer, 8 * count * i, count);
    this.leastHz = column(0);
    this.leastCost = column(1);
    this.saving = column(2);
    this.fallHzPerS = column(3);
    this.doubtHz = column(4);
    this.trade = column(5);
    this.lnTrade = column(6);
  }

  write(k: number, price: number, lnPrice: number, out: SupportingLine): void {
    if (this.state[k] === UNKNOWN) this.state[k] = this.prepare(k);
    const isFree = this.state[k] === TRADING && this.writeFreeTrade(k, price, lnPrice, out);
    if (!isFree) this.writeHeld(k, price, lnPrice, out);
  }

  /** The same, where it is known that the least bandwidth or the band matters. */
  writeHeld(k: number, price: number, lnPrice: number, out: SupportingLine): void {
    if (this.state[k] === UNKNOWN) this.state[k] = this.prepare(k);
    if (this.state[k] === TRADING) this.state[k] = this.prepareSending(k);
    const state = this.state[k]!;
    out.slope = 0;
    out.atS = this.late[k] === 1 ? this.latestS : this.tauS;
    out.bandwidthHz = 0;
    out.excluded = state === EXCLUDED;
    out.value = out.excluded ? Number.POSITIVE_INFINITY : this.columns.fixedCost[k]!;
    out.size = Math.abs(out.value);
    if (state !== SENDING) return;
    const leastHz = this.leastHz[k]!;
    const rise = price - this.saving[k]!;
    if (rise >= 0) {
      out.bandwidthHz = leastHz;
      const cost = this.leastCost[k]! + price * leastHz;
      out.value += cost - rise * this.doubtHz[k]!;
      out.size += cost;
      out.slope = -rise * this.fallHzPerS[k]!;
    } else {
      this.writeTrade(k, price, lnPrice, leastHz, out);
    }
  }

  /**
   * The best trade of all bandwidths up to B, a lower bound whatever the least bandwidth; false where the trade
   * would take too much band or too much time, so that the least bandwidth has to be known.
   */
  private writeFreeTrade(k: number, price: number, lnPrice: number, out: SupportingLine): boolean {
    const { columns, terms } = this;
    if (!(price > 0 && columns.sendCost[k]! > 0)) return false;
    const b = columns.snrHz[k]! / this.tradeSnr(k, price, lnPrice);
    const sentBits = b * terms.log * Math.LOG2E * spareS(columns, k, this.tauS);
    if (!(b <= columns.bandwidthHz && sentBits >= columns.uplinkBits[k]!)) return false;
    out.slope = 0;
    out.atS = this.tauS;
    out.value = columns.fixedCost[k]!;
    out.excluded = false;
    out.size = Math.abs(out.value);
    this.addTangent(columns.sendCost[k]!, price, b, 0, out);
    return true;
  }

  /** The inner minimum lies above the least bandwidth. */
  private writeTrade(k: number, price: number, lnPrice: number, leastHz: number, out: SupportingLine): void {
    const { columns } = this;
    const gamma = columns.snrHz[k]!;
    const totalHz = columns.bandwidthHz;
    const cost = columns.sendCost[k]!;
    const { terms } = this;
    let b = totalHz;
    if (price > 0) {
      const free = gamma / this.tradeSnr(k, price, lnPrice);
      b = Math.max(leastHz, Math.min(totalHz, free));
      if (b !== free) tradeTerms(gamma / b, terms, columns.ceiling);
    } else {
      tradeTerms(gamma / b, terms, columns.ceiling);
    }
    this.addTangent(cost, price, b, leastHz, out);
  }

  /** SNR of the best trade, its terms written; a cost near 0 makes gamma^2/c too large for a number. */
  private tradeSnr(k: number, price: number, lnPrice: number): number {
    const trade = this.trade[k]!;
    const lnY = this.lnTrade[k]! + lnPrice;
    const y = trade <= Number.MAX_VALUE ? price * trade : Math.exp(lnY);
    return bestTradeSnr(y, lnY, this.terms, this.columns.ceiling);
  }

  /** Adds the least of the tangent at b, whose terms are at hand, over [leastHz, B]. */
  private addTangent(cost: number, price: number, b: number, leastHz: number, out: SupportingLine): void {
    const { terms } = this;
    const perNat = 1 / (b * terms.log);
    const secondsPerBit = Math.LN2 * perNat;
    const saved = cost * secondsPerBit * terms.excess * perNat;
    const rise = price - saved;
    // Tangent at b, a little off the minimum: it may still fall towards either end.
    const slack = rise > 0 ? rise * (b - leastHz) : -rise * Math.max(0, this.columns.bandwidthHz - b);
    out.bandwidthHz = b;
    const total = cost * secondsPerBit + price * b;
    out.value += total - slack;
    out.size += total;
  }

  private prepare(k: number): number {
    const { columns } = this;
    if (columns.uplinkBits[k] === 0) return spareS(columns, k, this.latestS) < 0 ? EXCLUDED : SILENT;
    const gamma = columns.snrHz[k]!;
    const cost = columns.sendCost[k]!;
    if (cost > 0) {
      const trade = (gamma / cost) * (gamma / Math.LN2);
      this.trade[k] = trade;
      const inRange = trade > Number.MIN_VALUE / Number.EPSILON && trade < Number.MAX_VALUE;
      this.lnTrade[k] = inRange ? Math.log(trade) : Math.log(gamma / cost) + Math.log(gamma / Math.LN2);
    }
    return TRADING;
  }

  private prepareSending(k: number): number {
    const { columns } = this;
    const bits = columns.uplinkBits[k]!;
    const gamma = columns.snrHz[k]!;
    const { ceiling } = columns;
    let timeS = this.timeS(k, this.tauS, this.sideS);
    let leastHz = leastBandwidthHz(bits, timeS, gamma, ceiling);
    if (leastHz > columns.bandwidthHz * (1 + EMPTY_SLACK) && this.tauS < this.latestS) {
      this.late[k] = 1;
      timeS = this.timeS(k, this.latestS, this.latestS);
      leastHz = leastBandwidthHz(bits, timeS, gamma, ceiling);
    }
    if (leastHz > columns.bandwidthHz * (1 + EMPTY_SLACK)) return EXCLUDED;
    this.leastHz[k] = leastHz;
    // Without a least bandwidth the first hertz saves without limit, if sending costs anything.
    this.saving[k] = columns.sendCost[k]! > 0 ? Number.POSITIVE_INFINITY : 0;
    if (leastHz > 0) {
      this.prepareLeast(k, leastHz, bits / timeS, timeS);
      // Held by its energy limit: more delay frees no band. As h_k is at its least there, a level line supports it.
      if (timeS === columns.longestUplinkS[k]!) this.fallHzPerS[k] = 0;
    }
    return SENDING;
  }

  /**
   * Time for sending that the line of the least bandwidth goes by. The least bandwidth is the greater of one that falls
   * with tau and one that the energy limit sets; either alone is a lower bound, and `sideS` tells which is tight.
   */
  private timeS(k: number, tauS: number, sideS: number): number {
    const { fixedDelayS, longestUplinkS } = this.columns;
    const held = sideS - fixedDelayS[k]! >= longestUplinkS[k]!;
    return held ? longestUplinkS[k]! : tauS - fixedDelayS[k]!;
  }

  /** @param needed bit/s that the least bandwidth must carry in `spareS` seconds */
  private prepareLeast(k: number, leastHz: number, needed: number, spareS: number): void {
    const gamma = this.columns.snrHz[k]!;
    const cost = this.columns.sendCost[k]!;
    const { terms } = this;
    tradeTerms(gamma / leastHz, terms, this.columns.ceiling);
    const rate = leastHz * terms.log * Math.LOG2E;
    const slopeOfRate = terms.excess * Math.LOG2E;
    this.leastCost[k] = cost / rate;
    this.saving[k] = (cost / rate) * (slopeOfRate / rate);
    this.fallHzPerS[k] = needed / (spareS * slopeOfRate);
    // The rate is concave: its tangent meets the rate needed no later than the rate itself does.
    this.doubtHz[k] = Math.max(0, (rate - needed) / slopeOfRate);
  }
}

/** The least bandwidth that meets a delay of `latestS`, in Hz, never overstated; Infinity beyond B. */
export function leastBandwidthByHz(columns: RoundColumns, k: number, latestS: number): number {
  const timeS = spareS(columns, k, latestS);
  const gamma = columns.snrHz[k]!;
  const bits = columns.uplinkBits[k]!;
  const b = leastBandwidthHz(bits, timeS, gamma, columns.ceiling);
  if (b > columns.bandwidthHz * (1 + EMPTY_SLACK)) return Number.POSITIVE_INFINITY;
  if (b === 0) return 0;
  return b - Math.max(0, (rateOf(columns, k, b) - bits / timeS) / rateSlope(b, gamma, columns.ceiling));
}
