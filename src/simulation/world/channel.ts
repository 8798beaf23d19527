/** Channels of a run: drawn for the devices of a cell, or measured. The past is never the same draw as the run. */

import type { Scenario } from '../../scenario/scenario.js';
import { type PlacedDevice, placeDevices } from '../../system/cell.js';
import { drawFading } from '../../system/fading.js';

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

/** Gain of the place times fading, against thermal noise at both ends. */
export function cellChannel({ cell, radio, seed }: Scenario, ids: readonly string[]): Channel {
  const places = placeDevices(cell, ids, seed);
  const link = (gain: number): DeviceLink => ({
    uplinkSnrHz: (radio.transmitPowerW * gain) / radio.noiseWPerHz,
    downlinkSnrHz: (radio.downlinkPowerW * gain) / radio.noiseWPerHz,
  });
  return {
    places,
    draw: (era, rounds) =>
      drawFading(radio.fading, ids, rounds, seed, `fading-${era}`).map((powers) =>
        places.map((place, k) => link(place.gain * powers[k]!)),
      ),
  };
}
