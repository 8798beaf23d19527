/** Aggregation rules by name. */
import { InputError } from '../../../core/errors.js';
import { nearestName } from '../../../core/nearest-name.js';
import type { AggregationRule } from './rule.js';
import { AGGREGATION_TABLE } from './table.js';

export const AGGREGATION_NAMES: readonly string[] = AGGREGATION_TABLE.map(({ name }) => name);

/** @throws InputError for a name nobody has */
export function aggregationRule(name: string): AggregationRule {
  const found = AGGREGATION_TABLE.find((rule) => rule.name === name);
  if (found !== undefined) return found;
  const nearest = nearestName(name, AGGREGATION_NAMES);
  const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
  throw new InputError('aggregation', name, `one of ${AGGREGATION_NAMES.join(', ')}${hint}`);
}
