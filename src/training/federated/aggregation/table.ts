/** Every aggregation rule. A new one is its own file, a line here, and its test. */
import { debt } from './debt.js';
import { fedau } from './fedau.js';
import { memory } from './memory.js';
import { normalised } from './normalised.js';
import type { AggregationRule } from './rule.js';

export const AGGREGATION_TABLE: readonly AggregationRule[] = [normalised, debt, memory, fedau];
