/** The budget of energy in words: one for all devices, or each its own. */
import { formatUnit } from '../core/quantities.js';
import { energyBudgetRangeJ } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';

/** "20 mJ", or "between 5 mJ and 20 mJ, each device its own"; undefined where energy is not limited. */
export function energyBudgetInWords(scenario: Scenario): string | undefined {
  const range = energyBudgetRangeJ(scenario);
  if (range === undefined) return undefined;
  const [least, most] = range;
  if (least === most) return formatUnit(least, 'J');
  return `between ${formatUnit(least, 'J')} and ${formatUnit(most, 'J')}, each device its own,`;
}
