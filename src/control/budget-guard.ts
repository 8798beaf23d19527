/**
 * The budget guard: what is left of the horizon's budgets bounds what this round may spend, so that no
 * budget is overspent by a planned outcome, whatever the channels do.
 *
 * Delay: tau_t is at most the deadline ('mean' weighs delays with shares that sum to at most 1), so a
 * deadline of what is left cannot overspend. Energy: a device whose energy in the round's solution is above
 * what it has left is taken out, and the round is solved again without it.
 */
import { hasPoint } from '../core/round/solution.js';
import type { ObservedDevice } from './observation.js';
import type { PolicyAnswer, PolicyContext } from './policy.js';
import { delayLeftS, energyLeftJ } from './prices/budget-left.js';
import { poseRound, type RoundPrices } from './round-problem.js';

/** The round's problem at these prices within what is left of the budgets, solved; undefined where nobody can take part. */
export function guardedRound(context: PolicyContext, prices: RoundPrices): PolicyAnswer | undefined {
  const { rules, state, devices, solver } = context;
  const deadlineS = Math.min(rules.deadlineS, delayLeftS(rules, state));
  if (deadlineS <= 0) return undefined;
  const leftJ = (id: string) => energyLeftJ(rules, state, id);
  let eligible: readonly ObservedDevice[] = devices.filter(
    ({ id, fixedEnergyJ }) => fixedEnergyJ <= leftJ(id),
  );
  while (eligible.length > 0) {
    const problem = poseRound(rules, eligible, prices, { deadlineS });
    const solution = solver.solve(problem);
    if (!hasPoint(solution)) return { problem, solution };
    const { energyJ } = solution;
    const out = new Set(Object.keys(energyJ).filter((id) => energyJ[id]! > leftJ(id)));
    if (out.size === 0) return { problem, solution };
    eligible = eligible.filter((device) => !out.has(device.id));
  }
  return undefined;
}
