/**
 * The round problem as a piecewise-linear mixed-integer model, for solvers that know only lines.
 *
 * Device k has one weight w_ks >= 0 per breakpoint b_ks; sum_s w_ks = z_k, 1 if it takes part. Its bandwidth,
 * cost and delay are the weighted sums of those at the breakpoints: chords, which lie above the true convex
 * functions. The penalty is a maximum of supporting lines, which lies below.
 *
 * Every number is free of units, near 1 and rounded to twelve digits, so that no tolerance of a solver means more for
 * one problem than for another: costs in parts of what is at stake, bandwidths in parts of an equal share of the band,
 * delays in parts of the latest tau worth looking at. Other units of money or frequency give the same model.
 */

import { headWorth, penaltyArgument, penaltyValue, shareWorth } from '../../problem/round/penalty/penalty.js';
import { leastObjective, leastPenalty, tauHorizonS } from '../tools/certificates.js';
import { leastBandwidthByHz } from '../tools/device-lagrangian.js';
import { leastBandwidthHz } from '../tools/least-bandwidth.js';
import { type RoundColumns, rateOf, spareS } from '../tools/problem-columns.js';

/** Segments per device: 8 keep the chord within a few per cent over the whole band. */
const SEGMENTS = 8;
const PENALTY_LINES = 12;
const DIGITS = 12;
/** Room above what a better schedule can cost, so that rounding cuts nothing off. */
const ROOM = 2;

/** One breakpoint of one device. */
export interface Breakpoint {
  readonly device: number;
  /** In equal shares of the band. */
  readonly bandwidth: number;
  /** In parts of the stake. */
  readonly cost: number;
  /** In parts of the model's tau unit; 0 where tau has no price. */
  readonly delay: number;
}

/** penalty >= intercept + slope * mass. */
export interface PenaltyLine {
  readonly intercept: number;
  readonly slope: number;
}

export interface PiecewiseModel {
  readonly breakpoints: readonly Breakpoint[];
  /** What each device adds to the mass when it takes part: 1 on average. */
  readonly mass: Float64Array;
  /** Of the penalty above the least conceivable one, in parts of the stake; it is >= 0. */
  readonly penaltyLines: readonly PenaltyLine[];
  /** In equal shares: the number of devices. */
  readonly bandwidth: number;
  /** Of a tau unit, in parts of the stake. */
  readonly tauPrice: number;
  /** Largest relative excess of a chord over the cost it stands for, at the middle of a segment. */
  readonly segmentError: number;
}

/** The units of a model. */
interface Units {
  readonly stake: number;
  readonly tauS: number;
  readonly bandwidthHz: number;
  /** 1/x at which the numerators of a linear fraction are charged. */
  readonly inverseShare: number;
}

/**
 * @param objective of a feasible schedule: only what can be better is modelled
 * @returns undefined where nothing can be better, or where the numbers leave the range of a model
 */
export function piecewiseModel(columns: RoundColumns, objective: number): PiecewiseModel | undefined {
  const { deviceCount, bandwidthHz, tauPrice } = columns;
  const stake = objective - leastObjective(columns);
  const latestS = Math.min(columns.deadlineS, ROOM * tauHorizonS(columns, objective));
  const tauS = tauPrice > 0 ? latestS : 1;
  if (!(stake > 0 && stake < Number.POSITIVE_INFINITY && tauS > 0)) return undefined;
  const inverseShare = 2 / columns.share.reduce((sum, share) => sum + share, 0);
  const units = { stake, tauS, bandwidthHz: bandwidthHz / deviceCount, inverseShare };
  const breakpoints: Breakpoint[] = [];
  let segmentError = 0;
  for (let k = 0; k < deviceCount; k++) {
    const grid = gridOf(columns, k, latestS, stake);
    breakpoints.push(...grid.map((b) => breakpointOf(columns, k, b, units)).filter(isUsable));
    for (let s = 1; s < grid.length; s++) {
      segmentError = Math.max(segmentError, chordExcess(columns, k, grid[s - 1]!, grid[s]!));
    }
  }
  return {
    breakpoints,
    ...penaltyOf(columns, stake),
    bandwidth: deviceCount,
    tauPrice: rounded((tauPrice * tauS) / stake),
    segmentError,
  };
}

/** To twelve digits: what rounding did in other units is gone. */
function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

