/** Static: the prices learned on past channels for the whole horizon, whatever is spent; guarded. */
import { guardedRound } from '../budget-guard.js';
import { policyEntry } from '../policy-entry.js';
import { planFromPast } from '../prices/plan-from-past.js';

export const staticPolicy = policyEntry({
  name: 'static',
  about: 'Constant prices learned on past channels, with a budget guard',
  hasPrices: true,
  keepsBudgets: true,
  options: {},
  make(_, material) {
    const { prices } = planFromPast(material);
    return {
      title: 'Static: constant prices learned on past channels, with a budget guard',
      decide(context) {
        const penaltyWeight = context.rules.weights[context.state.round]!;
        return guardedRound(context, { penaltyWeight, ...prices });
      },
    };
  },
});
