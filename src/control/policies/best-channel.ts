/** Best channel: the devices with the strongest channels, then the bandwidths that make the round shortest. */
import { bestChannelsFirst } from '../../solvers/baselines/fixed-size.js';
import { DEVICES_OPTION, fixedCount } from '../fixed-count.js';
import { policyEntry } from '../policy-entry.js';

export const bestChannel = policyEntry({
  name: 'best-channel',
  about: 'A fixed number of devices with the strongest channels',
  hasPrices: false,
  keepsBudgets: false,
  options: { devices: DEVICES_OPTION },
  make: ({ devices: count }) =>
    fixedCount(
      `Best channel: the ${count} devices with the strongest channels`,
      count,
      ({ devices }, limit) =>
        bestChannelsFirst(devices.map(({ snrHz }) => snrHz))
          .slice(0, limit)
          .map((k) => devices[k]!),
    ),
});
