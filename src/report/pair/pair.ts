/** Two runs held against each other: what was changed, whether they may be paired, and what differs by how much. */
import { isDeepStrictEqual } from 'node:util';
import type { PolicySummary, RoundRecord, RunSummary } from '../../record/records.js';
import { byPolicy } from '../series.js';

export interface ComparedRun {
  /** For people: the name of its folder. */
  readonly label: string;
  readonly summary: RunSummary;
  readonly records: readonly RoundRecord[];
}

/** A key of the scenario that is not the same in both; undefined where one has none. */
export interface ChangedKey {
  readonly key: string;
  readonly values: readonly [unknown, unknown];
}

/** A policy that both runs played. */
export interface PolicyPair {
  readonly policy: string;
  readonly summaries: readonly [PolicySummary, PolicySummary];
  /** Rounds in which both scheduled the same devices, and the first, from 1, in which they did not. */
  readonly sameRounds: number;
  readonly firstOther: number | undefined;
  /** Whether penalty and weights of the rounds are the same, so that objectives mean the same. */
  readonly sameObjective: boolean;
}

export interface RunPair {
  readonly runs: readonly [ComparedRun, ComparedRun];
  readonly changed: readonly ChangedKey[];
  /** Keys that both have with the same value. */
  readonly sameKeys: number;
  /** Why their rounds cannot be paired; empty where they are. */
  readonly unpaired: readonly string[];
  readonly policies: readonly PolicyPair[];
  /** Policies of one run alone. */
  readonly alone: readonly [readonly string[], readonly string[]];
  /** Every record and every sum is the same. */
  readonly isSame: boolean;
}

/** Leaves of nested objects by dotted keys; lists are leaves. */
export function leavesOf(value: unknown, path = ''): ReadonlyMap<string, unknown> {
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    Object.keys(value).length === 0
  ) {
    return new Map([[path, value]]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [
      ...leavesOf(inner, path === '' ? key : `${path}.${key}`),
    ]),
  );
}

function changedKeys(a: RunSummary, b: RunSummary): { changed: ChangedKey[]; sameKeys: number } {
  const [first, second] = [leavesOf(a.scenario), leavesOf(b.scenario)];
  const keys = [...new Set([...first.keys(), ...second.keys()])].filter((key) => key !== 'description');
  const changed = keys
    .map((key): ChangedKey => ({ key, values: [first.get(key), second.get(key)] }))
    .filter(({ values: [one, other] }) => !isDeepStrictEqual(one, other));
  return { changed, sameKeys: keys.length - changed.length };
}

/** What a run's rounds were drawn from, each with how it is said. The devices carry the evidence: places, rows and mean channels. */
const DRAWN: readonly (readonly [what: string, of: (summary: RunSummary) => unknown])[] = [
  ['the seeds differ', ({ scenario }) => scenario.seed],
  ['the numbers of finished rounds differ', ({ completedRounds }) => completedRounds],
  [
    'the devices differ',
    ({ devices }) => devices.map(({ id, place, presentRounds }) => ({ id, place, presentRounds })),
  ],
  ['the channels differ', ({ devices }) => devices.map(({ meanSnrHz }) => meanSnrHz)],
  [
    'the data differ',
    ({ devices, model, scenario: { learning } }) => [
      devices.map(({ rows, share }) => ({ rows, share })),
      [model.classNames, model.trainingRows, model.heldOutRows],
      [learning.batchSize, learning.task.dataset, learning.task.partition, learning.task.seed],
    ],
  ],
];

function whyUnpaired(a: RunSummary, b: RunSummary): string[] {
  return DRAWN.flatMap(([what, of]) => (isDeepStrictEqual(of(a), of(b)) ? [] : [what]));
}

const sortedIds = (ids: readonly string[]) => [...ids].sort();

function policyPair(policy: string, { runs: [a, b] }: Pick<RunPair, 'runs'>): PolicyPair {
  const [first, second] = [a, b].map(({ summary, records }) => byPolicy(summary, records).get(policy)!) as [
    readonly RoundRecord[],
    readonly RoundRecord[],
  ];
  const rounds = Math.min(first.length, second.length);
  const isSameIn = Array.from({ length: rounds }, (_, t) =>
    isDeepStrictEqual(sortedIds(first[t]!.scheduled), sortedIds(second[t]!.scheduled)),
  );
  const firstOther = isSameIn.indexOf(false);
  const summaryOf = ({ summary }: ComparedRun) => summary.policies.find((one) => one.policy === policy)!;
  const weights = (records: readonly RoundRecord[]) => records.map(({ weight }) => weight);
  return {
    policy,
    summaries: [summaryOf(a), summaryOf(b)],
    sameRounds: isSameIn.filter(Boolean).length,
    firstOther: firstOther < 0 ? undefined : firstOther + 1,
    sameObjective:
      isDeepStrictEqual(a.summary.scenario.control.penalty, b.summary.scenario.control.penalty) &&
      isDeepStrictEqual(weights(first), weights(second)),
  };
}

export function pairRuns(a: ComparedRun, b: ComparedRun): RunPair {
  const runs = [a, b] as const;
  const [first, second] = runs.map(({ summary }) => summary.policies.map(({ policy }) => policy)) as [
    string[],
    string[],
  ];
  return {
    runs,
    ...changedKeys(a.summary, b.summary),
    unpaired: whyUnpaired(a.summary, b.summary),
    policies: first.filter((policy) => second.includes(policy)).map((policy) => policyPair(policy, { runs })),
    alone: [
      first.filter((policy) => !second.includes(policy)),
      second.filter((policy) => !first.includes(policy)),
    ],
    isSame:
      isDeepStrictEqual(a.records, b.records) && isDeepStrictEqual(a.summary.policies, b.summary.policies),
  };
}
