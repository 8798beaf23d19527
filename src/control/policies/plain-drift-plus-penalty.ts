/** Drift-plus-penalty as a textbook says: constant V, queues from 0 against the average budgets, no guard. */
import { policyEntry } from '../policy-entry.js';
import { queuesAsPrices } from '../queues-as-prices.js';
import { TRADE_OFF_OPTION } from '../trade-off.js';

export const plainDriftPlusPenalty = policyEntry({
  name: 'plain-drift-plus-penalty',
  about: 'Queues from 0 against the average budgets, no guard: what a textbook says',
  hasPrices: true,
  keepsBudgets: false,
  options: { tradeOff: TRADE_OFF_OPTION },
  make: ({ tradeOff }, { rules }) =>
    queuesAsPrices({
      title: 'Drift-plus-penalty, plain: queues from 0 against the average budgets',
      tradeOff: tradeOff === 'auto' ? rules.horizon * (rules.averageDelayS ?? 1) : tradeOff,
      guard: false,
    }),
});
