/** The problems of a run beside its records: which line of problems.ndjson a round's decision answered. */
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '../../core/errors.js';
import { evaluateDecision } from '../../problem/round/evaluate.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import { parseRoundClaim, type RoundClaim } from '../../problem/round/solution.js';
import { validateRoundProblem } from '../../problem/round/validate.js';
import { NOTHING_POSED, type RoundRecord } from '../../record/records.js';

/** A round of one policy with the problem that it posed. */
export interface PosedRound {
  readonly record: RoundRecord;
  /** From 1. */
  readonly line: number;
  readonly problem: RoundProblem;
  /** What the policy's solver claimed, with its certificate; the decision alone where that is not kept. */
  readonly claim: RoundClaim;
}

/** A parsed line each; no solutions where they are not kept. */
export interface ProofValues {
  readonly problems: readonly unknown[];
  readonly solutions: readonly unknown[];
}

/** What differs from the record's number by more was posed for another round. */
const SAME = 1e-6;

/**
 * @param records in the order of rounds.ndjson, which is that of the problems; a round that nobody was there for has posed none
 * @param lines parsed, of problems.ndjson and solutions.ndjson; those after the last record's are of a round that was cut off
 * @throws InputError naming the line that is no problem, or not that of its round
 */
export function posedRounds(
  records: readonly RoundRecord[],
  { problems, solutions }: ProofValues,
  where: string,
): PosedRound[] {
  const posed = records.filter(({ solver }) => solver !== NOTHING_POSED);
  if (problems.length < posed.length) {
    throw new InputError(where, `${problems.length} lines`, `a line for each of ${posed.length} decisions`);
  }
  return posed.map((record, i) => {
    const line = i + 1;
    const problem = problemOf(record, problems[i], `${where} line ${line}`);
    return { record, line, problem, claim: located(solutionAt(line), () => claimOf(record, solutions[i])) };
  });
}

/** A solution of another decision than the record's explains nothing. */
function claimOf({ scheduled, bandwidthHz }: RoundRecord, value: unknown): RoundClaim {
  const bare = { scheduled, bandwidthHz };
  if (value === undefined) return bare;
  const claim = parseRoundClaim(value);
  const isOwn = 'scheduled' in claim && isDeepStrictEqual(claim.bandwidthHz, bandwidthHz);
  return isOwn ? claim : bare;
}

function problemOf(record: RoundRecord, value: unknown, where: string): RoundProblem {
  const accepted = `the problem of round ${record.round + 1} of ${record.policy}`;
  const problem = located(where, () => validateRoundProblem(value));
  const known = new Set(problem.devices.map(({ id }) => id));
  const stranger = record.scheduled.find((id) => !known.has(id));
  if (stranger !== undefined) throw new InputError(where, `none of ${stranger}`, accepted);
  const { scheduled, bandwidthHz } = record;
  const { objective } = evaluateDecision(problem, { scheduled, bandwidthHz });
  // Without a point the record's objective is that of nobody, which may be no decision of this problem.
  if (record.status === 'infeasible' || record.status === 'unknown') return problem;
  if (!(Math.abs(objective - record.objective) <= SAME * Math.max(1, Math.abs(record.objective)))) {
    throw new InputError(where, `an objective of ${objective}`, `${accepted} (${record.objective})`);
  }
  return problem;
}

/** Where a line of solutions.ndjson is, for whoever has to mend it. */
export const solutionAt = (line: number): string => `solutions.ndjson line ${line}`;

export function located<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${where} ${error.field}`, error.value, error.accepted);
  }
}
