/**
 * Large-scale loss of 3GPP TR 38.901 V17.0.0, urban macro (UMa): path loss and shadowing of Table 7.4.1-1,
 * line-of-sight probability of Table 7.4.2-1. Distances in m, frequencies in Hz, losses in dB.
 */

/** Where a device and the base station stand. */
export interface Link {
  /** d_2D, ground distance in m. Below 10 m, where the table ends, 10 m is used. */
  readonly groundDistanceM: number;
  readonly baseStationHeightM: number;
  readonly deviceHeightM: number;
  /** f_c, 0.5 to 100 GHz. */
  readonly carrierHz: number;
  /** h_E, m, from drawEnvironmentHeightM for devices of 13 m and more. Absent: 1 m. */
  readonly environmentHeightM?: number;
}

export const SPEED_OF_LIGHT_M_PER_S = 299_792_458;
/** h_E of the table's note 1, of everybody below 13 m. */
const LOW_ENVIRONMENT_M = 1;
const LEAST_DISTANCE_M = 10;

/** Standard deviation of the log-normal shadowing in dB (Table 7.4.1-1, UMa). */
export const SHADOWING_DB = { lineOfSight: 4, obstructed: 6 } as const;

/** Distance over which shadowing loses its memory, m (Table 7.5-6 part 1, UMa, correlation distance of SF). */
export const SHADOWING_DISTANCE_M = { lineOfSight: 37, obstructed: 50 } as const;

/** The same of line of sight itself, m (Table 7.6.3.1-2, UMa). */
export const SIGHT_DISTANCE_M = 50;

/** Heights for which the UMa rows of Table 7.4.1-1 hold, m. */
export const UMA_HEIGHTS_M = { baseStation: 25, leastDevice: 1.5, mostDevice: 22.5 } as const;

function distances(link: Link): { d2: number; d3: number } {
  const d2 = Math.max(link.groundDistanceM, LEAST_DISTANCE_M);
  return { d2, d3: Math.hypot(d2, link.baseStationHeightM - link.deviceHeightM) };
}

/** Path loss with line of sight, dB: PL1 up to the break point, PL2 beyond. */
export function lineOfSightLossDb(link: Link): number {
  const { d2, d3 } = distances(link);
  const environmentM = link.environmentHeightM ?? LOW_ENVIRONMENT_M;
  const effective = (link.baseStationHeightM - environmentM) * (link.deviceHeightM - environmentM);
  const breakPointM = (4 * effective * link.carrierHz) / SPEED_OF_LIGHT_M_PER_S;
  const carrier = 20 * Math.log10(link.carrierHz / 1e9);
  if (d2 <= breakPointM) return 28 + 22 * Math.log10(d3) + carrier;
  const heightGapM = link.baseStationHeightM - link.deviceHeightM;
  return 28 + 40 * Math.log10(d3) + carrier - 9 * Math.log10(breakPointM ** 2 + heightGapM ** 2);
}

/** Path loss without line of sight, dB: never below the one with it. */
export function obstructedLossDb(link: Link): number {
  const { d3 } = distances(link);
  const loss =
    13.54 + 39.08 * Math.log10(d3) + 20 * Math.log10(link.carrierHz / 1e9) - 0.6 * (link.deviceHeightM - 1.5);
  return Math.max(lineOfSightLossDb(link), loss);
}

/** C(d_2D, h_UT) of Tables 7.4.1-1 (note 1) and 7.4.2-1: what height above 13 m opens. */
function heightFactor({ groundDistanceM: d, deviceHeightM: height }: Link): number {
  if (d <= 18 || height < 13) return 0;
  const tall = ((Math.min(height, 23) - 13) / 10) ** 1.5;
  return tall * 1.25 * (d / 100) ** 3 * Math.exp(-d / 150);
}

/**
 * h_E of note 1 of Table 7.4.1-1 (UMa), m: 1 with probability 1 / (1 + C), otherwise one of 12, 15, ..., h_UT - 1.5.
 * @param uniform a draw from [0, 1)
 */
export function drawEnvironmentHeightM(link: Link, uniform: number): number {
  const low = 1 / (1 + heightFactor(link));
  if (uniform < low) return LOW_ENVIRONMENT_M;
  const most = link.deviceHeightM - 1.5;
  const heights: number[] = [];
  for (let height = 12; height < most; height += 3) heights.push(height);
  heights.push(most);
  return heights[Math.min(heights.length - 1, Math.floor(((uniform - low) / (1 - low)) * heights.length))]!;
}

/** Probability of line of sight (Table 7.4.2-1, UMa). */
export function lineOfSightProbability(link: Link): number {
  const d = link.groundDistanceM;
  if (d <= 18) return 1;
  const near = 18 / d + Math.exp(-d / 63) * (1 - 18 / d);
  return Math.min(1, near * (1 + heightFactor(link)));
}
