/**
 * The budget guard: what is left of the horizon's budgets limits what this round may spend, so that no
 * budget is overspent by a planned outcome, whatever the channels do.
 *
 * Delay: tau_t is at most the deadline ('mean' weighs delays with shares that sum to at most 1), so a
 * deadline of what is left cannot overspend. Energy: what a device has left is its energy limit of the round. Both
 * are constraints of the round's problem, so the answer is the proven best among those that overspend nothing.
 *
 * Where a synchronous delay has a price, solvers take no energy limits (docs/round-problem.md). There a device that
 * would spend more than it has left gets a higher price and the round is solved again, until it sends over more
 * bandwidth for less energy, or stays out.
 */
import type { RoundProblem } from '../problem/round/problem.js';
import { hasPoint } from '../problem/round/solution.js';
import { takesEnergyLimits } from '../solvers/index.js';
import type { ObservedDevice } from './observation.js';
import type { PolicyAnswer, PolicyContext } from './policy.js';
import { delayLeftS, energyLeftJ } from './prices/budget-left.js';
import { poseRound, type RoundPrices } from './round-problem.js';

/** A solution may be above a limit by rounding (the checker allows 1e-10): the limits stay below by more than that. */
const ROUNDING = 1 - 2e-10;

/** A round within what is left of the budgets, before anybody solves it. */
export interface GuardedDevices {
  /** With the devices that have energy left, and their limits where solvers take them. */
  readonly problem: RoundProblem;
  /** What every device has left, J, a hair less. */
  readonly leftJ: ReadonlyMap<string, number>;
  /** Energy limits in the problem, by id. */
  readonly limits: Readonly<Record<string, number>>;
}

/** Undefined where nobody can take part. */
function guardedDevices(
  { rules, state, devices }: PolicyContext,
  prices: RoundPrices,
): GuardedDevices | undefined {
  const deadlineS = Math.min(rules.deadlineS, delayLeftS(rules, state));
  if (deadlineS <= 0) return undefined;
  const leftJ = new Map(devices.map(({ id }) => [id, ROUNDING * energyLeftJ(rules, state, id)]));
  const able = devices.filter(({ id, fixedEnergyJ }) => fixedEnergyJ <= leftJ.get(id)!);
  if (able.length === 0) return undefined;
  const taken = takesEnergyLimits({ delayKind: rules.delayKind, delayPrice: prices.delayPrice });
  const entries = able.flatMap(({ id }) => {
    const joules = leftJ.get(id)!;
    return !taken || joules === Number.POSITIVE_INFINITY ? [] : [[id, joules] as const];
  });
  const limits = Object.fromEntries(entries);
  return { problem: poseRound(rules, able, prices, { deadlineS, energyJ: limits }), leftJ, limits };
}

/** The round's problem at these prices within what is left of the budgets, solved; undefined where nobody can take part. */
export function guardedRound(context: PolicyContext, prices: RoundPrices): PolicyAnswer | undefined {
  const guarded = guardedDevices(context, prices);
  if (guarded === undefined) return undefined;
  const { rules, devices, solver } = context;
  const { problem, leftJ } = guarded;
  if (takesEnergyLimits({ delayKind: rules.delayKind, delayPrice: prices.delayPrice })) {
    return { problem, solution: solver.solve(problem) };
  }
  const able = new Set(problem.devices.map(({ id }) => id));
  const eligible = devices.filter(({ id }) => able.has(id));
  return raisedRound(context, eligible, prices, problem.deadlineS ?? rules.deadlineS, leftJ);
}

/** Energy falls about as the square root of its price: so many raises reach the least that bandwidth allows. */
const MOST_RAISES = 20;
const RAISE = 1.4;
/** A device without a price starts where all it has left is worth this part of the penalty's weight and all values. */
const FIRST_WORTH = 0.01;

/**
 * The round at prices high enough for nobody to overspend. A device that fits at no such price is taken out; taking
 * it out at once would throw away the last part of every budget.
 */
function raisedRound(
  { rules, solver }: PolicyContext,
  able: readonly ObservedDevice[],
  prices: RoundPrices,
  deadlineS: number,
  leftJ: ReadonlyMap<string, number>,
): PolicyAnswer | undefined {
  let eligible = able;
  const raised = new Map(Object.entries(prices.energyPrice ?? {}));
  const raises = new Map<string, number>();
  while (eligible.length > 0) {
    const energyPrice = Object.fromEntries(raised);
    const problem = poseRound(rules, eligible, { ...prices, energyPrice }, { deadlineS });
    const solution = solver.solve(problem);
    if (!hasPoint(solution)) return { problem, solution };
    const over = Object.entries(solution.energyJ).filter(([id, joules]) => joules > leftJ.get(id)!);
    if (over.length === 0) return { problem, solution };
    const worth = prices.penaltyWeight + eligible.reduce((sum, { value = 0 }) => sum + value, 0);
    for (const [id] of over) {
      raises.set(id, (raises.get(id) ?? 0) + 1);
      const least = (FIRST_WORTH * worth) / leftJ.get(id)!;
      raised.set(id, RAISE * Math.max(raised.get(id) ?? 0, least));
    }
    eligible = eligible.filter(({ id }) => (raises.get(id) ?? 0) <= MOST_RAISES);
  }
  return undefined;
}
