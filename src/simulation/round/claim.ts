/** What a record says of a decision: the solver's claim in numbers, and the prices that were charged. */

import type { ControlDecision, Policy } from '../../control/index.js';
import { evaluateDecision } from '../../problem/round/evaluate.js';
import { penaltyValue } from '../../problem/round/penalty/penalty.js';
import type { Penalty, RoundProblem } from '../../problem/round/problem.js';
import { hasPoint } from '../../problem/round/solution.js';
import { relativeGap } from '../../problem/solution.js';
import { NOTHING_POSED, type RoundPriceRecord, type RoundRecord } from '../../record/records.js';
import { leastPenaltyOf } from '../../solvers/index.js';

export type Claim = Pick<RoundRecord, 'status' | 'objective' | 'bound' | 'gap' | 'solver'>;

const NOBODY = { scheduled: [], bandwidthHz: {} };

/** Never more than the evidence: nobody is the proven best only where there was nobody to choose from. */
export function claimOf({ answer }: ControlDecision, penalty: Penalty, weight: number): Claim {
  if (!answer) {
    const objective = weight * penaltyValue(penalty, 0, 0);
    return { status: 'optimal', objective, bound: objective, gap: 0, solver: NOTHING_POSED };
  }
  const { problem, solution } = answer;
  if (hasPoint(solution)) {
    const { status, objective, bound, gap, stats } = solution;
    return { status, objective, bound, gap, solver: stats.solver };
  }
  // The controller schedules nobody; what that costs is known, whether it was best (or allowed at all) is not.
  const { objective } = evaluateDecision(problem, NOBODY);
  const bound = Math.min(objective, leastObjective(problem));
  return {
    status: solution.status,
    objective,
    bound,
    gap: relativeGap(objective, bound),
    solver: solution.stats.solver,
  };
}

/** Time and energy cost at least 0, and values are earned. */
function leastObjective(problem: RoundProblem): number {
  const values = problem.devices.reduce((sum, { value = 0 }) => sum + value, 0);
  return leastPenaltyOf(problem) - values;
}

/** The prices that the round's problem charges, per unit of the objective. */
export function pricesOf(
  { answer }: ControlDecision,
  { hasPrices, tradeOff: V = 1 }: Policy,
  limitsEnergy: boolean,
): RoundPriceRecord | undefined {
  if (!answer || !hasPrices) return undefined;
  const { delayPrice, devices } = answer.problem;
  const perJ = () => Object.fromEntries(devices.map(({ id, energyPrice }) => [id, (energyPrice ?? 0) / V]));
  return { perS: delayPrice / V, ...(limitsEnergy ? { perJ: perJ() } : {}) };
}
