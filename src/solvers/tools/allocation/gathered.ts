/** The devices of one schedule as columns, and what every root over them needs. */

import { rateSlope } from '../best-trade.js';
import type { Ceiling } from '../ceiling.js';
import { leastBandwidthHz } from '../least-bandwidth.js';
import type { RoundColumns } from '../problem-columns.js';
import { type Look, NO_LOOK } from '../time-limit.js';

/** The optimum for one schedule. */
export interface Allocation {
  /** Hz, in the order of the schedule. */
  readonly bandwidthHz: Float64Array;
  /** lambda >= 0, the multiplier of the band. */
  readonly price: number;
  /** The multiplier's companion: tau where it has a price, else the deadline (0 if there is none). */
  readonly tauS: number;
}

/** The devices of one schedule, gathered. */
export interface Gathered {
  readonly n: number;
  /** Called once a pass over the devices. */
  readonly look: Look;
  readonly totalHz: number;
  readonly ceiling: Ceiling;
  readonly snrHz: Float64Array;
  readonly uplinkBits: Float64Array;
  readonly fixedDelayS: Float64Array;
  /** Of sending, within the energy limit; Infinity without one. */
  readonly longestUplinkS: Float64Array;
  readonly sendCost: Float64Array;
  /** Per device: share for 'mean' ties. */
  readonly share: Float64Array;
  readonly leastHz: Float64Array;
  readonly bandwidthHz: Float64Array;
}

export function gather(columns: RoundColumns, scheduled: ArrayLike<number>, look: Look = NO_LOOK): Gathered {
  const n = scheduled.length;
  const pick = (column: Float64Array) => {
    const out = new Float64Array(n);
    for (let i = 0; i < n; i++) out[i] = column[scheduled[i]!]!;
    return out;
  };
  return {
    n,
    look,
    totalHz: columns.bandwidthHz,
    ceiling: columns.ceiling,
    snrHz: pick(columns.snrHz),
    uplinkBits: pick(columns.uplinkBits),
    fixedDelayS: pick(columns.fixedDelayS),
    longestUplinkS: pick(columns.longestUplinkS),
    sendCost: pick(columns.sendCost),
    share: pick(columns.share),
    leastHz: new Float64Array(n),
    bandwidthHz: new Float64Array(n),
  };
}

/** Least bandwidths for a delay of tauS; returns their sum. */
export function setLeast(g: Gathered, tauS: number): number {
  g.look();
  let sum = 0;
  for (let i = 0; i < g.n; i++) {
    const timeS = Math.min(tauS - g.fixedDelayS[i]!, g.longestUplinkS[i]!);
    g.leastHz[i] = leastBandwidthHz(g.uplinkBits[i]!, timeS, g.snrHz[i]!, g.ceiling);
    sum += g.leastHz[i]!;
  }
  return sum;
}

/** d leastHz / d tau (negative). */
export function leastSlope(g: Gathered, i: number, tauS: number): number {
  const b = g.leastHz[i]!;
  if (b === 0) return 0;
  const spareS = tauS - g.fixedDelayS[i]!;
  if (spareS >= g.longestUplinkS[i]!) return 0; // held by its energy limit, not by tau
  return -g.uplinkBits[i]! / (spareS * spareS * rateSlope(b, g.snrHz[i]!, g.ceiling));
}

/** The bandwidths, scaled down where rounding put their sum above the band. */
export function fitted(g: Gathered): Float64Array {
  const out = g.bandwidthHz;
  for (let turn = 0; turn < 4; turn++) {
    let sum = 0;
    for (let i = 0; i < g.n; i++) sum += out[i]!;
    if (sum <= g.totalHz) break;
    const factor = (g.totalHz / sum) * (1 - 2 ** -53 * (turn + 1));
    for (let i = 0; i < g.n; i++) out[i]! *= factor;
  }
  return out;
}
