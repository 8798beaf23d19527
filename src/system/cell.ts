/** Devices placed in a cell, and their large-scale gain, which stays for the whole run. */
import { type RandomStream, randomStream } from '../core/random.js';
import {
  type Link,
  lineOfSightLossDb,
  lineOfSightProbability,
  obstructedLossDb,
  SHADOWING_DB,
} from './path-loss.js';
import { decibelToRatio } from './units.js';

export interface CellConfig {
  /** Outer radius in m (> leastDistanceM). */
  readonly radiusM: number;
  /** Nobody stands nearer than this to the base station, m (>= 10). */
  readonly leastDistanceM: number;
  readonly carrierHz: number;
  readonly baseStationHeightM: number;
  readonly deviceHeightM: number;
  /** Log-normal shadowing on or off. */
  readonly shadowing: boolean;
  /** Antenna gains of both ends together, as a ratio. */
  readonly antennaGain: number;
}

export interface PlacedDevice {
  readonly id: string;
  readonly groundDistanceM: number;
  readonly lineOfSight: boolean;
  /** Path loss and shadowing together, dB. */
  readonly lossDb: number;
  /** The same as a power gain, antennas included. */
  readonly gain: number;
}

/** Uniform over the area of the ring between the least distance and the radius. */
function drawDistanceM(config: CellConfig, random: RandomStream): number {
  const inner = config.leastDistanceM ** 2;
  return Math.sqrt(inner + random.uniform() * (config.radiusM ** 2 - inner));
}

/** Places one device: position, line of sight and shadowing each from a stream of its own. */
function placeDevice(config: CellConfig, id: string, seed: number): PlacedDevice {
  const link: Link = {
    groundDistanceM: drawDistanceM(config, randomStream(seed, 'position', id)),
    baseStationHeightM: config.baseStationHeightM,
    deviceHeightM: config.deviceHeightM,
    carrierHz: config.carrierHz,
  };
  const lineOfSight = randomStream(seed, 'line-of-sight', id).uniform() < lineOfSightProbability(link);
  const pathLossDb = lineOfSight ? lineOfSightLossDb(link) : obstructedLossDb(link);
  const spreadDb = lineOfSight ? SHADOWING_DB.lineOfSight : SHADOWING_DB.obstructed;
  const shadowingDb = config.shadowing ? spreadDb * randomStream(seed, 'shadowing', id).normal() : 0;
  const lossDb = pathLossDb + shadowingDb;
  return {
    id,
    groundDistanceM: link.groundDistanceM,
    lineOfSight,
    lossDb,
    gain: config.antennaGain * decibelToRatio(-lossDb),
  };
}

/** Places the devices of a run. Same seed and id: same place, whoever else is there. */
export function placeDevices(config: CellConfig, ids: readonly string[], seed: number): PlacedDevice[] {
  return ids.map((id) => placeDevice(config, id, seed));
}
