/**
 * A claim looked at before it is made. Solvers compute in doubles with bounds of their own; where those are near what
 * doubles carry, the checker is asked, and a claim that it does not accept is made smaller: 'feasible' with what is
 * proven, or 'unknown'. Never a wrong 'optimal'.
 */
import type { CertificateNode, Multipliers, RoundCertificate } from '../problem/round/certificate.js';
import { certifyRound } from '../problem/round/certify.js';
import type { RoundProblem } from '../problem/round/problem.js';
import { hasPoint, type RoundSolution } from '../problem/round/solution.js';
import { relativeGap } from '../problem/solution.js';
import { leastObjective } from './certificates.js';
import { mayBend, type RoundColumns, spareS } from './tools/columns.js';

/** For fewer devices asking costs next to nothing. */
const FEW_DEVICES = 64;
/** Terms so many times the objective cancel in it: its proof rests on the last digits. */
const LARGE_TERMS = 1e4;
/** A rate this near to its limit, relatively: the least bandwidth for it doubles with a rounding. */
const NEAR_LIMIT = 1e-3;

/** True where a proof in doubles may not be one for the checker. */
export function isDelicate(columns: RoundColumns, solution: RoundSolution): boolean {
  if (solution.status === 'infeasible' || columns.deviceCount <= FEW_DEVICES) return true;
  if (solution.status !== 'optimal') return false;
  if (solution.certificate.chains !== undefined) return true;
  // Where costs bend the last digits of tau decide which side a line is of.
  if (mayBend(columns)) return true;
  const size = LARGE_TERMS * Math.abs(solution.objective);
  if (columns.fixedCost.some((cost) => -cost > size)) return true;
  if (columns.penaltyWeight > size || largestTerm(columns, solution.certificate) > size) return true;
  for (let k = 0; k < columns.deviceCount; k++) {
    const timeS = spareS(columns, k, columns.deadlineS);
    const q = (columns.uplinkBits[k]! * Math.LN2) / (timeS * columns.snrHz[k]!);
    if (q > 1 - NEAR_LIMIT && q < 1 + NEAR_LIMIT) return true;
  }
  return false;
}

function largestTerm({ bandwidthHz, deviceCount }: RoundColumns, { root }: RoundCertificate): number {
  let largest = 0;
  const look = (list: readonly Multipliers[]) => {
    for (const { bandwidth, share, count, ray } of list) {
      if (ray !== true)
        largest = Math.max(largest, bandwidth * bandwidthHz, share, Math.abs(count) * deviceCount);
    }
  };
  const open: CertificateNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.split === 'devices') {
      look(node.shared);
      look(node.own);
    }
    open.push(...node.parts);
  }
  return largest;
}

/** The claim where the checker accepts it, else undefined. */
export function ifAccepted(problem: RoundProblem, solution: RoundSolution): RoundSolution | undefined {
  return certifyRound(problem, solution).valid ? solution : undefined;
}

/** What remains of a claim that was not accepted: its point, with the bound that is proven. */
export function reduced(
  problem: RoundProblem,
  columns: RoundColumns,
  solution: RoundSolution,
): RoundSolution {
  const { stats } = solution;
  if (!hasPoint(solution)) return { status: 'unknown', stopped: 'method', stats };
  const verdict = certifyRound(problem, { ...solution, status: 'feasible', stopped: 'method' });
  const least = leastObjective(columns);
  const proven = verdict.bound ?? Number.NEGATIVE_INFINITY;
  const bound = Math.min(solution.objective, Number.isFinite(proven) ? proven : least);
  const { certificate, ...point } = solution;
  const gap = relativeGap(solution.objective, bound);
  const claim = Number.isFinite(proven) && certificate !== undefined ? { certificate } : {};
  const answer: RoundSolution = { ...point, status: 'feasible', stopped: 'method', bound, gap, ...claim };
  return ifAccepted(problem, answer) ?? { status: 'unknown', stopped: 'method', stats };
}

/** Of every limit: less than the checker's slack of 1e-12 by what rounding needs. */
const SLACK = 0.9e-12;

/**
 * The same problem with every limit stretched by (nearly) the slack that the checker grants both points and proofs: where
 * a schedule fits the band to the last digit, only this one can be proven.
 */
export function stretched(columns: RoundColumns): RoundColumns {
  const stretch = 1 + SLACK;
  return {
    ...columns,
    bandwidthHz: columns.bandwidthHz * stretch,
    deadlineS: columns.deadlineS * stretch,
    // The slack is one of the time for sending, whatever the fixed delay before it.
    longestUplinkS: columns.longestUplinkS.map((_, k) => {
      const timeS = spareS(columns, k, columns.deadlineS);
      return timeS >= 0 ? timeS * stretch : -1;
    }),
  };
}
