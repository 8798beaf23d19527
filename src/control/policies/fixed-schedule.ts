/**
 * Baselines that choose a schedule by a simple rule and then give it the bandwidths that make the round
 * shortest, proven. They look neither at the bound nor at the budget.
 */
import { leastBandwidthHz } from '../../problem/round/least-bandwidth.js';
import type { ObservedDevice } from '../observation.js';
import type { Policy, PolicyAnswer, PolicyContext } from '../policy.js';
import { poseRound } from '../round-problem.js';

/** Chooses a schedule; the caller makes it fit the deadline. */
type ScheduleRule = (context: PolicyContext, count: number) => readonly ObservedDevice[];

/** Drops whoever needs most bandwidth until the rest can meet the deadline together. */
function dropUntilFeasible(chosen: readonly ObservedDevice[], context: PolicyContext): ObservedDevice[] {
  const { rules } = context;
  const needs = chosen
    .map((device) => ({
      device,
      bandwidthHz: leastBandwidthHz(device.uplinkBits, rules.deadlineS - device.fixedDelayS, device.snrHz),
    }))
    .sort((a, b) => a.bandwidthHz - b.bandwidthHz);
  const kept = new Set<string>();
  let usedHz = 0;
  for (const { device, bandwidthHz } of needs) {
    usedHz += bandwidthHz;
    if (usedHz > rules.bandwidthHz) break;
    kept.add(device.id);
  }
  return chosen.filter((device) => kept.has(device.id));
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

function fixedCount(name: string, title: string, count: number, rule: ScheduleRule): Policy {
  return {
    name,
    title,
    decide(context) {
      const limit = Math.min(count, context.rules.maxScheduled ?? count, context.devices.length);
      return shortestRound(dropUntilFeasible(rule(context, limit), context), context);
    },
  };
}

/** @param count devices a round */
export function random(count: number): Policy {
  return fixedCount('random', `Random: ${count} devices drawn anew each round`, count, (context, limit) =>
    context.random.shuffled(context.devices).slice(0, limit),
  );
}

/** @param count devices a round */
export function roundRobin(count: number): Policy {
  return fixedCount(
    'round-robin',
    `Round robin: ${count} devices in turn`,
    count,
    ({ devices, state }, limit) =>
      Array.from({ length: limit }, (_, i) => devices[(state.round * limit + i) % devices.length]!),
  );
}

/** @param count devices a round */
export function bestChannel(count: number): Policy {
  return fixedCount(
    'best-channel',
    `Best channel: the ${count} devices with the strongest channels`,
    count,
    ({ devices }, limit) => [...devices].sort((a, b) => b.snrHz - a.snrHz).slice(0, limit),
  );
}
