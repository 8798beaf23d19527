/**
 * Baselines that choose a schedule by a simple rule and then give it the bandwidths that make the round
 * shortest, proven. They look neither at the bound nor at the budget.
 */
import { firstThatFit, leastBandwidthAt } from '../solvers/tools/fitting.js';
import type { ObservedDevice } from './observation.js';
import type { PolicyAnswer, PolicyContext } from './policy.js';
import { numberOption, type PolicyBody } from './policy-entry.js';
import { poseRound } from './round-problem.js';

/** Chooses a schedule; the caller makes it fit the deadline. */
export type ScheduleRule = (context: PolicyContext, count: number) => readonly ObservedDevice[];

/** Drops whoever needs most bandwidth until the rest can meet the deadline together. */
function dropUntilFeasible(chosen: readonly ObservedDevice[], context: PolicyContext): ObservedDevice[] {
  const { bandwidthHz, deadlineS } = context.rules;
  const leastHz = chosen.map((device) => leastBandwidthAt(device, deadlineS, context.rules));
  const order = Array.from(leastHz.keys()).sort((a, b) => leastHz[a]! - leastHz[b]!);
  const kept = new Set(firstThatFit(leastHz, bandwidthHz, order, chosen.length));
  return chosen.filter((_, i) => kept.has(i));
}

/** Shortest round for a given schedule: penalty and delay price alone, everybody in. */
function shortestRound(
  schedule: readonly ObservedDevice[],
  context: PolicyContext,
): PolicyAnswer | undefined {
  const { rules, state, solver } = context;
  if (schedule.length === 0) return undefined;
  const problem = poseRound(
    rules,
    schedule,
    { penaltyWeight: rules.weights[state.round]!, delayPrice: 1 },
    { deadlineS: rules.deadlineS, minScheduled: schedule.length, maxScheduled: schedule.length },
  );
  return { problem, solution: solver.solve(problem) };
}

const COUNT = { accepted: 'a whole number >= 1', contains: (n: number) => Number.isSafeInteger(n) && n >= 1 };

/** How many devices a round. */
export const DEVICES_OPTION = numberOption(COUNT, 'Devices a round.', 5);

/** @param count devices a round */
export function fixedCount(title: string, count: number, rule: ScheduleRule): PolicyBody {
  return {
    title,
    decide(context) {
      const limit = Math.min(count, context.rules.maxScheduled ?? count, context.devices.length);
      return shortestRound(dropUntilFeasible(rule(context, limit), context), context);
    },
  };
}
