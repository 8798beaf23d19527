/** A rule as one would add it: only the device heard first counts, however large the others are. */
import type { Aggregation, AggregationRule } from '../../../../src/training/federated/aggregation/rule.js';

const aggregation: Aggregation = {
  step: (heard) => ({
    gradient: heard[0]!.gradient,
    weights: heard.map((_, k) => (k === 0 ? 1 : 0)),
    next: aggregation,
  }),
};

export const planted: AggregationRule = {
  name: 'planted',
  about: 'a test',
  theory: 'none',
  memoryBits: () => 0,
  extraBits: 0,
  start: () => aggregation,
};
