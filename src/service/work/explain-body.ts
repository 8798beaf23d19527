/** `{ problem, solution?, devices?, best?, proofs? }` -> an explanation (docs/explain.md). */
import { InputError } from '../../core/errors.js';
import { pathOf, readArray, readNumber, readRecord, readString, WHOLE_VALUE } from '../../core/read.js';
import { explain, type Proof } from '../../explain/index.js';
import { parseRoundClaim } from '../../problem/round/solution.js';
import { parseJson, validated } from './bodies.js';
import type { WorkLimits } from './limits.js';
import { clock } from './timed.js';

export interface ExplainTask {
  readonly body: string;
  /** For everything that is solved; what is left then is told as open. */
  readonly timeLimitS?: number;
  readonly limits: WorkLimits;
}

const KEYS = ['problem', 'solution', 'devices', 'best', 'proofs'] as const;
const MOST_BEST = 100;

const FIELDS: Readonly<Record<string, string>> = { flipsOf: 'devices', timeLimitS: 'timeLimit' };

function readDevices(value: unknown): readonly string[] {
  return readArray(value, 'devices').map((id, k) => readString(id, `devices[${k}]`));
}

function readClaim(value: unknown) {
  try {
    return parseRoundClaim(value);
  } catch (error) {
    if (!(error instanceof InputError) || error.field.startsWith('solution')) throw error;
    const field = error.field === WHOLE_VALUE ? 'solution' : pathOf('solution', error.field);
    throw new InputError(field, error.value, error.accepted);
  }
}

/** @throws InputError naming the field; a solution that the checker refuses is one of them */
export function explainBody({ body, limits, timeLimitS = limits.timeLimitS }: ExplainTask): {
  readonly body: string;
} {
  const record = readRecord(parseJson(body, 'body'), '', KEYS);
  const problem = validated(record.problem, limits);
  const limitS = readNumber(timeLimitS, 'timeLimit', {
    accepted: `a number of seconds > 0, at most ${limits.maxTimeLimitS}`,
    contains: (value) => value > 0 && value <= limits.maxTimeLimitS,
  });
  const proofs: Proof[] = [];
  const wanted = record.proofs ?? false;
  if (typeof wanted !== 'boolean') throw new InputError('proofs', wanted, 'true or false');
  const options = {
    clock,
    timeLimitS: limitS,
    ...(record.devices === undefined ? {} : { flipsOf: readDevices(record.devices) }),
    ...(record.best === undefined
      ? {}
      : {
          best: readNumber(record.best, 'best', {
            accepted: `a whole number from 1 to ${MOST_BEST}`,
            contains: (best) => Number.isInteger(best) && best >= 1 && best <= MOST_BEST,
          }),
        }),
    onProof: (proof: Proof) => void (wanted && proofs.push(proof)),
  };
  try {
    const claim = record.solution === undefined ? undefined : readClaim(record.solution);
    const explanation = explain(problem, claim, options);
    const { id, tag } = problem;
    const names = { ...(id === undefined ? {} : { id }), ...(tag === undefined ? {} : { tag }) };
    return { body: JSON.stringify({ ...names, ...explanation, ...(wanted ? { proofs } : {}) }) };
  } catch (error) {
    const field = error instanceof InputError ? FIELDS[error.field] : undefined;
    if (!(error instanceof InputError) || field === undefined) throw error;
    throw new InputError(field, error.value, error.accepted);
  }
}
