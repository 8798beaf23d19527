/** Drift-plus-penalty with prices learned on the way alone, from the rounds that it sees: it needs no past. */
import { policyEntry } from '../policy-entry.js';
import { LEARNING_OPTIONS, learnedPrices } from '../prices/learned-prices.js';

export const learningDriftPlusPenalty = policyEntry({
  name: 'learning-drift-plus-penalty',
  about: 'The same with prices learned on the way alone: it needs no past',
  hasPrices: true,
  keepsBudgets: true,
  options: LEARNING_OPTIONS,
  make: (options) =>
    learnedPrices('Drift-plus-penalty, prices learned on the way alone, with a budget guard', [], options),
});
