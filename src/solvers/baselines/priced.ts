/** Baselines that look at values or at participation only. */

import { headWorth, shareWorth } from '../../problem/round/penalty/penalty.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import { hasPoint } from '../../problem/round/solution.js';
import { exact } from '../exact.js';
import { Incumbent } from '../search/incumbent.js';
import { scheduledIndexes } from '../tools/decision.js';
import { firstThatFit, leastBandwidthsHz } from '../tools/fitting.js';
import { type RoundColumns, rateOf } from '../tools/problem-columns.js';
import { Stopped, unlessStopped } from '../tools/time-limit.js';
import { heuristicSolver } from './heuristic.js';

/** Without improvement for so many devices in a row, greedy gives up. */
const PATIENCE = 8;

/** Devices in the order of value per hertz, taken while the objective falls. */
export const greedy = heuristicSolver(
  'greedy',
  'By value per hertz, as long as the objective falls',
  ({ columns, limit }) => {
    const incumbent = new Incumbent(columns, undefined, limit.look);
    const finished = unlessStopped(() => takeGreedily(columns, incumbent)) !== undefined;
    const stopped = finished ? undefined : 'time-limit';
    if (incumbent.best === undefined && !finished) throw new Stopped('time-limit');
    const { best } = incumbent;
    return best && { scheduled: best.scheduled, allocation: best.allocation, stopped };
  },
);

/** @returns true, when it is through */
function takeGreedily(columns: RoundColumns, incumbent: Incumbent): true {
  const leastHz = leastBandwidthsHz(columns);
  const order = byValuePerHz(columns, leastHz);
  // The least number take part whatever they are worth.
  let schedule = firstThatFit(leastHz, columns.bandwidthHz, order, columns.minScheduled).sort(ascending);
  const taken = new Set(schedule);
  incumbent.offer(schedule);
  let vain = 0;
  for (const k of order) {
    if (schedule.length >= columns.maxScheduled || vain > PATIENCE) break;
    if (taken.has(k)) continue;
    const before = incumbent.best;
    const wider = [...schedule, k].sort(ascending);
    if (incumbent.offer(wider) === undefined) continue;
    if (incumbent.best === before) vain++;
    else {
      schedule = wider;
      vain = 0;
    }
  }
  return true;
}

const ascending = (a: number, b: number) => a - b;

/** Value less cost at a reference bandwidth, per hertz of it: the deadline's least, or an equal share of the band. */
function byValuePerHz(columns: RoundColumns, least: Float64Array): number[] {
  const fairHz = columns.bandwidthHz / columns.deviceCount;
  const { penalty, penaltyWeight, numerator } = columns;
  // A numerator is charged as if half of all took part.
  const inverseShare = 2 / columns.share.reduce((sum, share) => sum + share, 0);
  const score = Array.from(columns.share, (share, k) => {
    const leastHz = least[k]!;
    if (leastHz === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
    const b = Math.max(leastHz, fairHz);
    const rate = rateOf(columns, k, b);
    const value = shareWorth(penalty, penaltyWeight, share) * share + headWorth(penalty, penaltyWeight, 1);
    const charged = penaltyWeight * (numerator[k] ?? 0) * inverseShare;
    return (value - charged - columns.fixedCost[k]! - columns.sendCost[k]! / rate) / b;
  });
  return Array.from(score.keys()).sort((a, b) => score[b]! - score[a]!);
}

/** Everybody takes part with an equal part of the band. */
export const equalBandwidth = heuristicSolver(
  'equal-bandwidth',
  'Full participation, the band in equal parts',
  ({ columns }) => {
    const { deviceCount, minScheduled, maxScheduled } = columns;
    const eachHz = (columns.bandwidthHz / deviceCount) * (1 - 1e-15);
    const inTime = leastBandwidthsHz(columns).every((leastHz) => leastHz <= eachHz);
    if (!inTime || deviceCount < minScheduled || deviceCount > maxScheduled) return undefined;
    const scheduled = Array.from({ length: deviceCount }, (_, k) => k);
    return { scheduled, allocation: { bandwidthHz: new Float64Array(deviceCount).fill(eachHz) } };
  },
);

/** The least penalty of this round, as if neither delay nor energy had a price and no device a value of its own. */
export const penaltyOnly = heuristicSolver(
  'penalty-only',
  "This round's least penalty, whatever it costs",
  ({ problem, options, limit }) => {
    const unpriced: RoundProblem = {
      ...problem,
      delayPrice: 0,
      devices: problem.devices.map(({ energyPrice: _price, value: _value, ...device }) => device),
    };
    limit.look();
    const { leftS } = limit;
    const left = leftS < Number.POSITIVE_INFINITY ? { timeLimitS: Math.max(leftS, 1e-9) } : {};
    // What this problem's search finds is no news of the problem that was asked about.
    const { onIncumbent: _, onBound: __, ...quiet } = options;
    const solution = exact.solve(unpriced, { ...quiet, ...left });
    if (!hasPoint(solution)) {
      if (solution.status === 'unknown' && solution.stopped === 'time-limit') throw new Stopped('time-limit');
      return undefined;
    }
    const stopped = solution.status === 'feasible' ? solution.stopped : undefined;
    const scheduled = scheduledIndexes(problem, solution.scheduled)!;
    const bandwidthHz = Float64Array.from(scheduled, (k) => solution.bandwidthHz[problem.devices[k]!.id]!);
    return { scheduled, allocation: { bandwidthHz }, stopped };
  },
);
