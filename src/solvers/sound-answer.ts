/**
 * Answers looked at before they are given. Solvers compute in doubles with bounds of their own: the checker is asked, and a claim
 * that it does not accept is made smaller, its point with what is proven about it, or 'unknown'. Never a wrong 'optimal'.
 */
import type { CertificateNode, Multipliers, RoundCertificate } from '../problem/round/certificate.js';
import { certifyRound } from '../problem/round/certify.js';
import type { RoundProblem } from '../problem/round/problem.js';
import { hasPoint, type RoundSolution } from '../problem/round/solution.js';
import { relativeGap, type StopReason } from '../problem/solution.js';
import { leastObjective } from './tools/certificates.js';
import { mayBend, type RoundColumns, spareS } from './tools/problem-columns.js';
import { type Look, NO_LOOK, type TimeLimit, unlessStopped } from './tools/time-limit.js';

/** So few devices are checked whatever the time: it takes milliseconds. */
const FEW_DEVICES = 5000;

/**
 * The claim as far as it holds. A large one is left as it is, if its numbers are finite, where a limit leaves no time to look.
 * @param time of the solve
 */
export function soundAnswer(
  problem: RoundProblem,
  columns: RoundColumns,
  claim: RoundSolution,
  time: TimeLimit,
): RoundSolution {
  const isSmall = columns.deviceCount <= FEW_DEVICES;
  if (!isSmall && !(hasProof(claim) && !time.isOver)) return ifFinite(claim);
  const look = isSmall ? NO_LOOK : time.look;
  const answer = unlessStopped(() => asProven(problem, columns, claim, look));
  return answer ?? withoutProof(problem, columns, claim, 'time-limit');
}

/** No time to look whether a proof holds: its point, with what needs none. */
export function withoutProof(
  problem: RoundProblem,
  columns: RoundColumns,
  claim: RoundSolution,
  stopped: StopReason,
): RoundSolution {
  const unknown: RoundSolution = { status: 'unknown', stopped, stats: claim.stats };
  if (!hasPoint(claim)) return unknown;
  const { certificate: _unchecked, ...point } = claim;
  const bare = {
    ...point,
    status: 'feasible',
    stopped,
    ...boundAt(claim.objective, leastObjective(columns)),
  } as const;
  return isAccepted(problem, bare) ? bare : unknown;
}

/** Without a certificate nothing can be wrong but what doubles cannot carry. */
function hasProof(claim: RoundSolution): boolean {
  return claim.status !== 'unknown' && claim.certificate !== undefined;
}

/** The answer, or 'unknown' where a number of its point left the range of doubles. */
function ifFinite(solution: RoundSolution): RoundSolution {
  if (!hasPoint(solution)) return solution;
  const { objective, bound, delayS, bandwidthHz, energyJ, stats } = solution;
  const numbers = [objective, bound, delayS, ...Object.values(bandwidthHz), ...Object.values(energyJ)];
  return numbers.every(Number.isFinite) ? solution : { status: 'unknown', stopped: 'method', stats };
}

/**
 * The claim as far as the checker accepts it: itself, or its point with the bound that is proven, or 'unknown'.
 * One check more than the solve, of about a pass over the devices a leaf.
 */
function asProven(
  problem: RoundProblem,
  columns: RoundColumns,
  claim: RoundSolution,
  look: Look,
): RoundSolution {
  const answer = ifFinite(claim);
  const { valid, bound: proven = Number.NEGATIVE_INFINITY } = certifyRound(problem, answer, look);
  if (valid) return answer;
  const { stats } = answer;
  const unknown: RoundSolution = { status: 'unknown', stopped: 'method', stats };
  if (!hasPoint(answer)) return unknown;
  const { objective, certificate } = answer;
  const stopped = answer.status === 'feasible' ? answer.stopped : 'method';
  const point = { ...answer, status: 'feasible', stopped } as const;
  const candidates: RoundSolution[] = [];
  if (Number.isFinite(proven)) candidates.push({ ...point, ...boundAt(objective, proven) });
  const { certificate: _refused, ...bare } = point;
  candidates.push({ ...bare, ...boundAt(objective, leastObjective(columns)) });
  if (certificate === undefined) candidates.reverse();
  return candidates.find((candidate) => isAccepted(problem, candidate, look)) ?? unknown;
}

function boundAt(objective: number, proven: number) {
  const bound = Math.min(objective, proven);
  return { bound, gap: relativeGap(objective, bound) };
}

/** True where the checker accepts the claim. @param look called with every leaf that is checked; what it throws ends the work */
export function isAccepted(problem: RoundProblem, claim: RoundSolution, look: Look = NO_LOOK): boolean {
  return certifyRound(problem, claim, look).valid;
}

/** For fewer devices asking costs next to nothing. */
const EASILY_CHECKED = 64;
/** Terms so many times the objective cancel in it: its proof rests on the last digits. */
const LARGE_TERMS = 1e4;
/** A rate this near to its limit, relatively: the least bandwidth for it doubles with a rounding. */
const NEAR_LIMIT = 1e-3;

/**
 * True where a proof in doubles may not be one for the checker.
 * @param easilyChecked problems of so few devices are always looked at
 */
export function isDelicate(
  columns: RoundColumns,
  solution: RoundSolution,
  easilyChecked = EASILY_CHECKED,
): boolean {
  if (solution.status === 'infeasible' || columns.deviceCount <= easilyChecked) return true;
  if (solution.status !== 'optimal') return false;
  if (solution.certificate.chains !== undefined) return true;
  // Where costs bend the last digits of tau decide which side a line is of.
  if (mayBend(columns)) return true;
  const size = LARGE_TERMS * Math.abs(solution.objective);
  if (columns.fixedCost.some((cost) => -cost > size)) return true;
  if (columns.numerator.some((n) => columns.penaltyWeight * Math.abs(n) > size)) return true;
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
        largest = Math.max(largest, bandwidth * bandwidthHz, Math.abs(share), Math.abs(count) * deviceCount);
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
