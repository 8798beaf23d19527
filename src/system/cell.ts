/** Devices in a cell, and their large-scale gain: it stays for the whole run, or goes with them where they move. */
import { InputError } from '../core/errors.js';
import { type RandomStream, randomStream } from '../core/random.js';
import { type Field, gaussianField, normalProbability } from './gaussian-field.js';
import { type Position, walk } from './motion.js';
import {
  drawEnvironmentHeightM,
  type Link,
  lineOfSightLossDb,
  lineOfSightProbability,
  obstructedLossDb,
  SHADOWING_DB,
  SHADOWING_DISTANCE_M,
  SIGHT_DISTANCE_M,
  UMA_HEIGHTS_M,
} from './path-loss.js';
import { decibelToRatio, ratioToDecibel } from './units.js';

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

/** What is known of a device's place; the rest is drawn. */
export interface GivenPlace {
  /** Over the ground, m (>= 10). */
  readonly distanceM?: number;
  /** In place of path loss and shadowing, antennas included. */
  readonly gain?: number;
  readonly lineOfSight?: boolean;
}

/** @throws InputError for heights that the table of the path loss does not have */
function checkHeights({ baseStationHeightM, deviceHeightM }: CellConfig): void {
  const { baseStation, leastDevice, mostDevice } = UMA_HEIGHTS_M;
  if (baseStationHeightM !== baseStation) {
    throw new InputError(
      'cell.baseStationHeightM',
      baseStationHeightM,
      `${baseStation} m, as the table has it`,
    );
  }
  if (!(deviceHeightM >= leastDevice && deviceHeightM <= mostDevice)) {
    throw new InputError('cell.deviceHeightM', deviceHeightM, `from ${leastDevice} to ${mostDevice} m`);
  }
}

/** Uniform over the area of the ring between the least distance and the radius. */
function drawDistanceM(config: CellConfig, random: RandomStream): number {
  const inner = config.leastDistanceM ** 2;
  return Math.sqrt(inner + random.uniform() * (config.radiusM ** 2 - inner));
}

/** The link of a device at a distance; what surrounds its antenna is its own for the whole run. */
function linkAt(config: CellConfig, id: string, seed: number, groundDistanceM: number): Link {
  const { baseStationHeightM, deviceHeightM, carrierHz } = config;
  const link: Link = { groundDistanceM, baseStationHeightM, deviceHeightM, carrierHz };
  const around = randomStream(seed, 'environment-height', id).uniform();
  return { ...link, environmentHeightM: drawEnvironmentHeightM(link, around) };
}

/** @param shadowing standard normal */
function placed(
  config: CellConfig,
  id: string,
  link: Link,
  lineOfSight: boolean,
  shadowing: number,
): PlacedDevice {
  const pathLossDb = lineOfSight ? lineOfSightLossDb(link) : obstructedLossDb(link);
  const spreadDb = lineOfSight ? SHADOWING_DB.lineOfSight : SHADOWING_DB.obstructed;
  const lossDb = pathLossDb + (config.shadowing ? spreadDb * shadowing : 0);
  return {
    id,
    groundDistanceM: link.groundDistanceM,
    lineOfSight,
    lossDb,
    gain: config.antennaGain * decibelToRatio(-lossDb),
  };
}

/** Places one device: position, line of sight and shadowing each from a stream of its own. */
function placeDevice(config: CellConfig, id: string, seed: number, given: GivenPlace): PlacedDevice {
  const link = linkAt(config, id, seed, startM(config, id, seed, given));
  const isDrawnInSight = () =>
    randomStream(seed, 'line-of-sight', id).uniform() < lineOfSightProbability(link);
  const shadowing = config.shadowing ? randomStream(seed, 'shadowing', id).normal() : 0;
  const place = placed(config, id, link, given.lineOfSight ?? isDrawnInSight(), shadowing);
  const { gain } = given;
  return gain === undefined ? place : { ...place, gain, lossDb: ratioToDecibel(config.antennaGain / gain) };
}

