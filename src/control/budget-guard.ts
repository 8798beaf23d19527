/**
 * The budget guard: what is left of the horizon's budgets limits what this round may spend, so that no
 * budget is overspent by a planned outcome, whatever the channels do.
 *
 * Delay: tau_t is at most the deadline ('mean' weighs delays with shares that sum to at most 1), so a
 * deadline of what is left cannot overspend. Energy: what a device has left is its energy limit of the round. Both
 * are constraints of the round's problem, so the answer is the proven best among those that overspend nothing.
 */
import type { PolicyAnswer, PolicyContext } from './policy.js';
import { delayLeftS, energyLeftJ } from './prices/budget-left.js';
import { poseRound, type RoundPrices } from './round-problem.js';

/** A solution may be above a limit by rounding (the checker allows 1e-9): the limits stay below by that much. */
const ROUNDING = 1 - 2e-9;

/** The round's problem at these prices within what is left of the budgets, solved; undefined where nobody can take part. */
export function guardedRound(context: PolicyContext, prices: RoundPrices): PolicyAnswer | undefined {
  const { rules, state, devices, solver } = context;
  const deadlineS = Math.min(rules.deadlineS, ROUNDING * delayLeftS(rules, state));
  const left = devices.map(({ id }) => [id, energyLeftJ(rules, state, id)] as const);
  const able = devices.filter((device, k) => device.fixedEnergyJ <= ROUNDING * left[k]![1]);
  if (deadlineS <= 0 || able.length === 0) return undefined;
  const limitJ = left.flatMap(([id, joules]) =>
    joules === Number.POSITIVE_INFINITY ? [] : [[id, ROUNDING * joules] as const],
  );
  const problem = poseRound(rules, able, prices, { deadlineS, energyJ: Object.fromEntries(limitJ) });
  return { problem, solution: solver.solve(problem) };
}
