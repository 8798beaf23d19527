/** The mean over the devices heard, weighed by their data: a_k = pi_k/x. */
import { aggregate } from '../aggregate.js';
import { participationWeights } from '../participation.js';
import type { Aggregation, AggregationRule } from './rule.js';

const aggregation: Aggregation = {
  step(heard) {
    const weights = participationWeights(
      heard.map(({ share }) => share),
      heard.map((_, k) => k),
    );
    const gradient = aggregate(
      heard.map((device) => device.gradient),
      weights,
    );
    return { gradient, weights, next: aggregation };
  },
};

export const normalised: AggregationRule = {
  name: 'normalised',
  about: 'The mean over the devices heard, weighed by their data',
  theory: 'Theorems 1 to 3 and T1 to T5',
  memoryBits: () => 0,
  extraBits: 0,
  start: () => aggregation,
};
