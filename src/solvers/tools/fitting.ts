/**
 * Who can make the deadline, alone and together: the one owner of that question outside the checker. A device needs
 * its least bandwidth at the deadline (Infinity: too late on any bandwidth, or beyond its energy limit); a schedule
 * fits where its least bandwidths fit into the band.
 */

import type { Radio, RoundDevice } from '../../problem/round/problem.js';
import { usableSnrHz } from '../../problem/round/rate.js';
import { ceilingOf } from './ceiling.js';
import { leastBandwidthByHz } from './device-lagrangian.js';
import { leastBandwidthHz } from './least-bandwidth.js';
import { type RoundColumns, spareS } from './problem-columns.js';

/** Least bandwidths may exceed B by this much, relatively: less than the 1e-12 that the checker allows by what rounding needs. */
const FEASIBILITY_SLACK = 0.9e-12;

/** What a device has to send, and how late it starts. */
export type Sender = Pick<RoundDevice, 'uplinkBits' | 'fixedDelayS' | 'snrHz'>;

/** Least bandwidth of one device at a deadline, Hz; Infinity where none suffices. Its energy limit is not looked at. */
export function leastBandwidthAt(
  { uplinkBits, fixedDelayS, snrHz }: Sender,
  deadlineS: number,
  radio: Radio,
): number {
  const ceiling = ceilingOf(radio.maxSpectralEfficiency ?? Number.POSITIVE_INFINITY);
  return leastBandwidthHz(uplinkBits, deadlineS - fixedDelayS, usableSnrHz(snrHz, radio), ceiling);
}

/** Least bandwidth of every device at the deadline, Hz; Infinity where none suffices. */
export function leastBandwidthsHz(columns: RoundColumns): Float64Array {
  return columns.share.map((_, k) => leastBandwidthByHz(columns, k, columns.deadlineS));
}

/** True if least bandwidths of this sum fit into the band. */
export function fitsInto(totalHz: number, neededHz: number): boolean {
  return neededHz <= totalHz * (1 + FEASIBILITY_SLACK);
}

/** The first `count` of an order that fit the deadline and the band together; who does not is passed over. */
export function firstThatFit(
  leastHz: ArrayLike<number>,
  totalHz: number,
  order: Iterable<number>,
  count: number,
): number[] {
  const taken: number[] = [];
  let neededHz = 0;
  for (const k of order) {
    if (taken.length >= count) break;
    if (!fitsInto(totalHz, neededHz + leastHz[k]!)) continue;
    taken.push(k);
    neededHz += leastHz[k]!;
  }
  return taken;
}

/**
 * The same problem with every limit stretched by (nearly) the slack that the checker grants both points and proofs: where
 * a schedule fits the band to the last digit, only this one can be proven.
 */
export function stretched(columns: RoundColumns): RoundColumns {
  const stretch = 1 + FEASIBILITY_SLACK;
  return {
    ...columns,
    bandwidthHz: columns.bandwidthHz * stretch,
    deadlineS: columns.deadlineS * stretch,
    // The slack is one of the time for sending, whatever the fixed delay before it.
    longestUplinkS: columns.longestUplinkS.map((_, k) => {
      const timeS = spareS(columns, k, columns.deadlineS);
      return timeS >= 0 ? timeS * stretch : -1;
    }),
  };
}
