/** Round robin: devices in turn, then the bandwidths that make the round shortest. */
import { DEVICES_OPTION, fixedCount } from '../fixed-count.js';
import { policyEntry } from '../policy-entry.js';

export const roundRobin = policyEntry({
  name: 'round-robin',
  about: 'A fixed number of devices in turn',
  hasPrices: false,
  keepsBudgets: false,
  options: { devices: DEVICES_OPTION },
  make: ({ devices: count }) =>
    fixedCount(`Round robin: ${count} devices in turn`, count, ({ devices, state }, limit) =>
      Array.from({ length: limit }, (_, i) => devices[(state.round * limit + i) % devices.length]!),
    ),
});
