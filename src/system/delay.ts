/**
 * Delay of a device in one round (theory 1): D_k(b) = a_k + u_k / r_k(b). What no uplink bandwidth shortens
 * is a_k: compute at the device, compute at the server, and the downlink.
 */
import type { Radio } from '../problem/round/problem.js';
import { radioRateBitPerS } from './rate.js';

/** The work of one device in one round, counted from the model that is really split. */
export interface RoundWork {
  readonly deviceFlop: number;
  readonly serverFlop: number;
  readonly downlinkBits: number;
}

export interface ComputeRates {
  readonly deviceFlopPerS: number;
  /** What the server gives to one device's mini-batch. */
  readonly serverFlopPerS: number;
}

/** Downlink of one device: a band of its own at the base station's power (not part of the allocation). */
export interface Downlink extends Radio {
  readonly bandwidthHz: number;
  /** p_bs g / N0 in Hz. */
  readonly snrHz: number;
}

/** a_k in s. */
export function fixedDelayS(work: RoundWork, rates: ComputeRates, downlink: Downlink): number {
  const computeS = work.deviceFlop / rates.deviceFlopPerS + work.serverFlop / rates.serverFlopPerS;
  if (work.downlinkBits === 0) return computeS;
  return computeS + work.downlinkBits / radioRateBitPerS(downlink.bandwidthHz, downlink.snrHz, downlink);
}