function isUsable({ bandwidth, cost, delay }: Breakpoint): boolean {
  return [bandwidth, cost, delay].every(Number.isFinite);
}

/**
 * Bandwidths in geometric steps from the least useful one to B, in Hz; none where the device cannot take part in a
 * better schedule.
 */
function gridOf(columns: RoundColumns, k: number, latestS: number, stake: number): number[] {
  const { bandwidthHz: totalHz, deviceCount } = columns;
  const spare = ROOM * stake - columns.fixedCost[k]!;
  if (!(spare >= 0)) return [];
  if (columns.uplinkBits[k] === 0) return spareS(columns, k, latestS) >= 0 ? [0] : [];
  // The cost of sending is a rate's reciprocal, as time is: the least bandwidth for it is found in the same way.
  const affordableHz = leastBandwidthHz(columns.sendCost[k]!, spare, columns.snrHz[k]!, columns.ceiling);
  const leastHz = Math.max(leastBandwidthByHz(columns, k, latestS), affordableHz);
  if (!(leastHz <= totalHz)) return leastHz < Number.POSITIVE_INFINITY ? [totalHz] : [];
  const first = Math.max(leastHz, totalHz / (20 * deviceCount));
  if (first >= totalHz * (1 - 1e-9)) return [totalHz];
  return Array.from({ length: SEGMENTS + 1 }, (_, s) => first * (totalHz / first) ** (s / SEGMENTS));
}

function breakpointOf(columns: RoundColumns, k: number, b: number, units: Units): Breakpoint {
  const bits = columns.uplinkBits[k]!;
  const perBit = bits === 0 ? 0 : 1 / rateOf(columns, k, b);
  const delayS = columns.fixedDelayS[k]! + bits * perBit;
  // The model knows no product of numerators and 1/x: as if half of all took part.
  const charged = columns.penaltyWeight * (columns.numerator[k] ?? 0) * units.inverseShare;
  return {
    device: k,
    bandwidth: rounded(b / units.bandwidthHz),
    cost: rounded((charged + columns.fixedCost[k]! + columns.sendCost[k]! * perBit) / units.stake),
    delay: columns.tauPrice > 0 ? rounded(delayS / units.tauS) : 0,
  };
}

function chordExcess(columns: RoundColumns, k: number, left: number, right: number): number {
  const secondsPerBit = (b: number) => 1 / rateOf(columns, k, b);
  const chord = (secondsPerBit(left) + secondsPerBit(right)) / 2;
  const excess = chord / secondsPerBit((left + right) / 2) - 1;
  return Number.isFinite(excess) ? excess : 0;
}

function penaltyOf(columns: RoundColumns, stake: number): Pick<PiecewiseModel, 'mass' | 'penaltyLines'> {
  const { penalty, penaltyWeight, deviceCount, share } = columns;
  const least = leastPenalty(columns);
  const all = share.reduce((sum, s) => sum + s, 0);
  const counts = penaltyArgument(penalty) === 'count';
  const lines: PenaltyLine[] = [];
  // A line through a value of the penalty, in units: of mass (where `all` shares make `deviceCount`), and of the stake.
  const addLine = (mass: number, value: number, slope: number) => {
    const line = {
      slope: rounded(slope / stake),
      intercept: rounded((value - least - slope * mass) / stake),
    };
    if (Number.isFinite(line.slope) && Number.isFinite(line.intercept)) lines.push(line);
  };
  if (counts) {
    for (let n = 1; n <= deviceCount; n++) {
      addLine(n, penaltyWeight * penaltyValue(penalty, 0, n), -headWorth(penalty, penaltyWeight, n));
    }
  } else {
    // A concave one has no supporting lines: its tangent where half of all take part.
    const isConcave = shareWorth(penalty, penaltyWeight, all) < 0;
    const half = PENALTY_LINES / 2;
    for (let i = isConcave ? half : 1; i <= (isConcave ? half : PENALTY_LINES); i++) {
      const part = i / PENALTY_LINES;
      const slope = -shareWorth(penalty, penaltyWeight, all * part) * (all / deviceCount);
      addLine(deviceCount * part, penaltyWeight * penaltyValue(penalty, all * part, 1), slope);
    }
  }
  const mass = share.map((s) => (counts ? 1 : rounded((s * deviceCount) / all)));
  return { mass, penaltyLines: lines };
}
