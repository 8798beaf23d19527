/** The plan of a whole horizon from rounds of the past, for policies that keep it. */
import { InputError } from '../../core/errors.js';
import type { PolicyMaterial } from '../policy-entry.js';
import { initialState } from '../state.js';
import { budgetLeft } from './budget-left.js';
import type { PricePlan } from './planned-spending.js';
import { learnPricePlan } from './price-plan.js';
import { idsOf } from './sample-horizon.js';

/**
 * The prices that past rounds would have had, and the spending that goes with them.
 * @throws InputError without a past
 */
export function planFromPast({ rules, history }: PolicyMaterial): PricePlan {
  const ids = idsOf(history);
  if (history.length === 0) throw new InputError('history', history.length, 'at least one round of the past');
  return learnPricePlan(rules, history, 0, budgetLeft(rules, initialState(), ids), {
    sampleRounds: Math.max(rules.horizon, history.length),
  });
}
