/** A round in which every device has a value: V times the values against the queues as prices, within what is left of the budgets. */
import { guardedRound } from './budget-guard.js';
import type { ObservedDevice } from './observation.js';
import type { PolicyAnswer, PolicyContext } from './policy.js';
import type { ControlRules } from './rules.js';

/** V where nothing was learned, as of the textbook's rule: a whole horizon's budget against one round's value. */
export function plainTradeOff(rules: ControlRules, tradeOff: number | 'auto'): number {
  return tradeOff === 'auto' ? rules.horizon * (rules.averageDelayS ?? 1) : tradeOff;
}

/** @param worthOf of hearing from a device in this round (>= 0) */
export function valuedRound(
  context: PolicyContext,
  tradeOff: number,
  worthOf: (device: ObservedDevice) => number,
): PolicyAnswer | undefined {
  const { state } = context;
  const devices = context.devices.map((device) => ({ ...device, value: tradeOff * worthOf(device) }));
  const prices = { penaltyWeight: 0, delayPrice: state.delayQueueS, energyPrice: state.energyQueueJ };
  return guardedRound({ ...context, devices }, prices);
}
