/** Baselines that look at values or at participation only. */
import type { RoundColumns } from '../../problem/round/columns.js';
import { leastBandwidthByHz } from '../../problem/round/lagrangian.js';
import { headWorth, shareWorth } from '../../problem/round/penalty/penalty.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import { rateBitPerS } from '../../problem/round/rate.js';
import { hasPoint } from '../../problem/round/solution.js';
import { toDecision } from '../decision.js';
import { exact } from '../exact.js';
import { Incumbent } from '../search/incumbent.js';
import { heuristicSolver } from './heuristic.js';

/** Without improvement for so many devices in a row, greedy gives up. */
const PATIENCE = 8;

/** Devices in the order of value per hertz, taken while the objective falls. */
export const greedy = heuristicSolver(
  'greedy',
  'By value per hertz, as long as the objective falls',
  (problem, columns) => {
    const incumbent = new Incumbent(columns);
    const schedule: number[] = [];
    incumbent.offer(schedule);
    let idle = 0;
    for (const k of byValuePerHz(columns)) {
      if (schedule.length >= columns.maxScheduled) break;
      const before = incumbent.best;
      const allocation = incumbent.offer([...schedule, k].sort((a, b) => a - b));
      const needed = schedule.length < columns.minScheduled;
      if (allocation === undefined) continue;
      if (incumbent.best !== before || needed) {
        schedule.push(k);
        schedule.sort((a, b) => a - b);
        idle = 0;
      } else if (++idle > PATIENCE) break;
    }
    return incumbent.best && toDecision(problem, incumbent.best.scheduled, incumbent.best.allocation);
  },
);

/** Value less cost at a reference bandwidth, per hertz of it: the deadline's least, or an equal share of the band. */
function byValuePerHz(columns: RoundColumns): number[] {
  const fairHz = columns.bandwidthHz / columns.deviceCount;
  const { penalty, penaltyWeight } = columns;
  const score = Array.from(columns.share, (share, k) => {
    const leastHz = leastBandwidthByHz(columns, k, columns.deadlineS);
    if (leastHz === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
    const b = Math.max(leastHz, fairHz);
    const rate = rateBitPerS(b, columns.snrHz[k]!);
    const value = shareWorth(penalty, penaltyWeight, share) * share + headWorth(penalty, penaltyWeight, 1);
    return (value - columns.fixedCost[k]! - columns.sendCost[k]! / rate) / b;
  });
  return Array.from(score.keys()).sort((a, b) => score[b]! - score[a]!);
}

/** Everybody takes part with an equal part of the band. */
export const equalBandwidth = heuristicSolver(
  'equal-bandwidth',
  'Full participation, the band in equal parts',
  (problem) => {
    const each = problem.bandwidthHz / problem.devices.length;
    const scheduled = problem.devices.map((device) => device.id);
    return { scheduled, bandwidthHz: Object.fromEntries(scheduled.map((id) => [id, each * (1 - 1e-15)])) };
  },
);

/** The least penalty of this round, as if neither delay nor energy had a price. */
export const myopic = heuristicSolver(
  'myopic',
  "This round's least penalty, whatever it costs",
  (problem, _, options) => {
    const unpriced: RoundProblem = {
      ...problem,
      delayPrice: 0,
      devices: problem.devices.map(({ energyPrice: _price, ...device }) => device),
    };
    const solution = exact.solve(unpriced, options);
    return hasPoint(solution) ? solution : undefined;
  },
);
