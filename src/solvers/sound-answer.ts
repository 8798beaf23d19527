/**
 * Answers looked at before they are given: no number in them is none, and no bound is above what the checker proves from
 * the certificate. For solvers whose own bounds are estimates in doubles.
 */
import { certifyRound } from '../problem/round/certify.js';
import type { RoundProblem } from '../problem/round/problem.js';
import { hasPoint, type RoundSolution } from '../problem/round/solution.js';
import { relativeGap } from '../problem/solution.js';
import { leastObjective } from './certificates.js';
import type { TimeLimit } from './time-limit.js';
import type { RoundColumns } from './tools/columns.js';

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
  const isChecked = columns.deviceCount <= FEW_DEVICES || (hasProof(claim) && !time.isOver);
  return isChecked ? asProven(problem, columns, claim) : ifFinite(claim);
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
function asProven(problem: RoundProblem, columns: RoundColumns, claim: RoundSolution): RoundSolution {
  const answer = ifFinite(claim);
  const { valid, bound: proven = Number.NEGATIVE_INFINITY } = certifyRound(problem, answer);
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
  return candidates.find((candidate) => certifyRound(problem, candidate).valid) ?? unknown;
}

function boundAt(objective: number, proven: number) {
  const bound = Math.min(objective, proven);
  return { bound, gap: relativeGap(objective, bound) };
}
