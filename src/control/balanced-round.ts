/**
 * The round whose penalty is a linear fraction of the schedule, (1 + sum_S n_k)/x - 1 (theory 9.9), within what is left of the budgets. The
 * schedule is found by local search: from the schedule that the plain penalty is proven best with, and from nobody, one device joins, leaves or
 * takes the place of another as long as that helps. So the bandwidths of a decision are proven best, its schedule is not.
 */
import { evaluateDecision } from '../problem/round/evaluate.js';
import type { RoundProblem } from '../problem/round/problem.js';
import { hasPoint } from '../problem/round/solution.js';
import { bandwidth } from '../solvers/bandwidth.js';
import { type GuardedDevices, guardedDevices, guardedRound } from './budget-guard.js';
import type { PolicyAnswer, PolicyContext } from './policy.js';
import { poseRound, type RoundPrices } from './round-problem.js';

/** The fraction: n_k by id, and the penalty of nobody. */
export interface FractionPenalty {
  readonly numerators: ReadonlyMap<string, number>;
  readonly cap: number;
}

/** Cost of a schedule: weight times the fraction, and what time and energy cost at its best bandwidths. */
type Cost = (schedule: ReadonlySet<string>) => number;

/** What a schedule has to beat by, so that rounding never makes the search go round. */
const LEAST_GAIN = 1e-9;

export function balancedRound(
  context: PolicyContext,
  prices: RoundPrices,
  penalty: FractionPenalty,
): PolicyAnswer | undefined {
  const guarded = guardedDevices(context, prices);
  if (guarded === undefined) return undefined;
  const { problem } = guarded;
  const ids = problem.devices.map(({ id }) => id);
  const most = problem.maxScheduled ?? ids.length;
  const cost = costOf(guarded, prices.penaltyWeight, penalty);
  const plain = guardedRound(context, prices);
  const proven = plain && hasPoint(plain.solution) ? plain.solution.scheduled : [];
  const found = [proven, []].map((start) => descend(new Set(start), ids, most, cost));
  const best = found.reduce((a, b) => (cost(b) < cost(a) ? b : a));
  if (best.size === 0) return undefined;
  return fixedRound(context, guarded, prices, best);
}

/** The problem with this schedule alone, whose bandwidths the policy's solver proves. */
function fixedRound(
  { rules, devices, solver }: PolicyContext,
  { problem: { deadlineS = rules.deadlineS }, leftJ, limits }: GuardedDevices,
  prices: RoundPrices,
  schedule: ReadonlySet<string>,
): PolicyAnswer | undefined {
  const chosen = devices.filter(({ id }) => schedule.has(id));
  const count = { minScheduled: chosen.length, maxScheduled: chosen.length };
  const problem = poseRound(rules, chosen, prices, { deadlineS, ...count, energyJ: limits });
  const solution = solver.solve(problem);
  if (!hasPoint(solution)) return { problem, solution };
  const over = Object.entries(solution.energyJ).some(([id, joules]) => joules > leftJ.get(id)!);
  return over ? undefined : { problem, solution };
}

function costOf(
  { problem, leftJ }: GuardedDevices,
  weight: number,
  { numerators, cap }: FractionPenalty,
): Cost {
  const unweighed: RoundProblem = { ...problem, penaltyWeight: 0 };
  const share = new Map(problem.devices.map((device) => [device.id, device.share]));
  const known = new Map<string, number>();
  const compute: Cost = (schedule) => {
    if (schedule.size === 0) return weight * cap;
    const scheduled = [...schedule];
    const x = scheduled.reduce((sum, id) => sum + share.get(id)!, 0);
    const numerator = scheduled.reduce((sum, id) => sum + (numerators.get(id) ?? 0), 1);
    const solution = bandwidth.solve(unweighed, { warmStart: { scheduled, bandwidthHz: {} } });
    if (!hasPoint(solution)) return Number.POSITIVE_INFINITY;
    const { objective, energyJ } = evaluateDecision(unweighed, solution);
    const over = Object.entries(energyJ).some(([id, joules]) => joules > leftJ.get(id)!);
    return over ? Number.POSITIVE_INFINITY : weight * (numerator / x - 1) + objective;
  };
  return (schedule) => {
    const key = [...schedule].sort().join('\n');
    const value = known.get(key) ?? compute(schedule);
    known.set(key, value);
    return value;
  };
}

/** Every schedule that differs by one device: one leaves, one joins, one takes another's place. */
function* neighbours(
  schedule: ReadonlySet<string>,
  ids: readonly string[],
  most: number,
): Generator<Set<string>> {
  const out = ids.filter((id) => !schedule.has(id));
  for (const id of schedule) yield new Set([...schedule].filter((other) => other !== id));
  if (schedule.size < most) for (const id of out) yield new Set([...schedule, id]);
  for (const left of schedule) {
    for (const joined of out) yield new Set([...[...schedule].filter((id) => id !== left), joined]);
  }
}

/** The best neighbour, again and again, until none is better. */
function descend(
  start: ReadonlySet<string>,
  ids: readonly string[],
  most: number,
  cost: Cost,
): ReadonlySet<string> {
  let here = start;
  for (;;) {
    let best: ReadonlySet<string> = here;
    const needed = cost(here) - LEAST_GAIN * (1 + Math.abs(cost(here)));
    for (const next of neighbours(here, ids, most)) {
      if (cost(next) < Math.min(needed, cost(best))) best = next;
    }
    if (best === here) return here;
    here = best;
  }
}
