/** Explanations of a few rounds, evenly over run and policies, within a time that a reader waits. */
import { type ExplainOptions, explain } from '../../explain/index.js';
import { located, type PosedRound, solutionAt } from './problems.js';

/** Milliseconds from any fixed moment. */
export type Clock = NonNullable<ExplainOptions['clock']>;

export interface ExplainedRound {
  /** Of problems.ndjson, from 1. */
  readonly line: number;
  readonly words: string;
  readonly deviceWords: Readonly<Record<string, string>>;
  /** False where the time was over before everything was settled. */
  readonly isComplete: boolean;
}

export interface ExplainBudget {
  /** Rounds of all policies together. */
  readonly rounds: number;
  /** For one round, and for all, s. */
  readonly eachS: number;
  readonly totalS: number;
}

export const EXPLAIN_BUDGET: ExplainBudget = { rounds: 24, eachS: 3, totalS: 20 };

/** Evenly spread, first and last among them. */
function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  const at = Array.from({ length: count }, (_, i) =>
    count === 1 ? 0 : Math.round((i * (items.length - 1)) / (count - 1)),
  );
  return at.map((i) => items[i]!);
}

/** Coarse before fine: what the time leaves out is spread, too. */
function coarseFirst<T>(items: readonly T[]): T[] {
  const taken = new Set<number>();
  for (let stride = 2 ** Math.ceil(Math.log2(Math.max(1, items.length))); stride >= 1; stride /= 2) {
    for (let i = 0; i < items.length; i += stride) taken.add(i);
  }
  return [...taken].map((i) => items[i]!);
}

/** Policies in turn, so that all have their share. */
function chosen(posed: readonly PosedRound[], count: number): PosedRound[] {
  const policies = [...new Set(posed.map(({ record }) => record.policy))];
  const each = Math.max(1, Math.floor(count / Math.max(1, policies.length)));
  const own = policies.map((policy) =>
    coarseFirst(
      spread(
        posed.filter(({ record }) => record.policy === policy && isExplainable(record)),
        each,
      ),
    ),
  );
  return Array.from({ length: each }, (_, i) => own.flatMap((rounds) => rounds[i] ?? []))
    .flat()
    .slice(0, count);
}

const isExplainable = ({ status, certificate }: PosedRound['record']) =>
  certificate.valid && (status === 'optimal' || status === 'feasible');

/** What the other side of each device costs; where it flips would take minutes, and `driftlora explain` says it. */
export function explainRounds(
  posed: readonly PosedRound[],
  clock: Clock,
  { rounds, eachS, totalS }: ExplainBudget = EXPLAIN_BUDGET,
): ExplainedRound[] {
  const start = clock();
  const explained: ExplainedRound[] = [];
  for (const { line, problem, claim } of chosen(posed, rounds)) {
    const restS = totalS - (clock() - start) / 1000;
    if (restS <= 0) break;
    const timeLimitS = Math.min(eachS, restS);
    const found = located(solutionAt(line), () =>
      explain(problem, claim, { flipsOf: [], timeLimitS, clock }),
    );
    if (found.status !== 'explained') continue;
    explained.push({
      line,
      words: found.words,
      deviceWords: Object.fromEntries(found.devices.map(({ id, words }) => [id, words])),
      isComplete: found.complete,
    });
  }
  return explained;
}
