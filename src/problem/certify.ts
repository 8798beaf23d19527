/**
 * Judges a claimed solution by the problem's own data. Nothing of the solver's is trusted: the objective, the
 * violation and the bound are recomputed. Imports no solver.
 */
import type { Certificate } from './certificate.js';
import type { Problem } from './problem.js';
import type { Solution } from './solution.js';

export interface Tolerance {
  /** Largest scaled violation of a feasible point. Default 1e-10. */
  readonly feasibility: number;
  /** Relative gap up to which a proven answer is called optimal. Default 1e-9. */
  readonly optimality: number;
  /** Rounding, relative to the size of the objective's terms: differences below it mean nothing. Default 1e-13. */
  readonly rounding: number;
}

export const DEFAULT_TOLERANCE: Tolerance = { feasibility: 1e-10, optimality: 1e-9, rounding: 1e-13 };

/** What the checker found. `objective` and `bound` are its own numbers. */
export interface Verdict {
  readonly valid: boolean;
  /** Every check that did not hold; empty when valid. */
  readonly reasons: readonly string[];
  readonly objective?: number;
  readonly bound?: number;
}

export function certify<X, C extends Certificate>(
  problem: Problem<X, C>,
  solution: Solution<X, C>,
  tolerance: Tolerance = DEFAULT_TOLERANCE,
): Verdict {
  switch (solution.status) {
    case 'unknown':
      return verdict([]);
    case 'infeasible': {
      const { bound, reasons } = problem.verify(solution.certificate);
      const proven = bound === Number.POSITIVE_INFINITY;
      return verdict([...reasons, ...(proven ? [] : ['certificate: does not prove infeasibility'])], {
        bound,
      });
    }
    default:
      return judgePoint(problem, solution, tolerance);
  }
}

function judgePoint<X, C extends Certificate>(
  problem: Problem<X, C>,
  claim: Extract<Solution<X, C>, { x: X }>,
  tolerance: Tolerance,
): Verdict {
  const objective = problem.objective(claim.x);
  const slack = tolerance.optimality * Math.abs(objective) + tolerance.rounding * problem.scale(claim.x);
  const violation = problem.violation(claim.x);
  const reasons: string[] = [];
  // The negated comparisons also catch NaN.
  if (!(violation <= tolerance.feasibility)) reasons.push(`point: violates a constraint by ${violation}`);
  if (!(Math.abs(claim.objective - objective) <= slack)) {
    reasons.push(`objective: claimed ${claim.objective}, recomputed ${objective}`);
  }
  if (!(claim.bound <= objective + slack)) {
    reasons.push(`bound: claimed ${claim.bound}, but the point reaches ${objective}`);
  }
  if (claim.certificate === undefined) {
    if (claim.status === 'optimal') reasons.push('certificate: missing');
    return verdict(reasons, { objective });
  }
  const evidence = problem.verify(claim.certificate);
  reasons.push(...evidence.reasons);
  if (!(claim.bound <= evidence.bound + slack)) {
    reasons.push(`bound: claimed ${claim.bound}, the certificate proves ${evidence.bound}`);
  }
  if (claim.status === 'optimal' && !(evidence.bound >= objective - slack)) {
    reasons.push(`certificate: proves ${evidence.bound}, below the objective ${objective}`);
  }
  if (claim.status === 'optimal' && !(claim.bound >= objective - slack)) {
    reasons.push(`bound: claimed ${claim.bound} leaves a gap to ${objective}, yet the status is optimal`);
  }
  return verdict(reasons, { objective, bound: evidence.bound });
}

function verdict(reasons: readonly string[], numbers: { objective?: number; bound?: number } = {}): Verdict {
  return { valid: reasons.length === 0, reasons, ...numbers };
}
