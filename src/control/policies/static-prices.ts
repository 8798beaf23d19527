/** Static: the prices learned on past channels for the whole horizon, whatever is spent; guarded. */
import { guardedRound } from '../budget-guard.js';
import type { Policy } from '../policy.js';
import type { PricePlan } from '../prices/price-plan.js';

export function staticPrices({ prices }: Pick<PricePlan, 'prices'>): Policy {
  return {
    name: 'static',
    title: 'Static: constant prices learned on past channels, with a budget guard',
    decide(context) {
      const penaltyWeight = context.rules.weights[context.state.round]!;
      return guardedRound(context, { penaltyWeight, ...prices });
    },
  };
}
