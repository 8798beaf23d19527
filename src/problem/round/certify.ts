/**
 * Judges a claimed solution of a round problem by the problem's own data. Imports no solver and believes none of a solver's
 * numbers: objective, violation and bound are recomputed.
 */
import { InputError } from '../../core/errors.js';
import { relativeGap } from '../solution.js';
import { type Evidence, judgeNumbers, OPTIMALITY_TOLERANCE, type Verdict, verdictOf } from '../verdict.js';
import type { RoundCertificate } from './certificate.js';
import { judgePoint } from './check/point.js';
import { unprovenBound, verifyRoundCertificate } from './check/verify.js';
import { evaluateDecision } from './evaluate.js';
import type { RoundDecision, RoundProblem } from './problem.js';
import { hasPoint, isDecision, parseRoundClaim, type RoundClaim, type SolvedRound } from './solution.js';
import { validateRoundProblem } from './validate.js';

/**
 * The verdict on a claim about a problem. A bare decision ({ scheduled, bandwidthHz }) is a claim, too: that it is feasible.
 * @param problem anything that validates as a round problem
 * @param claim a RoundSolution or a decision, or their public JSON parsed; what is neither is not valid
 * @param look called with every leaf of a certificate; what it throws ends the work and leaves
 * @throws InputError for a problem that is none, naming the field
 */
export function certifyRound(problem: RoundProblem, claim: unknown, look?: () => void): Verdict {
  const posed = validateRoundProblem(problem);
  let parsed: RoundClaim;
  try {
    parsed = parseRoundClaim(claim);
  } catch (error) {
    if (error instanceof InputError) return verdictOf([error.message]);
    throw error;
  }
  if (isDecision(parsed)) return judgeDecision(posed, parsed);
  if (hasPoint(parsed)) return judgeSolved(posed, parsed, look);
  if (parsed.status === 'unknown') return verdictOf([]);
  return judgeInfeasible(posed, parsed.certificate, look);
}

function judgeDecision(problem: RoundProblem, decision: RoundDecision): Verdict {
  const { violations } = judgePoint(problem, decision);
  return verdictOf(violations.map(ofPoint), { objective: evaluateDecision(problem, decision).objective });
}

const ofPoint = (violation: string) => `point: ${violation}`;

function judgeInfeasible(problem: RoundProblem, certificate: RoundCertificate, look?: () => void): Verdict {
  const { bound, reasons } = verifyRoundCertificate(problem, certificate, look);
  const proven = bound === Number.POSITIVE_INFINITY;
  return verdictOf([...reasons, ...(proven ? [] : ['certificate: does not prove infeasibility'])], { bound });
}

const NO_EVIDENCE: Evidence = { bound: Number.NEGATIVE_INFINITY, reasons: [] };

function judgeSolved(problem: RoundProblem, claim: SolvedRound, look?: () => void): Verdict {
  const { objective, violations } = judgePoint(problem, claim);
  const reasons = violations.map(ofPoint);
  const middle = (objective.low + objective.high) / 2;
  // A claim that does not stand is not worth the work on its certificate.
  if (reasons.length > 0) return verdictOf(reasons, { objective: middle });
  reasons.push(...checkReported(problem, claim));
  const { certificate } = claim;
  const evidence =
    certificate === undefined ? NO_EVIDENCE : verifyRoundCertificate(problem, certificate, look);
  const shortcomings = judgeNumbers(claim, objective, evidence.bound);
  reasons.push(...evidence.reasons);
  if (shortcomings.length === 0) return verdictOf(reasons, { objective: middle, bound: evidence.bound });
  // What needs no certificate is believed anyway; it is looked at where the certificate leaves something to be proven.
  const bound = Math.max(evidence.bound, unprovenBound(problem));
  reasons.push(...judgeNumbers(claim, objective, bound));
  return verdictOf(reasons, { objective: middle, bound });
}

/** The numbers a solution reports beside its objective must be those of its decision. */
function checkReported(problem: RoundProblem, solution: SolvedRound): string[] {
  const { delayS, energyJ } = evaluateDecision(problem, solution);
  const differs = (claimed: number, found: number) =>
    !(Math.abs(claimed - found) <= OPTIMALITY_TOLERANCE * Math.abs(found));
  const reasons: string[] = [];
  if (differs(solution.delayS, delayS))
    reasons.push(`delayS: claimed ${solution.delayS}, recomputed ${delayS}`);
  for (const [id, joules] of Object.entries(energyJ)) {
    const claimed = solution.energyJ[id]!;
    if (differs(claimed, joules)) reasons.push(`energyJ.${id}: claimed ${claimed}, recomputed ${joules}`);
  }
  const gap = relativeGap(solution.objective, solution.bound);
  if (!(Math.abs(solution.gap - gap) <= 1e-12 + OPTIMALITY_TOLERANCE * gap)) {
    reasons.push(`gap: claimed ${solution.gap}, recomputed ${gap}`);
  }
  return reasons;
}
