/**
 * Power of choice (Cho, Wang and Joshi, AISTATS 2022), in the form that costs no message more: twice as many candidates as are wanted are
 * drawn by their shares, and those of the largest loss when last heard take part; who was never heard comes first.
 */
import { ownValue } from '../../core/own.js';
import type { RandomStream } from '../../core/random.js';
import { DEVICES_OPTION, fixedCount } from '../fixed-count.js';
import { lastHeard, rememberHeard } from '../last-heard.js';
import type { ObservedDevice } from '../observation.js';
import { policyEntry } from '../policy-entry.js';

const CANDIDATES = 2;

/** Without replacement, by shares: the first `count` arrivals of clocks that tick at the rate of the share. */
function drawn(devices: readonly ObservedDevice[], count: number, random: RandomStream): ObservedDevice[] {
  const arrivals = devices.map((device) => ({ device, at: random.exponential() / device.share }));
  arrivals.sort((a, b) => a.at - b.at);
  return arrivals.slice(0, count).map(({ device }) => device);
}

export const powerOfChoice = policyEntry({
  name: 'power-of-choice',
  about: 'A fixed number of devices: of twice as many drawn by share, those of the largest last loss',
  hasPrices: false,
  keepsBudgets: false,
  options: { devices: DEVICES_OPTION },
  make: ({ devices: count }) => ({
    ...fixedCount(
      `Power of choice: of ${CANDIDATES * count} devices drawn by share, the ${count} of the largest last loss`,
      count,
      ({ devices, state, random }, limit) => {
        const { loss } = lastHeard(state);
        const lossOf = ({ id }: ObservedDevice) => ownValue(loss, id) ?? Number.POSITIVE_INFINITY;
        const candidates = drawn(devices, CANDIDATES * limit, random);
        // Infinity - Infinity is no number: the order of the draw stays.
        candidates.sort((a, b) => lossOf(b) - lossOf(a) || 0);
        return candidates.slice(0, limit);
      },
    ),
    remember: rememberHeard,
  }),
});
