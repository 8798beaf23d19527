/** Random: devices drawn anew each round, then the bandwidths that make the round shortest. */
import { DEVICES_OPTION, fixedCount } from '../fixed-count.js';
import { policyEntry } from '../policy-entry.js';

export const random = policyEntry({
  name: 'random',
  about: 'A fixed number of devices drawn anew each round',
  hasPrices: false,
  keepsBudgets: false,
  options: { devices: DEVICES_OPTION },
  make: ({ devices: count }) =>
    fixedCount(`Random: ${count} devices drawn anew each round`, count, (context, limit) =>
      context.random.shuffled(context.devices).slice(0, limit),
    ),
});
