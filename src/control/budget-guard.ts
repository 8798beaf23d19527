/**
 * The budget guard: what is left of the horizon's budgets bounds what this round may spend, so that no
 * budget is overspent by a planned outcome, whatever the channels do.
 *
 * Delay: tau_t is at most the deadline ('mean' weighs delays with shares that sum to at most 1), so a
 * deadline of what is left cannot overspend. Energy: a device that meets the deadline sends for at most
 * deadline - a_k seconds, so one that could not pay for that long is not eligible.
 */

import type { ObservedDevice } from './observation.js';
import { type ControlRules, energyAllowanceJ } from './rules.js';
import type { ControllerState } from './state.js';

/** The deadline of this round in s, shortened to what is left; 0 when nothing is left. */
export function guardedDeadlineS(rules: ControlRules, state: ControllerState): number {
  if (rules.averageDelayS === undefined) return rules.deadlineS;
  const leftS = rules.horizon * rules.averageDelayS - state.spentDelayS;
  return Math.max(0, Math.min(rules.deadlineS, leftS));
}

/** Whether a device can pay for the longest transmission that the deadline allows. */
export function canAfford(
  rules: ControlRules,
  state: ControllerState,
  device: ObservedDevice,
  deadlineS: number,
): boolean {
  const allowanceJ = energyAllowanceJ(rules, device.id);
  if (allowanceJ === undefined) return true;
  const leftJ = rules.horizon * allowanceJ - (state.spentEnergyJ[device.id] ?? 0);
  const longestSendS = device.uplinkBits > 0 ? Math.max(0, deadlineS - device.fixedDelayS) : 0;
  return device.fixedEnergyJ + device.transmitPowerW * longestSendS <= leftJ;
}
