/** A schedule for the whole horizon, judged in intervals as a round's point is. */
import { SLACK_FACTOR } from '../round/check/facts.js';
import type { Interval } from '../round/check/penalty-terms.js';
import { exactly, judgePoint, NOTHING, sumOf } from '../round/check/point.js';
import { mulDown, mulUp } from '../round/check/rounding.js';
import type { RoundDecision } from '../round/problem.js';
import { judgeImbalance } from './imbalance.js';
import { type HorizonProblem, isIdle } from './problem.js';

export interface JudgedSchedule {
  readonly objective: Interval;
  /** What is not certainly kept, in words. */
  readonly violations: readonly string[];
}

export function judgeSchedule(problem: HorizonProblem, rounds: readonly RoundDecision[]): JudgedSchedule {
  const violations: string[] = [];
  if (rounds.length !== problem.rounds.length)
    violations.push(`has ${rounds.length} rounds of ${problem.rounds.length}`);
  let objective = NOTHING;
  let delayS = NOTHING;
  const energyJ = new Map<string, Interval>();
  for (const [t, round] of problem.rounds.entries()) {
    const decision = rounds[t];
    if (decision === undefined) continue;
    if (isIdle(round)) {
      objective = sumOf(objective, exactly(round.emptyPenalty));
      if (decision.scheduled.length > 0) violations.push(`schedules devices in the idle round ${t}`);
      continue;
    }
    const point = judgePoint(round, decision);
    violations.push(...point.violations.map((violation) => `round ${t}: ${violation}`));
    objective = sumOf(objective, point.objective);
    delayS = sumOf(delayS, point.delayS);
    for (const [id, joules] of point.energyJ) energyJ.set(id, sumOf(energyJ.get(id) ?? NOTHING, joules));
  }
  const { budget, balance } = problem;
  if (balance) {
    const chi = judgeImbalance(problem, balance, rounds);
    const { weight } = balance;
    objective = sumOf(objective, { low: mulDown(weight, chi.low), high: mulUp(weight, chi.high) });
  }
  if (budget.delayS !== undefined && !(delayS.high <= mulDown(budget.delayS, SLACK_FACTOR)))
    violations.push(`spends ${delayS.high} s of ${budget.delayS}`);
  for (const [id, joules] of Object.entries(budget.energyJ ?? {})) {
    const used = energyJ.get(id) ?? NOTHING;
    if (!(used.high <= mulDown(joules, SLACK_FACTOR)))
      violations.push(`spends ${used.high} J of ${joules} of "${id}"`);
  }
  if (!(Number.isFinite(objective.low) && Number.isFinite(objective.high)))
    violations.push('its objective is beyond the range of numbers');
  return { objective, violations };
}
