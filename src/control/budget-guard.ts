/**
 * The budget guard: what is left of the horizon's budgets bounds what this round may spend, so that no
 * budget is overspent by a planned outcome, whatever the channels do.
 *
 * Delay: tau_t is at most the deadline ('mean' weighs delays with shares that sum to at most 1), so a
 * deadline of what is left cannot overspend. Energy: a device whose energy in the round's solution is above
 * what it has left is taken out, and the round is solved again without it (drift-plus-penalty.ts).
 */
import type { RoundPoint } from '../core/round/solution.js';
import { type ControlRules, energyAllowanceJ } from './rules.js';
import type { ControllerState } from './state.js';

/** The deadline of this round in s, shortened to what is left; 0 when nothing is left. */
export function guardedDeadlineS(rules: ControlRules, state: ControllerState): number {
  if (rules.averageDelayS === undefined) return rules.deadlineS;
  const leftS = rules.horizon * rules.averageDelayS - state.spentDelayS;
  return Math.max(0, Math.min(rules.deadlineS, leftS));
}

/** What a device may still spend, J; Infinity where its energy is not limited. */
function energyLeftJ(rules: ControlRules, state: ControllerState, id: string): number {
  const allowanceJ = energyAllowanceJ(rules, id);
  if (allowanceJ === undefined) return Number.POSITIVE_INFINITY;
  return rules.horizon * allowanceJ - (state.spentEnergyJ[id] ?? 0);
}

/** Whether a device can pay at least for its computing. */
export function canStart(
  rules: ControlRules,
  state: ControllerState,
  device: { readonly id: string; readonly fixedEnergyJ: number },
): boolean {
  return device.fixedEnergyJ <= energyLeftJ(rules, state, device.id);
}

/** Ids of the scheduled devices that would spend more than they have left. */
export function overspenders(
  rules: ControlRules,
  state: ControllerState,
  { energyJ }: Pick<RoundPoint, 'energyJ'>,
): string[] {
  return Object.keys(energyJ).filter((id) => energyJ[id]! > energyLeftJ(rules, state, id));
}