/** Where a device is when the run begins, m from the base station. */
function startM(config: CellConfig, id: string, seed: number, { distanceM }: GivenPlace): number {
  return distanceM ?? drawDistanceM(config, randomStream(seed, 'position', id));
}

const UNKNOWN: GivenPlace = {};

/**
 * Places the devices of a run. Same seed and id: same place, whoever else is there.
 * @param given what is known of each, in the order of the ids
 */
export function placeDevices(
  config: CellConfig,
  ids: readonly string[],
  seed: number,
  given: readonly GivenPlace[] = [],
): PlacedDevice[] {
  checkHeights(config);
  return ids.map((id, k) => placeDevice(config, id, seed, given[k] ?? UNKNOWN));
}

/** What stands around the cell: the same for everybody, so that neighbours see alike. */
interface Surroundings {
  readonly sight: Field;
  readonly shadowingInSight: Field;
  readonly shadowingObstructed: Field;
}

function surroundings(seed: number): Surroundings {
  return {
    sight: gaussianField(SIGHT_DISTANCE_M, seed, 'sight'),
    shadowingInSight: gaussianField(SHADOWING_DISTANCE_M.lineOfSight, seed, 'shadowing-in-sight'),
    shadowingObstructed: gaussianField(SHADOWING_DISTANCE_M.obstructed, seed, 'shadowing-obstructed'),
  };
}

function placeAt(config: CellConfig, id: string, seed: number, { x, y }: Position, around: Surroundings) {
  const link = linkAt(config, id, seed, Math.hypot(x, y));
  const lineOfSight = normalProbability(around.sight(x, y)) < lineOfSightProbability(link);
  const shadowing = lineOfSight ? around.shadowingInSight(x, y) : around.shadowingObstructed(x, y);
  return placed(config, id, link, lineOfSight, shadowing);
}

/** First and last round; the run starts with 0, and what is before it is the past. */
export interface RoundSpan {
  readonly from: number;
  readonly rounds: number;
}

/**
 * Devices that move, each straight on in a direction of its own. Line of sight and shadowing belong to the place: they change
 * with the way (Gudmundson's model), and neighbours share them (3GPP TR 38.901 clauses 7.5 and 7.6.3).
 * @param stepM way of a device from one round to the next, m; 0 for devices that stay
 * @param given where each begins, in the order of the ids: its distance alone counts
 * @returns one row a round, one column a device
 */
export function moveDevices(
  config: CellConfig,
  stepM: number,
  ids: readonly string[],
  seed: number,
  { from, rounds }: RoundSpan,
  given: readonly GivenPlace[] = [],
): PlacedDevice[][] {
  checkHeights(config);
  const around = surroundings(seed);
  const ways = ids.map((id, k) => {
    const distanceM = startM(config, id, seed, given[k] ?? UNKNOWN);
    return wayOf(config, stepM, { id, distanceM }, seed, { from, rounds });
  });
  return Array.from({ length: rounds }, (_, t) =>
    ids.map((id, k) => placeAt(config, id, seed, ways[k]![t]!, around)),
  );
}

/** Positions in the rounds of a span, whichever side of the start it lies on. */
function wayOf(
  config: CellConfig,
  stepM: number,
  { id, distanceM }: { readonly id: string; readonly distanceM: number },
  seed: number,
  { from, rounds }: RoundSpan,
) {
  const bearing = 2 * Math.PI * randomStream(seed, 'bearing', id).uniform();
  const heading = 2 * Math.PI * randomStream(seed, 'heading', id).uniform();
  const start = { x: distanceM * Math.cos(bearing), y: distanceM * Math.sin(bearing) };
  const step = { x: stepM * Math.cos(heading), y: stepM * Math.sin(heading) };
  const onward = walk(start, step, config, Math.max(1, from + rounds));
  const back = walk(start, { x: -step.x, y: -step.y }, config, Math.max(1, 1 - from));
  return Array.from({ length: rounds }, (_, t) => (from + t >= 0 ? onward[from + t]! : back[-(from + t)]!));
}
