/** What is known about a horizon problem: a proven bound and, where one was found, a schedule within all budgets. */
import {
  ANY_FINITE,
  NON_NEGATIVE,
  readArray,
  readNumber,
  readObject,
  readRecord,
  readString,
  readWord,
} from '../../core/read.js';
import type { RoundDecision } from '../round/problem.js';
import { type HorizonCertificate, readHorizonCertificate } from './certificate.js';

/** A decision for every round, with what it comes to. */
export interface HorizonSchedule {
  /** One a round; an idle round's is empty. */
  readonly rounds: readonly RoundDecision[];
  /** sum_t w_t phi(S_t). */
  readonly objective: number;
  /** sum_t tau_t, s. */
  readonly delayS: number;
  /** sum_t E_k,t of every device that ever takes part, J. */
  readonly energyJ: Readonly<Record<string, number>>;
}

/**
 * - `bounded`: no decisions within the budgets do better than `bound`; `schedule` is one that keeps them all. It may be
 *   absent where it was not asked for, or where a round insists on somebody (minScheduled > 0) and none was found.
 * - `infeasible`: no decisions keep every round's constraints and the budget.
 */
export type HorizonSolution =
  | {
      readonly status: 'bounded';
      readonly bound: number;
      readonly certificate: HorizonCertificate;
      readonly schedule?: HorizonSchedule;
    }
  | { readonly status: 'infeasible'; readonly certificate: HorizonCertificate };

const STATUSES = ['bounded', 'infeasible'] as const;

/**
 * A solution that came from outside (JSON already parsed).
 * @throws InputError naming the field
 */
export function parseHorizonSolution(value: unknown): HorizonSolution {
  const record = readRecord(value, '', ['status', 'bound', 'certificate', 'schedule']);
  const status = readWord(record.status, 'status', STATUSES);
  const certificate = readHorizonCertificate(record.certificate);
  if (status === 'infeasible') return { status, certificate };
  const bound = readNumber(record.bound, 'bound', ANY_FINITE);
  const schedule = record.schedule === undefined ? {} : { schedule: parseSchedule(record.schedule) };
  return { status, bound, certificate, ...schedule };
}

function parseSchedule(value: unknown): HorizonSchedule {
  const field = 'schedule';
  const record = readRecord(value, field, ['rounds', 'objective', 'delayS', 'energyJ']);
  return {
    rounds: readArray(record.rounds, `${field}.rounds`).map((round, t) =>
      parseDecision(round, `${field}.rounds[${t}]`),
    ),
    objective: readNumber(record.objective, `${field}.objective`, ANY_FINITE),
    delayS: readNumber(record.delayS, `${field}.delayS`, NON_NEGATIVE),
    energyJ: parseNumbers(record.energyJ, `${field}.energyJ`),
  };
}

/** What the numbers mean for the round is for the checker to judge. */
function parseDecision(value: unknown, field: string): RoundDecision {
  const record = readRecord(value, field, ['scheduled', 'bandwidthHz']);
  const ids = readArray(record.scheduled, `${field}.scheduled`);
  return {
    scheduled: ids.map((id, i) => readString(id, `${field}.scheduled[${i}]`)),
    bandwidthHz: parseNumbers(record.bandwidthHz, `${field}.bandwidthHz`),
  };
}

function parseNumbers(value: unknown, field: string): Record<string, number> {
  const entries = Object.entries(readObject(value, field));
  return Object.fromEntries(
    entries.map(([id, number]) => [id, readNumber(number, `${field}.${id}`, NON_NEGATIVE)]),
  );
}
