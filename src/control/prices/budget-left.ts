/** What is left of the horizon's budgets, in seconds and joules; Infinity where nothing is limited. */

import { ownValue } from '../../core/own.js';
import type { HorizonBudget } from '../../problem/horizon/problem.js';
import { type ControlRules, energyAllowanceJ } from '../rules.js';
import type { ControllerState } from '../state.js';

/** T tau_bar less what was spent, s; never below 0. */
export function delayLeftS(rules: ControlRules, state: ControllerState): number {
  if (rules.averageDelayS === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(0, rules.horizon * rules.averageDelayS - state.spentDelayS);
}

/** T E_bar_k less what device k spent, J; never below 0. */
export function energyLeftJ(rules: ControlRules, state: ControllerState, id: string): number {
  const allowanceJ = energyAllowanceJ(rules, id);
  if (allowanceJ === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(0, rules.horizon * allowanceJ - (ownValue(state.spentEnergyJ, id) ?? 0));
}

/** Everything that is limited, for devices of these ids. */
export function budgetLeft(
  rules: ControlRules,
  state: ControllerState,
  ids: Iterable<string>,
): HorizonBudget {
  const energies = [...ids].flatMap((id) => {
    const joules = energyLeftJ(rules, state, id);
    return joules === Number.POSITIVE_INFINITY ? [] : [[id, joules] as const];
  });
  return {
    ...(rules.averageDelayS === undefined ? {} : { delayS: delayLeftS(rules, state) }),
    ...(energies.length === 0 ? {} : { energyJ: Object.fromEntries(energies) }),
  };
}
