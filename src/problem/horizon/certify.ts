/** Judges a claimed solution of a horizon problem. Imports no solver and believes none of a claim's numbers. */

import { InputError } from '../../core/errors.js';
import { judgeNumbers, OPTIMALITY_TOLERANCE, type Verdict, verdictOf } from '../verdict.js';
import { evaluateHorizon } from './evaluate.js';
import { judgeSchedule } from './judge-schedule.js';
import type { HorizonProblem } from './problem.js';
import { type HorizonSchedule, type HorizonSolution, parseHorizonSolution } from './solution.js';
import { validateHorizonProblem } from './validate.js';
import { verifyHorizonCertificate } from './verify.js';

/**
 * The verdict on a claim about a horizon: `bound` must be proven by the certificate, the schedule must
 * keep every round's constraints and every budget, and all reported numbers must be its own.
 * @param problem anything that validates as a horizon problem
 * @param claim a HorizonSolution, or its JSON parsed; what is no solution at all is not valid either
 * @throws InputError for a problem that is none, naming the field
 */
export function certifyHorizon(problem: HorizonProblem, claim: unknown): Verdict {
  const posed = validateHorizonProblem(problem);
  let solution: HorizonSolution;
  try {
    solution = parseHorizonSolution(claim);
  } catch (error) {
    if (error instanceof InputError) return verdictOf([error.message]);
    throw error;
  }
  const { bound, reasons: shape } = verifyHorizonCertificate(posed, solution.certificate);
  if (solution.status === 'infeasible') {
    const proven = bound === Number.POSITIVE_INFINITY;
    return verdictOf([...shape, ...(proven ? [] : ['certificate: does not prove infeasibility'])], { bound });
  }
  const { schedule } = solution;
  if (schedule === undefined) return verdictOf([...shape, ...judgeBound(solution.bound, bound)], { bound });
  const { objective, violations } = judgeSchedule(posed, schedule.rounds);
  const claimed = { status: 'feasible', objective: schedule.objective, bound: solution.bound } as const;
  const reasons = [
    ...violations.map((violation) => `point: ${violation}`),
    ...shape,
    ...judgeNumbers(claimed, objective, bound),
    ...checkSpent(posed, schedule),
  ];
  return verdictOf(reasons, { objective: (objective.low + objective.high) / 2, bound });
}

/** A bound that comes without a schedule. */
function judgeBound(claimed: number, proven: number): string[] {
  const holds = claimed <= proven + OPTIMALITY_TOLERANCE * Math.abs(proven);
  return holds ? [] : [`bound: claimed ${claimed}, the certificate proves ${proven}`];
}

/** The totals a schedule reports must be those of its decisions. */
function checkSpent(problem: HorizonProblem, schedule: HorizonSchedule): string[] {
  const found = evaluateHorizon(problem, schedule.rounds);
  const differs = (claimed: number, real: number) =>
    !(Math.abs(claimed - real) <= OPTIMALITY_TOLERANCE * Math.abs(real));
  const reasons: string[] = [];
  if (differs(schedule.delayS, found.delayS)) {
    reasons.push(`delayS: claimed ${schedule.delayS}, recomputed ${found.delayS}`);
  }
  for (const id of new Set([...Object.keys(found.energyJ), ...Object.keys(schedule.energyJ)])) {
    const claimed = Object.hasOwn(schedule.energyJ, id) ? schedule.energyJ[id]! : 0;
    const real = Object.hasOwn(found.energyJ, id) ? found.energyJ[id]! : 0;
    if (differs(claimed, real)) reasons.push(`energyJ.${id}: claimed ${claimed}, recomputed ${real}`);
  }
  return reasons;
}
