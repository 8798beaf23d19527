/** Round robin: devices in turn, then the bandwidths that make the round shortest. */
import { inTurn } from '../../solvers/baselines/fixed-size.js';
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
      inTurn(devices.length, limit, state.round)
        .slice(0, limit)
        .map((k) => devices[k]!),
    ),
});
