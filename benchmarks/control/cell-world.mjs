// The cell of the benchmarks of control: 20 devices of the default cell and radio, the same rounds for every policy. Decisions only: nothing
// is trained, every device sends 530 kbit a round.
import { randomStream } from '../../dist/core/random.js';
import { placeDevices } from '../../dist/system/cell.js';
import { drawFading } from '../../dist/system/fading.js';

export const DEVICES = 20;
export const ROUNDS = 200;
export const AVERAGE_DELAY_S = 0.2;
const CELL = {
  ...{ radiusM: 250, leastDistanceM: 35, carrierHz: 3.5e9, baseStationHeightM: 25, deviceHeightM: 1.5 },
  ...{ shadowing: true, antennaGain: 1 },
};
export const RADIO = {
  bandwidthHz: 2e6,
  transmitPowerW: 0.2,
  noiseWPerHz: 4e-21 * 10 ** 0.9,
  uplinkBits: 530_000,
};

/** Observations of the rounds `now`, and of as many `past` ones on other channels. */
export function world(seed, correlation = 0, rounds = ROUNDS) {
  const ids = Array.from({ length: DEVICES }, (_, k) => `d${k}`);
  const places = placeDevices(CELL, ids, seed);
  const draw = (use, id, least, most) => least + (most - least) * randomStream(seed, use, id).uniform();
  const weight = ids.map((id) => draw('share', id, 0.3, 1.3));
  const total = weight.reduce((sum, w) => sum + w, 0);
  const fixedDelayS = ids.map((id) => draw('clock', id, 0.02, 0.06));
  const observe = (powers) => ({
    devices: ids.map((id, k) => ({
      ...{ id, share: weight[k] / total, fixedDelayS: fixedDelayS[k], fixedEnergyJ: 1e-5 },
      snrHz: (RADIO.transmitPowerW * places[k].gain * powers[k]) / RADIO.noiseWPerHz,
      ...{ uplinkBits: RADIO.uplinkBits, transmitPowerW: RADIO.transmitPowerW },
    })),
  });
  const law = () => ({ directRatio: 0, correlation });
  const era = (name) => drawFading(law, ids, rounds, seed, `fading-${name}`).map(observe);
  return { now: era('now'), past: era('past') };
}
