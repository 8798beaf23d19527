/**
 * The budget guard: what is left of the horizon's budgets bounds what this round may spend, so that no
 * budget is overspent by a planned outcome, whatever the channels do.
 *
 * Delay: tau_t is at most the deadline ('mean' weighs delays with shares that sum to at most 1), so a
 * deadline of what is left cannot overspend. Energy: a device that would spend more than it has left gets a higher
 * price and the round is solved again, until it sends over more bandwidth for less energy, or stays out; one that
 * fits at no such price is taken out. Taking it out at once would throw away the last part of every budget.
 */
import { hasPoint } from '../core/round/solution.js';
import type { ObservedDevice } from './observation.js';
import type { PolicyAnswer, PolicyContext } from './policy.js';
import { delayLeftS, energyLeftJ } from './prices/budget-left.js';
import { poseRound, type RoundPrices } from './round-problem.js';

/** Energy falls about as the square root of its price: so many raises reach the least that bandwidth allows. */
const MOST_RAISES = 20;
const RAISE = 1.4;
/** A device without a price starts where all it has left is worth this part of the penalty's weight. */
const FIRST_WORTH = 0.01;

/** The round's problem at these prices within what is left of the budgets, solved; undefined where nobody can take part. */
export function guardedRound(context: PolicyContext, prices: RoundPrices): PolicyAnswer | undefined {
  const { rules, state, devices, solver } = context;
  const deadlineS = Math.min(rules.deadlineS, delayLeftS(rules, state));
  if (deadlineS <= 0) return undefined;
  const leftJ = (id: string) => energyLeftJ(rules, state, id);
  let eligible: readonly ObservedDevice[] = devices.filter(
    ({ id, fixedEnergyJ }) => fixedEnergyJ <= leftJ(id),
  );
  const energyPrice: Record<string, number> = { ...prices.energyPrice };
  const raises = new Map<string, number>();
  while (eligible.length > 0) {
    const problem = poseRound(rules, eligible, { ...prices, energyPrice }, { deadlineS });
    const solution = solver.solve(problem);
    if (!hasPoint(solution)) return { problem, solution };
    const over = Object.entries(solution.energyJ).filter(([id, joules]) => joules > leftJ(id));
    if (over.length === 0) return { problem, solution };
    for (const [id] of over) {
      raises.set(id, (raises.get(id) ?? 0) + 1);
      const least = (FIRST_WORTH * prices.penaltyWeight) / leftJ(id);
      energyPrice[id] = RAISE * Math.max(energyPrice[id] ?? 0, least);
    }
    eligible = eligible.filter(({ id }) => (raises.get(id) ?? 0) <= MOST_RAISES);
  }
  return undefined;
}
