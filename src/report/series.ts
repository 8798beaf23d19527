/** Records, regrouped into what the figures draw: one point a round and policy. */
import type { RoundRecord, RunSummary, RunTiming } from '../record/records.js';

/** The run of one policy, round by round. */
export interface PolicyPoint {
  readonly policy: string;
  /** Rounds done, from 1. */
  readonly round: number;
  /** Simulated seconds since the start. */
  readonly elapsedS: number;
  readonly averageDelayS: number;
  readonly delayQueueS: number;
  /** Null where the constants of the bound were left out. */
  readonly gapBound: number | null;
}

/** The prices of one policy's round. */
export interface PricePoint {
  readonly policy: string;
  /** From 1. */
  readonly round: number;
  readonly perS: number;
  /** Least, median and largest over the devices; absent without an energy constraint. */
  readonly perJ?: { readonly least: number; readonly median: number; readonly most: number };
}

/** A scored model. */
export interface ScorePoint {
  readonly policy: string;
  /** Rounds done; 0 is the initial model. */
  readonly round: number;
  readonly elapsedS: number;
  readonly accuracy: number;
  readonly loss: number | null;
}

/** Records of each policy in the order of the rounds, policies in the order of the summary. */
export function byPolicy(
  summary: RunSummary,
  records: readonly RoundRecord[],
): ReadonlyMap<string, readonly RoundRecord[]> {
  return new Map(
    summary.policies.map(({ policy }) => [
      policy,
      records.filter((record) => record.policy === policy).sort((a, b) => a.round - b.round),
    ]),
  );
}

/** Above this many points a line gains nothing but bytes. */
const MOST_POINTS = 400;

/** Every n-th item and the last one. */
export function thinned<T>(items: readonly T[]): T[] {
  const every = Math.ceil(items.length / MOST_POINTS);
  return items.filter((_, i) => i % every === 0 || i === items.length - 1);
}

export function policyPoints(summary: RunSummary, records: readonly RoundRecord[]): PolicyPoint[] {
  return [...byPolicy(summary, records)].flatMap(([policy, own]) => {
    let elapsedS = 0;
    const points = own.map((record, i) => {
      elapsedS += record.delayS;
      return {
        policy,
        round: record.round + 1,
        elapsedS,
        averageDelayS: elapsedS / (i + 1),
        delayQueueS: record.delayQueueS,
        gapBound: record.gapBound,
      };
    });
    return thinned(points);
  });
}

/** Of a list that is not empty. */
function spread(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return {
    least: sorted[0]!,
    median: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2,
    most: sorted.at(-1)!,
  };
}

/** Only rounds in which a policy with prices decided. */
export function pricePoints(summary: RunSummary, records: readonly RoundRecord[]): PricePoint[] {
  return [...byPolicy(summary, records)].flatMap(([policy, own]) =>
    thinned(
      own.flatMap(({ round, prices }) => {
        if (!prices) return [];
        const joules = prices.perJ && Object.values(prices.perJ);
        return [{ policy, round: round + 1, perS: prices.perS, ...(joules ? { perJ: spread(joules) } : {}) }];
      }),
    ),
  );
}

/** How well a decision is proven. */
export interface GapPoint {
  readonly policy: string;
  /** From 1. */
  readonly round: number;
  readonly gap: number;
  readonly status: RoundRecord['status'];
}

export function gapPoints(summary: RunSummary, records: readonly RoundRecord[]): GapPoint[] {
  return [...byPolicy(summary, records)].flatMap(([policy, own]) =>
    thinned(own.map(({ round, gap, status }) => ({ policy, round: round + 1, gap, status }))),
  );
}

/** How long a decision took. */
export interface TimePoint {
  readonly policy: string;
  /** From 1. */
  readonly round: number;
  readonly decideS: number;
}

export function timePoints(summary: RunSummary, timing: RunTiming | undefined): TimePoint[] {
  const seconds = timing?.roundDecideS ?? {};
  return summary.policies.flatMap(({ policy }) =>
    thinned(
      (Object.hasOwn(seconds, policy) ? seconds[policy]! : [])
        .slice(0, summary.completedRounds)
        .map((decideS, t) => ({ policy, round: t + 1, decideS })),
    ),
  );
}

export function scorePoints(summary: RunSummary, records: readonly RoundRecord[]): ScorePoint[] {
  return [...byPolicy(summary, records)].flatMap(([policy, own]) => {
    let elapsedS = 0;
    const { initial } = summary.model;
    const start = initial ? [{ policy, round: 0, elapsedS: 0, ...initial }] : [];
    const scored = own.flatMap((record) => {
      elapsedS += record.delayS;
      return record.heldOut ? [{ policy, round: record.round + 1, elapsedS, ...record.heldOut }] : [];
    });
    return thinned([...start, ...scored]);
  });
}
