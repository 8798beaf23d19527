/** Every aggregation rule. A new one is its own file, a line here, and its test. */
import { normalised } from './normalised.js';
import type { AggregationRule } from './rule.js';

export const AGGREGATION_TABLE: readonly AggregationRule[] = [normalised];
