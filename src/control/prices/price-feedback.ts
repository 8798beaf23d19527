/**
 * The price of this round, from the planned price and what has really been spent:
 *
 *   theta_j(t) = theta*_j (P_j(t) / U_j(t))^g     within [1/MOST, MOST] theta*_j,
 *
 * P_j(t) the planned spending from round t on, U_j(t) what is left of the budget less a reserve. It is the slope of
 * a barrier: for g = 1, theta*_j P_j is the derivative of -theta*_j P_j ln U_j, so the rule is drift-plus-penalty
 * with this Lyapunov function in place of the square of a queue. As a budget runs out its price rises; what is left
 * over at the end brings it down. In the last round nothing is worth saving:
 * every price is at its least.
 *
 * In numbers: ten rounds of 1 s on average at 2 units of penalty a second. After four rounds 5 s are spent instead of 4, so P = 6 s, left are 5 s
 * less a reserve of 0.25 x 5/6 = 0.21 s: with g = 1/2 the price is 2 sqrt(6/4.79) = 2.24. Had 3 s been spent it were 2 sqrt(6/6.79) = 1.88.
 *
 * The reserve: a device spends energy in pieces, a round at a time. Without one, devices run dry some rounds before
 * the end, all about then, and the last rounds are nearly empty.
 */
import { ownValue } from '../../core/own.js';
import type { HorizonPrices } from '../../problem/horizon/problem.js';
import { type ControlRules, energyAllowanceJ } from '../rules.js';
import type { ControllerState } from '../state.js';
import { delayLeftS, energyLeftJ } from './budget-left.js';
import { type PricePlan, plannedToGo } from './planned-spending.js';

export interface FeedbackOptions {
  /** g >= 0: 0 keeps the planned prices. */
  readonly gain: number;
  /** Reserve, in uses of a device (>= 0). */
  readonly reserveUses: number;
}

/** A price moves by at most this factor. */
const MOST = 10;
/** Part of a planned round's delay kept in reserve. */
const RESERVE_ROUNDS = 0.25;

export function feedbackPrices(
  rules: ControlRules,
  state: ControllerState,
  plan: PricePlan,
  ids: readonly string[],
  { gain, reserveUses }: FeedbackOptions,
): HorizonPrices {
  const { round } = state;
  const toCome = rules.horizon - round;
  const waning = (toCome - 1) / toCome;
  const factor = (planned: number, left: number, reserve: number) => {
    if (planned <= 0) return 1;
    if (toCome <= 1) return 1 / MOST;
    const usable = Math.max(left - waning * reserve, 0);
    return Math.min(MOST, Math.max(1 / MOST, (planned / usable) ** gain));
  };
  const delayToGo = plan.delayS.length > 0 ? plannedToGo(plan.delayS, plan, round) : 0;
  const delayReserve = (RESERVE_ROUNDS * delayToGo) / toCome;
  const energyPrice = ids.map((id): [string, number] => {
    const means = ownValue(plan.energyJ, id);
    if (means === undefined) return [id, strangersPrice(rules, plan, id)];
    const toGo = plannedToGo(means, plan, round);
    const reserve = reserveUses * plan.energyPerUseJ[id]!;
    return [
      id,
      (ownValue(plan.prices.energyPrice, id) ?? 0) * factor(toGo, energyLeftJ(rules, state, id), reserve),
    ];
  });
  return {
    delayPrice: plan.prices.delayPrice * factor(delayToGo, delayLeftS(rules, state), delayReserve),
    energyPrice: Object.fromEntries(energyPrice),
  };
}

/** A joule of a device that the plan does not know costs what it costs on average, where energy is limited. */
function strangersPrice(rules: ControlRules, plan: PricePlan, id: string): number {
  if (energyAllowanceJ(rules, id) === undefined) return 0;
  const known = Object.values(plan.prices.energyPrice);
  return known.length === 0 ? 0 : known.reduce((sum, price) => sum + price, 0) / known.length;
}
