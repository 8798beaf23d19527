/** Judges a claimed solution of a horizon problem. Imports no solver and believes none of a claim's numbers. */

import { InputError } from '../../core/errors.js';
import { certify, DEFAULT_TOLERANCE, type Tolerance, type Verdict } from '../certify.js';
import type { Problem } from '../problem.js';
import type { RoundDecision } from '../round/problem.js';
import type { HorizonCertificate } from './certificate.js';
import { evaluateHorizon } from './evaluate.js';
import type { HorizonProblem } from './problem.js';
import { type HorizonSchedule, type HorizonSolution, parseHorizonSolution } from './solution.js';
import { verifyHorizonCertificate } from './verify.js';

/** The horizon problem as `certify` sees it. */
export function judgedHorizon(
  problem: HorizonProblem,
): Problem<readonly RoundDecision[], HorizonCertificate> {
  return {
    objective: (rounds) => evaluateHorizon(problem, rounds).objective,
    violation: (rounds) => evaluateHorizon(problem, rounds).violation,
    scale: (rounds) => evaluateHorizon(problem, rounds).scale,
    verify: (certificate) => verifyHorizonCertificate(problem, certificate),
  };
}

/**
 * The verdict on a claim about a validated problem: `bound` must be proven by the certificate, the schedule must
 * keep every round's constraints and every budget, and all reported numbers must be its own.
 * @param claim a HorizonSolution, or its JSON parsed; what is no solution at all is not valid either
 */
export function certifyHorizon(
  problem: HorizonProblem,
  claim: unknown,
  tolerance: Tolerance = DEFAULT_TOLERANCE,
): Verdict {
  let solution: HorizonSolution;
  try {
    solution = parseHorizonSolution(claim);
  } catch (error) {
    if (error instanceof InputError) return { valid: false, reasons: [error.message] };
    throw error;
  }
  const judged = judgedHorizon(problem);
  const stats = { solver: 'clairvoyant', nodes: 0, allocations: 0 };
  if (solution.status === 'infeasible') return certify(judged, { ...solution, stats }, tolerance);
  const { bound, certificate, schedule } = solution;
  if (schedule === undefined) return judgeBound(problem, bound, certificate, tolerance);
  const { rounds: x, objective } = schedule;
  const point = { x, objective, bound, certificate, stats };
  const verdict = certify(judged, { status: 'feasible', stopped: 'method', ...point }, tolerance);
  const reasons = [...verdict.reasons, ...checkSpent(problem, schedule)];
  return { ...verdict, valid: reasons.length === 0, reasons };
}

/** A bound that comes without a schedule. */
function judgeBound(
  problem: HorizonProblem,
  claimed: number,
  certificate: HorizonCertificate,
  tolerance: Tolerance,
): Verdict {
  const { bound, reasons } = verifyHorizonCertificate(problem, certificate);
  const proven = claimed <= bound + tolerance.optimality * Math.abs(bound);
  const all = [...reasons, ...(proven ? [] : [`bound: claimed ${claimed}, the certificate proves ${bound}`])];
  return { valid: all.length === 0, reasons: all, bound };
}

/** The totals a schedule reports must be those of its decisions. */
function checkSpent(problem: HorizonProblem, schedule: HorizonSchedule, relative = 1e-9): string[] {
  const found = evaluateHorizon(problem, schedule.rounds);
  const differs = (claimed: number, real: number) => !(Math.abs(claimed - real) <= relative * Math.abs(real));
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
