/** Channels of a run: drawn for the devices of a cell, or measured. The past is never the same draw as the run. */

import { FADING_KINDS, fadingLaw, roundLengthS } from '../../scenario/index.js';
import type { Scenario } from '../../scenario/scenario.js';
import { moveDevices, type PlacedDevice, placeDevices } from '../../system/cell.js';
import { drawFading } from '../../system/fading.js';
import { snrHz } from '../../system/link.js';
import { transmitPowerW } from './listed.js';

/** The rounds of the run itself, or those of the past that is learned from. */
export type Era = 'now' | 'past';

/** The radio of one device in one round, Hz (theory 1). */
export interface DeviceLink {
  /** p_k g / N0 */
  readonly uplinkSnrHz: number;
  /** The same in the device's downlink band. */
  readonly downlinkSnrHz: number;
}

/** Links by device, in the order of the devices; undefined: nothing can be sent, so it cannot be scheduled. */
export type RoundLinks = readonly (DeviceLink | undefined)[];

export interface Channel {
  /** Where the devices stand, in their order; absent where channels were measured. */
  readonly places?: readonly PlacedDevice[];
  /** One entry a round. */
  draw(era: Era, rounds: number): RoundLinks[];
}

/** Where everybody is in the rounds of an era: the past is what lies before round 0. */
function placesIn(
  { cell, constraints, devices, seed }: Scenario,
  ids: readonly string[],
  era: Era,
  rounds: number,
) {
  const stepM = cell.speedMPerS! * roundLengthS({ cell, constraints });
  const span = { from: era === 'past' ? -rounds : 0, rounds };
  return moveDevices(cell, stepM, ids, seed, span, devices.list);
}

/** Gain of the place times fading, against thermal noise at both ends. */
export function cellChannel(scenario: Scenario, ids: readonly string[]): Channel {
  const { cell, radio, devices, seed } = scenario;
  const moves = cell.speedMPerS !== undefined;
  const places = moves ? placesIn(scenario, ids, 'now', 1)[0]! : placeDevices(cell, ids, seed, devices.list);
  const link = (k: number, gain: number): DeviceLink => ({
    uplinkSnrHz: snrHz(transmitPowerW(scenario, k), gain, radio.noiseWPerHz),
    downlinkSnrHz: snrHz(radio.downlinkPowerW, gain, radio.noiseWPerHz),
  });
  return {
    places,
    draw: (era, rounds) => {
      const way = moves ? placesIn(scenario, ids, era, rounds) : undefined;
      const placesAt = (round: number) => way?.[round] ?? places;
      const lawOf = (k: number, round: number) =>
        fadingLaw(FADING_KINDS, radio.fading, placesAt(round)[k]!.lineOfSight);
      return drawFading(lawOf, ids, rounds, seed, `fading-${era}`).map((powers, t) =>
        placesAt(t).map((place, k) => link(k, place.gain * powers[k]!)),
      );
    },
  };
}
