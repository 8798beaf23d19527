/**
 * FedAU's weights (Wang and Ji, ICLR 2024), from the paper's description: pi_k times the mean interval between the rounds in which device k
 * was heard, so that each counts as if it were heard always. Intervals are cut at 50 rounds. The weights need not sum to 1.
 */
import { aggregate } from '../aggregate.js';
import type { Aggregation, AggregationRule } from './rule.js';

const LONGEST_INTERVAL = 50;

/** Of one device: intervals that ended and their mean, and rounds since the last end. */
interface Intervals {
  readonly count: number;
  readonly mean: number;
  readonly open: number;
}

/** Before any interval ended a device counts as heard always. */
const NONE: Intervals = { count: 0, mean: 1, open: 0 };

function after({ count, mean, open }: Intervals, heard: boolean): Intervals {
  const length = open + 1;
  if (!heard && length < LONGEST_INTERVAL) return { count, mean, open: length };
  return { count: count + 1, mean: (count * mean + length) / (count + 1), open: 0 };
}

function at(shares: ReadonlyMap<string, number>, intervals: ReadonlyMap<string, Intervals>): Aggregation {
  return {
    step(heard) {
      const ids = new Set(heard.map(({ id }) => id));
      const weights = heard.map(({ id, share }) => share * (intervals.get(id) ?? NONE).mean);
      const next = [...shares.keys()].map((id): [string, Intervals] => [
        id,
        after(intervals.get(id) ?? NONE, ids.has(id)),
      ]);
      const gradients = heard.map(({ gradient }) => gradient);
      return { gradient: aggregate(gradients, weights), weights, next: at(shares, new Map(next)) };
    },
  };
}

export const fedau: AggregationRule = {
  name: 'fedau',
  about: 'Shares times the mean interval between the rounds that heard a device (FedAU)',
  theory:
    'none here: the weights need not sum to 1 (their paper has a bound for participation that is independent over rounds)',
  memoryBits: (devices) => 3 * 64 * devices,
  extraBits: 0,
  start: (shares) => at(shares, new Map()),
};
