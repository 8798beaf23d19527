/** Drift-plus-penalty with queues that a plan starts and measures: constant V, in contrast to learned prices. */
import { policyEntry } from '../policy-entry.js';
import { planFromPast } from '../prices/plan-from-past.js';
import { queuesAsPrices } from '../queues-as-prices.js';
import { TRADE_OFF_OPTION, tradeOffRule } from '../trade-off.js';

export const queueDriftPlusPenalty = policyEntry({
  name: 'queue-drift-plus-penalty',
  about: 'Queues started at learned prices and measured against the planned spending, with a budget guard',
  hasPrices: true,
  keepsBudgets: true,
  options: { tradeOff: TRADE_OFF_OPTION },
  make({ tradeOff }, material) {
    const plan = planFromPast(material);
    return queuesAsPrices({
      title:
        'Drift-plus-penalty, queues started and measured by a plan from past channels, with a budget guard',
      tradeOff: tradeOff === 'auto' ? tradeOffRule(material.rules, plan.prices) : tradeOff,
      plan,
      guard: true,
    });
  },
});
