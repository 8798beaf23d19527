/** The value of a schedule for the whole horizon, straight from the problem. */
import { evaluateDecision, largestViolation } from '../round/evaluate.js';
import type { RoundDecision } from '../round/problem.js';
import { imbalanceOf } from './imbalance.js';
import { type HorizonBudget, type HorizonProblem, isIdle } from './problem.js';
import type { HorizonSchedule } from './solution.js';

export interface HorizonEvaluation extends HorizonSchedule {
  /** Largest scaled violation of a round's constraint or of the budget: 0 for a feasible schedule. */
  readonly violation: number;
}

/** @param rounds one decision a round */
export function evaluateHorizon(
  problem: HorizonProblem,
  rounds: readonly RoundDecision[],
): HorizonEvaluation {
  const energyJ = new Map<string, number>();
  const total = { objective: 0, delayS: 0, violation: 0 };
  // Math.max passes NaN on, so a schedule with one is never feasible.
  if (rounds.length !== problem.rounds.length) total.violation = Number.POSITIVE_INFINITY;
  for (const [t, round] of problem.rounds.entries()) {
    const decision = rounds[t];
    if (decision === undefined) continue;
    if (isIdle(round)) {
      total.objective += round.emptyPenalty;
      if (decision.scheduled.length > 0) total.violation = Number.POSITIVE_INFINITY;
      continue;
    }
    const found = evaluateDecision(round, decision);
    total.objective += found.objective;
    total.delayS += found.delayS;
    total.violation = Math.max(total.violation, largestViolation(found.violations));
    for (const [id, joules] of Object.entries(found.energyJ)) {
      energyJ.set(id, (energyJ.get(id) ?? 0) + joules);
    }
  }
  if (problem.balance) {
    total.objective += problem.balance.weight * imbalanceOf(problem, problem.balance, rounds);
  }
  const spent = { delayS: total.delayS, energyJ: Object.fromEntries(energyJ) };
  const violation = Math.max(total.violation, overspending(problem.budget, spent));
  return { ...total, ...spent, violation, rounds };
}

/** The largest relative overspending of the budget, 0 where it is kept. */
export function overspending(
  budget: HorizonBudget,
  spent: Pick<HorizonSchedule, 'delayS' | 'energyJ'>,
): number {
  let worst = budget.delayS === undefined ? 0 : Math.max(0, spent.delayS / budget.delayS - 1);
  for (const [id, joules] of Object.entries(budget.energyJ ?? {})) {
    const used = Object.hasOwn(spent.energyJ, id) ? spent.energyJ[id]! : 0;
    worst = Math.max(worst, used / joules - 1);
  }
  return worst;
}
