/**
 * The round problem as a piecewise-linear mixed-integer model, for solvers that know only lines.
 *
 * Device k has one weight w_ks >= 0 per breakpoint b_ks; sum_s w_ks = z_k, 1 if it takes part. Its bandwidth,
 * cost and delay are the weighted sums of those at the breakpoints: chords, which lie above the true convex
 * functions. The penalty is a maximum of supporting lines, which lies below. Bandwidths are in MHz, so that the
 * numbers stay near 1.
 */

import { type RoundColumns, spareS } from '../../problem/round/columns.js';
import { leastBandwidthByHz } from '../../problem/round/lagrangian.js';
import { headWorth, penaltyArgument, penaltyValue, shareWorth } from '../../problem/round/penalty/penalty.js';
import { rateBitPerS } from '../../problem/round/rate.js';

/** Segments per device: 8 keep the chord within a few per cent over the whole band. */
export const SEGMENTS = 8;
const PENALTY_LINES = 12;
const HZ_PER_MHZ = 1e6;

/** One breakpoint of one device. */
export interface Breakpoint {
  readonly device: number;
  readonly bandwidthMHz: number;
  readonly cost: number;
  readonly delayS: number;
}

/** W phi >= intercept + slope x (x: sum of shares, or the number scheduled for 'count'). */
export interface PenaltyLine {
  readonly intercept: number;
  readonly slope: number;
}

export interface PiecewiseModel {
  readonly breakpoints: readonly Breakpoint[];
  readonly penaltyLines: readonly PenaltyLine[];
  /** Added to every penalty line so that the penalty variable stays >= 0. */
  readonly penaltyShift: number;
  readonly bandwidthMHz: number;
  readonly tauPrice: number;
  /** Largest relative excess of a chord over the cost it stands for, at the middle of a segment. */
  readonly segmentError: number;
}

export function piecewiseModel(columns: RoundColumns): PiecewiseModel {
  const breakpoints: Breakpoint[] = [];
  let segmentError = 0;
  for (let k = 0; k < columns.deviceCount; k++) {
    const grid = gridOf(columns, k);
    breakpoints.push(...grid.map((b) => breakpointOf(columns, k, b)));
    for (let s = 1; s < grid.length; s++) {
      segmentError = Math.max(segmentError, chordExcess(columns, k, grid[s - 1]!, grid[s]!));
    }
  }
  const lines = penaltyLines(columns);
  return {
    breakpoints,
    ...lines,
    bandwidthMHz: columns.bandwidthHz / HZ_PER_MHZ,
    tauPrice: columns.tauPrice,
    segmentError,
  };
}

/** Bandwidths in geometric steps from the least useful one to B, in Hz; none where the device cannot take part. */
function gridOf(columns: RoundColumns, k: number): number[] {
  if (columns.uplinkBits[k] === 0) return spareS(columns, k, columns.deadlineS) >= 0 ? [0] : [];
  const leastHz = leastBandwidthByHz(columns, k, columns.deadlineS);
  if (leastHz === Number.POSITIVE_INFINITY) return [];
  const total = columns.bandwidthHz;
  const first = Math.min(total, Math.max(leastHz, total / (20 * columns.deviceCount)));
  if (first >= total * (1 - 1e-9)) return [total];
  return Array.from({ length: SEGMENTS + 1 }, (_, s) => first * (total / first) ** (s / SEGMENTS));
}

function breakpointOf(columns: RoundColumns, k: number, b: number): Breakpoint {
  const perBit = columns.uplinkBits[k] === 0 ? 0 : 1 / rateBitPerS(b, columns.snrHz[k]!);
  return {
    device: k,
    bandwidthMHz: b / HZ_PER_MHZ,
    cost: columns.fixedCost[k]! + columns.sendCost[k]! * perBit,
    delayS: columns.fixedDelayS[k]! + columns.uplinkBits[k]! * perBit,
  };
}

function chordExcess(columns: RoundColumns, k: number, left: number, right: number): number {
  const gamma = columns.snrHz[k]!;
  const secondsPerBit = (b: number) => 1 / rateBitPerS(b, gamma);
  const chord = (secondsPerBit(left) + secondsPerBit(right)) / 2;
  return chord / secondsPerBit((left + right) / 2) - 1;
}

function penaltyLines(columns: RoundColumns): Pick<PiecewiseModel, 'penaltyLines' | 'penaltyShift'> {
  const { penalty, penaltyWeight, deviceCount } = columns;
  const lines: PenaltyLine[] = [];
  if (penaltyArgument(penalty) === 'count') {
    for (let n = 1; n <= deviceCount; n++) {
      const slope = -headWorth(penalty, penaltyWeight, n);
      lines.push({ slope, intercept: penaltyWeight * penaltyValue(penalty, 0, n) - slope * n });
    }
  } else {
    const all = columns.share.reduce((sum, s) => sum + s, 0);
    for (let i = 1; i <= PENALTY_LINES; i++) {
      const x = (all * i) / PENALTY_LINES;
      const slope = -shareWorth(penalty, penaltyWeight, x);
      lines.push({ slope, intercept: penaltyWeight * penaltyValue(penalty, x, 1) - slope * x });
    }
  }
  const least = lines.reduce((low, line) => Math.min(low, line.intercept + line.slope * deviceCount), 0);
  return { penaltyLines: lines, penaltyShift: -least };
}
