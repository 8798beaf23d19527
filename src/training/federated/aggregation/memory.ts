/**
 * Memory (theory 9.8, T7; the idea of MIFA, Gu et al. 2021): the last gradient of every device is kept and counts with its share of the
 * data, heard this round or not. Devices that were never heard are left out, and the rest counts for them.
 */
import { aggregate } from '../aggregate.js';
import type { Aggregation, AggregationRule, HeardDevice } from './rule.js';

function at(kept: ReadonlyMap<string, HeardDevice>): Aggregation {
  return {
    step(heard) {
      const all = new Map([...kept, ...heard.map((device): [string, HeardDevice] => [device.id, device])]);
      const participation = [...all.values()].reduce((sum, { share }) => sum + share, 0);
      // In the order of the ids, so that the sum does not depend on who was heard when.
      const devices = [...all.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      const gradient = aggregate(
        devices.map((device) => device.gradient),
        devices.map(({ share }) => share / participation),
      );
      return { gradient, weights: heard.map(({ share }) => share / participation), next: at(all) };
    },
  };
}

export const memory: AggregationRule = {
  name: 'memory',
  about: 'The last gradient of every device, heard this round or not',
  theory:
    'T7 for exact gradients, once everybody was heard, for steps up to 1/(L (1 + A)); nothing is proven with noise',
  memoryBits: (devices, parameters) => 32 * devices * parameters,
  extraBits: 0,
  start: () => at(new Map()),
};
