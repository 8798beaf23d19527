/** Judges a claimed solution of a round problem. */

import { InputError } from '../../core/errors.js';
import { certify, DEFAULT_TOLERANCE, type Tolerance, type Verdict } from '../certify.js';
import type { Problem } from '../problem.js';
import { relativeGap, type Solution } from '../solution.js';
import type { RoundCertificate } from './certificate.js';
import { toColumns } from './columns.js';
import { evaluateDecision, largestViolation, type RoundEvaluation } from './evaluate.js';
import type { RoundDecision, RoundProblem } from './problem.js';
import { hasPoint, parseRoundSolution, type RoundSolution, type SolvedRound } from './solution.js';
import { verifyRoundCertificate } from './verify.js';

/** A round problem as `certify` sees it. */
export interface JudgedRound extends Problem<RoundDecision, RoundCertificate> {
  /** Everything that follows from a decision; kept, since one decision is asked about in turn. */
  evaluated(x: RoundDecision): RoundEvaluation;
}

export function judgedRound(problem: RoundProblem): JudgedRound {
  let last: { readonly x: RoundDecision; readonly worth: RoundEvaluation } | undefined;
  const evaluated = (x: RoundDecision): RoundEvaluation => {
    if (last?.x !== x) last = { x, worth: evaluateDecision(problem, x) };
    return last.worth;
  };
  return {
    evaluated,
    objective: (x) => evaluated(x).objective,
    violation: (x) => largestViolation(evaluated(x).violations),
    scale: (x) => evaluated(x).scale,
    verify: (certificate) => verifyRoundCertificate(toColumns(problem), certificate),
  };
}

/**
 * The verdict on a claim about a validated problem. The claim may be anything: what is no solution at all is
 * not valid either.
 * @param claim a RoundSolution, or the public JSON parsed
 */
export function certifyRound(
  problem: RoundProblem,
  claim: unknown,
  tolerance: Tolerance = DEFAULT_TOLERANCE,
): Verdict {
  let solution: RoundSolution;
  try {
    solution = parseRoundSolution(claim);
  } catch (error) {
    if (error instanceof InputError) return { valid: false, reasons: [error.message] };
    throw error;
  }
  const judged = judgedRound(problem);
  const claimed = toGeneric(solution);
  const verdict = certify(judged, claimed, tolerance);
  const reported =
    hasPoint(solution) && 'x' in claimed ? checkReported(solution, judged.evaluated(claimed.x)) : [];
  const reasons = [...verdict.reasons, ...reported];
  return { ...verdict, valid: reasons.length === 0, reasons };
}

/** The core's view of a round's solution. */
function toGeneric(solution: RoundSolution): Solution<RoundDecision, RoundCertificate> {
  if (!hasPoint(solution)) return solution;
  const { scheduled, bandwidthHz, objective, bound, stats } = solution;
  const point = { x: { scheduled, bandwidthHz }, objective, bound, stats };
  if (solution.status === 'optimal')
    return { status: 'optimal', certificate: solution.certificate, ...point };
  const { certificate, stopped } = solution;
  return { status: 'feasible', stopped, ...(certificate ? { certificate } : {}), ...point };
}

/** The numbers a solution reports beside its objective must be those of its decision. */
function checkReported(
  solution: SolvedRound,
  { delayS, energyJ }: RoundEvaluation,
  relative = 1e-9,
): string[] {
  const differs = (claimed: number, found: number) =>
    !(Math.abs(claimed - found) <= relative * Math.abs(found));
  const reasons: string[] = [];
  if (differs(solution.delayS, delayS))
    reasons.push(`delayS: claimed ${solution.delayS}, recomputed ${delayS}`);
  for (const [id, joules] of Object.entries(energyJ)) {
    const claimed = solution.energyJ[id]!;
    if (differs(claimed, joules)) reasons.push(`energyJ.${id}: claimed ${claimed}, recomputed ${joules}`);
  }
  const gap = relativeGap(solution.objective, solution.bound);
  if (!(Math.abs(solution.gap - gap) <= 1e-12 + relative * gap)) {
    reasons.push(`gap: claimed ${solution.gap}, recomputed ${gap}`);
  }
  return reasons;
}
