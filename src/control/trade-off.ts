/**
 * V by a rule. The price of a second in units of the penalty is Y(t)/V. It should stay near the learned
 * price theta*, yet answer when spending leaves the plan: an excess of PRICE_REACH sqrt(T) average rounds
 * (chance alone builds up some sqrt(T) over the horizon) moves the price by theta* itself.
 *
 *   V = PRICE_REACH sqrt(T) tau_bar / theta*
 */

/** Chosen by measurement (docs/control.md): from 0.1 to 3 the weighted penalty differs by at most 1.2 %. */
const PRICE_REACH = 0.3;

/**
 * @param horizon T
 * @param averageDelayS tau_bar
 * @param delayPrice theta*; 0 when the budget is never short, where any V does
 */
export function tradeOffRule(horizon: number, averageDelayS: number, delayPrice: number): number {
  return delayPrice > 0 ? (PRICE_REACH * Math.sqrt(horizon) * averageDelayS) / delayPrice : horizon;
}
