/** Drift-plus-penalty with prices learned on past channels and on the way: the default. */
import { policyEntry } from '../policy-entry.js';
import { LEARNING_OPTIONS, learnedPrices } from '../prices/learned-prices.js';

export const driftPlusPenalty = policyEntry({
  name: 'drift-plus-penalty',
  about: 'Prices of delay and energy learned on past channels and on the way, with a budget guard',
  hasPrices: true,
  keepsBudgets: true,
  options: LEARNING_OPTIONS,
  make: (options, { history }) =>
    learnedPrices(
      'Drift-plus-penalty, prices learned on past channels and on the way, with a budget guard',
      history,
      options,
    ),
});
