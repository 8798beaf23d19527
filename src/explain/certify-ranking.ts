/** Judges the claim that schedules are the best ones of a problem, in this order. Believes no solver. */
import { certifyRound } from '../problem/round/certify.js';
import { evaluateDecision } from '../problem/round/evaluate.js';
import type { RoundProblem } from '../problem/round/problem.js';
import { hasPoint } from '../problem/round/solution.js';
import { OPTIMALITY_TOLERANCE, type Verdict, verdictOf } from '../problem/verdict.js';
import { forcedProblem, NO_SIDES, type Sides } from './forced-problem.js';
import type { Ranking, RankingPart } from './ranking-types.js';

const keyOf = ({ in: into, out }: Sides) => JSON.stringify([[...into].sort(), [...out].sort()]);
const setOf = (ids: readonly string[]) => JSON.stringify([...ids].sort());

/**
 * Valid: no schedule that is not on the list costs less than the last one on it (to 2e-9 of what was compared), and
 * each costs what it says.
 * @param problem a valid round problem
 */
export function certifyRanking(problem: RoundProblem, ranking: Omit<Ranking, 'complete'>): Verdict {
  const { schedules, parts } = ranking;
  if (schedules.length === 0) return verdictOf(['schedules: none']);
  const reasons = judgeSchedules(problem, ranking);
  const byKey = new Map(parts.map((part) => [keyOf(part), part]));
  const listed = new Set(schedules.map(({ scheduled }) => setOf(scheduled)));
  const last = schedules.at(-1)!.objective;
  const open: Sides[] = [NO_SIDES];
  const visited = new Set<string>();
  for (let sides = open.pop(); sides !== undefined && reasons.length === 0; sides = open.pop()) {
    const key = keyOf(sides);
    if (visited.has(key)) continue;
    visited.add(key);
    const part = byKey.get(key);
    const judged = part === undefined ? `no part with ${key}` : judgePart(problem, part);
    if (typeof judged === 'string') {
      reasons.push(`parts: ${judged}`);
      continue;
    }
    const { low, own } = judged;
    if (low >= last - 2 * OPTIMALITY_TOLERANCE * (Math.abs(last) + judged.scale)) continue;
    if (own === undefined || !listed.has(setOf(own))) {
      reasons.push(`parts: ${key} may hold a schedule of ${low}, below the last of the list, ${last}`);
      continue;
    }
    for (const { id } of problem.devices) {
      if (sides.in.includes(id) || sides.out.includes(id)) continue;
      open.push(
        own.includes(id)
          ? { in: sides.in, out: [...sides.out, id] }
          : { in: [...sides.in, id], out: sides.out },
      );
    }
  }
  return verdictOf(reasons);
}

/** Each stands, costs what it says, and none comes twice or before a better one. */
function judgeSchedules(problem: RoundProblem, { schedules }: Omit<Ranking, 'complete'>): string[] {
  const reasons: string[] = [];
  const sets = new Set<string>();
  let before = Number.NEGATIVE_INFINITY;
  for (const [i, { scheduled, bandwidthHz, objective }] of schedules.entries()) {
    const verdict = certifyRound(problem, { scheduled, bandwidthHz });
    reasons.push(...verdict.reasons.map((reason) => `schedules[${i}]: ${reason}`));
    if (!verdict.valid) continue;
    const found = verdict.objective!;
    const slack = OPTIMALITY_TOLERANCE * Math.abs(found) + 1e-300;
    if (!(Math.abs(objective - found) <= slack))
      reasons.push(`schedules[${i}].objective: claimed ${objective}, recomputed ${found}`);
    if (sets.has(setOf(scheduled))) reasons.push(`schedules[${i}]: twice`);
    sets.add(setOf(scheduled));
    if (!(objective >= before - 2 * slack)) reasons.push(`schedules[${i}]: better than the one before it`);
    before = objective;
  }
  return reasons;
}

interface Judged {
  /** At most the objective of every schedule of the part. */
  readonly low: number;
  /** A schedule of the part, if one is known. */
  readonly own?: readonly string[];
  /** Of the numbers that were compared, beside the objective. */
  readonly scale: number;
}

/** What a part's solution proves, or why it proves nothing. */
function judgePart(problem: RoundProblem, part: RankingPart): Judged | string {
  const { in: into, value, solution } = part;
  if (into.length > (problem.maxScheduled ?? into.length)) return { low: Number.POSITIVE_INFINITY, scale: 0 };
  const forced = forcedProblem(problem, part, value);
  if (forced === undefined) {
    const { objective } = evaluateDecision(problem, { scheduled: [], bandwidthHz: {} });
    return (problem.minScheduled ?? 0) > 0
      ? { low: Number.POSITIVE_INFINITY, scale: 0 }
      : { low: objective, own: [], scale: 0 };
  }
  const { valid, reasons } = certifyRound(forced, solution);
  if (!valid) return `${keyOf(part)}: ${reasons.join('; ')}`;
  if (solution.status === 'infeasible') return { low: Number.POSITIVE_INFINITY, scale: 0 };
  if (!hasPoint(solution)) return `${keyOf(part)}: nothing is known`;
  const low = solution.bound + value * into.length;
  const holdsAll = into.every((id) => solution.scheduled.includes(id));
  return { low, scale: value * into.length, ...(holdsAll ? { own: solution.scheduled } : {}) };
}
