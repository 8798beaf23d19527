/** One round of one policy, for whoever clicks on it: the problem, the decision, and why. */
import { formatNumber, formatSeconds, formatUnit } from '../../core/quantities.js';
import { phiIn } from '../../explain/devices.js';
import { termsOf } from '../../explain/terms.js';
import { penaltyName } from '../../problem/round/penalty/penalty.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import type { RoundRecord } from '../../record/records.js';
import type { ExplainedRound } from './explained.js';
import type { PosedRound } from './problems.js';

/** A device of a round's problem; the numbers of a decision are null for one that was not scheduled. */
export type DeviceRow = readonly [
  id: string,
  share: number,
  snrHz: number,
  uplinkBits: number,
  fixedDelayS: number,
  /** By how much the penalty falls through it, others as they are, and its value. */
  worth: number,
  bandwidthHz: number | null,
  delayS: number | null,
  energyJ: number | null,
  fate: 'in' | 'failed' | 'out',
];

export interface RoundDetail {
  readonly policy: string;
  /** From 1. */
  readonly round: number;
  /** Line of problems.ndjson and solutions.ndjson, from 1. */
  readonly line: number;
  /** Name and text of each number of the problem, and of the decision. */
  readonly problem: readonly (readonly [string, string])[];
  readonly decision: readonly (readonly [string, string])[];
  readonly certificate: string;
  readonly devices: readonly DeviceRow[];
  /** From `explain`, where it was asked; each device's by its id. */
  readonly words?: string;
  readonly deviceWords?: Readonly<Record<string, string>>;
  readonly isComplete?: boolean;
}

/** All details together, in characters of JSON, about. */
const MOST_CHARACTERS = 4e6;
const OF_A_DEVICE = 90;
const OF_A_ROUND = 900;

/** Every n-th round of all policies, so that all together stay within the bound, and every explained one. */
export function roundDetails(
  posed: readonly PosedRound[],
  explained: readonly ExplainedRound[],
  most = MOST_CHARACTERS,
): RoundDetail[] {
  const size = posed.reduce(
    (total, { problem }) => total + OF_A_ROUND + OF_A_DEVICE * problem.devices.length,
    0,
  );
  const every = Math.max(1, Math.ceil(size / most));
  const byLine = new Map(explained.map((one) => [one.line, one]));
  return posed
    .filter(({ record, line }) => record.round % every === 0 || byLine.has(line))
    .map((round) => detailOf(round, byLine.get(round.line)));
}

const short = (value: number) => Number(value.toPrecision(4));

function detailOf({ record, line, problem }: PosedRound, explained: ExplainedRound | undefined): RoundDetail {
  const worth = worths(problem, record.scheduled);
  return {
    ...{ policy: record.policy, round: record.round + 1, line },
    problem: problemFacts(problem),
    decision: decisionFacts(record, problem),
    certificate: certificateWords(record),
    devices: problem.devices.map(({ id, share, snrHz, uplinkBits, fixedDelayS }, k): DeviceRow => {
      const isIn = record.scheduled.includes(id);
      const own = (values: Readonly<Record<string, number>>) =>
        isIn && Object.hasOwn(values, id) ? short(values[id]!) : null;
      return [
        ...([id, short(share), short(snrHz), uplinkBits, short(fixedDelayS)] as const),
        short(worth[k]!),
        ...([own(record.bandwidthHz), own(record.deviceDelayS), own(record.energyJ)] as const),
        !isIn ? 'out' : record.lost?.includes(id) ? 'failed' : 'in',
      ];
    }),
    ...(explained
      ? { words: explained.words, deviceWords: explained.deviceWords, isComplete: explained.isComplete }
      : {}),
  };
}

/** By how much the objective falls through each device, others as they are, its bandwidth and energy left out. */
function worths(problem: RoundProblem, scheduled: readonly string[]): number[] {
  const phi = phiIn(problem);
  const now = phi(scheduled);
  const inside = new Set(scheduled);
  return problem.devices.map(({ id, value = 0 }) => {
    const other = inside.has(id) ? phi(scheduled.filter((one) => one !== id)) : phi([...scheduled, id]);
    return problem.penaltyWeight * Math.abs(other - now) + value;
  });
}

function problemFacts(problem: RoundProblem): [string, string][] {
  const { bandwidthHz, deadlineS, maxScheduled, minScheduled, penalty, delayKind } = problem;
  return [
    ['band', formatUnit(bandwidthHz, 'Hz')],
    ...(deadlineS === undefined ? [] : [['deadline', formatSeconds(deadlineS)] as [string, string]]),
    ['devices to choose from', String(problem.devices.length)],
    ...(maxScheduled === undefined ? [] : [['at most', `${maxScheduled} devices`] as [string, string]]),
    ...(minScheduled ? [['at least', `${minScheduled} devices`] as [string, string]] : []),
    ['penalty', `${formatNumber(problem.penaltyWeight)} times ${penaltyName(penalty)}`],
    [
      'price of a second',
      `${formatNumber(problem.delayPrice)} (${delayKind === 'mean' ? 'mean of the devices' : 'of the slowest device'})`,
    ],
  ];
}

function decisionFacts(record: RoundRecord, problem: RoundProblem): [string, string][] {
  const { scheduled, bandwidthHz } = record;
  const { penalty, delay, energy, value } = termsOf(problem, { scheduled, bandwidthHz });
  return [
    ['objective', formatNumber(record.objective)],
    ['of it penalty', formatNumber(penalty.cost)],
    ['of it delay', formatNumber(delay.cost)],
    ['of it energy', formatNumber(energy.cost)],
    ...(value > 0 ? [['less value', formatNumber(value)] as [string, string]] : []),
    ['scheduled', `${scheduled.length} of ${problem.devices.length}`],
    ['delay', formatSeconds(record.delayS)],
    ...(delay.last.length === 1 && scheduled.length > 1
      ? [['last', delay.last[0]!] as [string, string]]
      : []),
  ];
}

function certificateWords({ status, gap, bound, solver, certificate }: RoundRecord): string {
  if (!certificate.valid)
    return `The checker refused the claim of ${solver}: ${certificate.reasons.join('; ')}.`;
  switch (status) {
    case 'optimal':
      return `No schedule of this problem costs less: proven by ${solver}, and re-checked from the problem alone.`;
    case 'feasible':
      return `No schedule of this problem costs less than ${formatNumber(bound)}: the decision is at most ${formatNumber(100 * gap)} % above that (${solver}), re-checked from the problem alone.`;
    case 'infeasible':
      return `No schedule keeps the limits of this problem, proven by ${solver}; nobody was scheduled.`;
    case 'unknown':
      return `${solver} stopped without a schedule; nobody was scheduled.`;
  }
}
