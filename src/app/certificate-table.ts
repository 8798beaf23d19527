/** `driftlora certify --explain`: a certificate's parts as a table, each with the reason why nothing in it is better. */
import Table from 'cli-table3';
import { type CertificatePart, certificateParts } from '../problem/round/certificate-parts.js';
import type { RoundProblem } from '../problem/round/problem.js';
import { hasPoint, type RoundClaim } from '../problem/round/solution.js';
import { OPTIMALITY_TOLERANCE } from '../problem/verdict.js';

/** Rows shown; a tree of thousands is summed up, its least bounds first. */
const MOST_ROWS = 40;
/** Names written out before they are counted. */
const MOST_NAMES = 4;

const digits = (value: number) => String(Number(value.toPrecision(7)));

function names(ids: readonly string[], word: string): string[] {
  if (ids.length === 0) return [];
  const rest = ids.length - MOST_NAMES;
  return [`${word} ${ids.slice(0, MOST_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`];
}

/** Which schedules a part holds, in words. */
function partInWords(part: CertificatePart, problem: RoundProblem): string {
  const { inIds, outIds, freeCount, earliestS, latestS, leastCount, mostCount, leastShare, mostShare } = part;
  const least = Math.max(leastCount, problem.minScheduled ?? 0);
  const words = [
    ...names(inIds, 'with'),
    ...names(outIds, 'without'),
    ...(freeCount > 0 ? [`${freeCount} open`] : []),
    ...(earliestS > 0 ? [`tau from ${digits(earliestS)} s`] : []),
    ...(latestS < (problem.deadlineS ?? Number.POSITIVE_INFINITY) ? [`tau to ${digits(latestS)} s`] : []),
    ...(leastCount > (problem.minScheduled ?? 0) ? [`at least ${least} scheduled`] : []),
    ...(mostCount < Math.min(problem.maxScheduled ?? problem.devices.length, problem.devices.length)
      ? [`at most ${mostCount} scheduled`]
      : []),
    ...(leastShare > 0 ? [`shares from ${digits(leastShare)}`] : []),
    ...(mostShare < Number.POSITIVE_INFINITY ? [`shares to ${digits(mostShare)}`] : []),
  ];
  return words.length === 0 ? 'every schedule' : words.join('; ');
}

function whyClosed({ bound, multipliers }: CertificatePart, objective: number | undefined): string {
  if (bound === Number.POSITIVE_INFINITY)
    return multipliers.ray ? 'empty: least bandwidths exceed the band' : 'empty';
  if (bound === Number.NEGATIVE_INFINITY) return 'proves nothing';
  if (objective === undefined) return 'may hold a schedule';
  const slack = OPTIMALITY_TOLERANCE * Math.abs(objective);
  if (bound > objective + slack) return 'all worse';
  return bound >= objective - slack ? 'none better' : 'open: holds what the gap leaves';
}

/** The table, and a line before it that says how to read it. */
export function certificateTable(problem: RoundProblem, claim: RoundClaim): string {
  const certificate = 'certificate' in claim ? claim.certificate : undefined;
  if (certificate === undefined)
    return 'No certificate: the decision is checked, that none is better is not.\n';
  const parts = certificateParts(problem, certificate);
  const objective = claim.status !== undefined && hasPoint(claim) ? claim.objective : undefined;
  const least = parts.reduce((bound, part) => Math.min(bound, part.bound), Number.POSITIVE_INFINITY);
  const shown =
    parts.length > MOST_ROWS ? [...parts].sort((a, b) => a.bound - b.bound).slice(0, MOST_ROWS) : parts;
  const table = new Table({
    head: ['part', 'lambda 1/Hz', 'sigma', 'nu', 'bound', 'why closed'],
    style: { head: [], border: [] },
    colWidths: [24],
    wordWrap: true,
  });
  for (const part of shown) {
    const { bandwidth, share, count } = part.multipliers;
    const bound = Number.isFinite(part.bound) ? digits(part.bound) : 'none';
    table.push([
      partInWords(part, problem),
      ...[bandwidth, share, count].map((value) => String(Number(value.toPrecision(4)))),
      bound,
      whyClosed(part, objective),
    ]);
  }
  const claimed = objective === undefined ? '' : ` The schedule reaches ${digits(objective)}.`;
  const proven =
    least === Number.POSITIVE_INFINITY
      ? 'Every part is empty: no schedule keeps all limits.'
      : `The least bound, ${digits(least)}, is proven for every schedule.${claimed}`;
  const rest = parts.length > shown.length ? ` The ${shown.length} with the least bounds:` : '';
  return `${parts.length} part${parts.length === 1 ? ' covers' : 's cover'} all schedules. ${proven}${rest}\n${table.toString()}\n`;
}
