/**
 * V by a rule. The price of a second in units of the penalty is Y(t)/V. It should stay near the learned
 * price theta*, yet answer when spending leaves the plan: an excess of PRICE_REACH sqrt(T) average rounds
 * (chance alone builds up some sqrt(T) over the horizon) moves the price by theta* itself.
 *
 *   V = PRICE_REACH sqrt(T) tau_bar / theta*,   and in the same way V_k = PRICE_REACH sqrt(T) E_bar_k / theta*_k
 */

import { POSITIVE } from '../core/read.js';
import type { HorizonPrices } from '../problem/horizon/problem.js';
import { numberOrAuto } from './policy-entry.js';
import { type ControlRules, energyAllowanceJ } from './rules.js';

/** V as an option of a policy. */
export const TRADE_OFF_OPTION = numberOrAuto(POSITIVE, 'V, weight of learning against the queues.');

/** V for the delay queue, and for each energy queue where it differs. */
export interface TradeOffs {
  readonly delay: number;
  readonly energy: Readonly<Record<string, number>>;
}

/** Chosen by measurement (benchmarks/control.md): from 0.1 to 3 the weighted penalty differs by at most 1.2 %. */
const PRICE_REACH = 0.3;

/** @param prices theta*; a price of 0, of a budget that is never short, goes with any V */
export function tradeOffRule(rules: ControlRules, prices: HorizonPrices): TradeOffs {
  const rule = (average: number | undefined, price: number | undefined) =>
    average !== undefined && price !== undefined && price > 0
      ? (PRICE_REACH * Math.sqrt(rules.horizon) * average) / price
      : rules.horizon;
  const energy = Object.entries(prices.energyPrice).map(([id, price]) => [
    id,
    rule(energyAllowanceJ(rules, id), price),
  ]);
  return { delay: rule(rules.averageDelayS, prices.delayPrice), energy: Object.fromEntries(energy) };
}
