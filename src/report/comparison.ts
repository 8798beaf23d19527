/** The side-by-side table, once for the page and the terminal: what is compared, and which value is best. */

import { isAtBound } from '../core/above-bound.js';
import { formatAligned, formatNumber, formatShare, formatUnit, plural } from '../core/quantities.js';
import type { PolicySummary, RoundRecord, RunAudit, RunSummary } from '../record/records.js';
import { assessMeanIterate, participationOfRun } from '../validation/index.js';
import { energyBudgetInWords } from './energy-budget.js';
import { byPolicy } from './series.js';

/** One compared figure. */
export interface Column {
  /** Which columns give way first where a line is narrow: the largest; 0 never does. */
  readonly yields: number;
  /** Whether a policy is over the budget of this figure, and what there is to say of it, for the page. */
  readonly isOver?: (policy: PolicySummary) => boolean;
  readonly words?: (policy: PolicySummary, summary: RunSummary) => string;
  /** Whether two values are not told apart by one run. */
  readonly isTie?: (a: PolicySummary, b: PolicySummary, summary: RunSummary) => boolean;
  readonly title: string;
  /** Short title, for the terminal. */
  readonly short: string;
  readonly value: (policy: PolicySummary) => number;
  readonly text: (policy: PolicySummary, summary: RunSummary) => string;
  /** Left out of the terminal's table, which has no room for all. */
  readonly pageOnly?: true;
  /** Which end is the better one; absent where neither is. */
  readonly better?: 'more' | 'less';
}

/** Standard error of an accuracy, of the texts it was scored on alone: other seeds would add to it. */
export function accuracyError(accuracy: number, { model }: RunSummary): number {
  return Math.sqrt((accuracy * (1 - accuracy)) / model.heldOutRows);
}

/** Two accuracies are not told apart within this many standard errors of their difference. */
const TIE_ERRORS = 2;

/** Scored on the same texts, their difference has at most the error of two independent samples. */
export function accuracyTie(a: PolicySummary, b: PolicySummary, summary: RunSummary): boolean {
  const [p, q] = [a.accuracy, b.accuracy];
  if (p === undefined || q === undefined) return false;
  const error = Math.hypot(accuracyError(p, summary), accuracyError(q, summary));
  return Math.abs(p - q) <= TIE_ERRORS * error;
}

/** In %, or as a difference where the bound is 0 and has no per cent; a dash without a bound. */
function aboveText(
  objective: number | undefined,
  gap: number | null | undefined,
  bound: number | undefined,
): string {
  if (gap != null) return formatGap(gap);
  if (bound === undefined || objective === undefined) return '-';
  return isAtBound(objective, bound) ? 'at it' : `+${formatNumber(objective - bound)}`;
}

/** "3 devices over budget"; nothing where energy is not limited. */
function energyInWords({ overspentDevices }: PolicySummary, { scenario }: RunSummary): string {
  if (energyBudgetInWords(scenario) === undefined) return '';
  return overspentDevices === 0
    ? 'every device within budget'
    : `${plural(overspentDevices, 'device')} over budget`;
}

/** What is not known is shown as a dash. */
const known = (value: number | null | undefined) => value ?? Number.NaN;

const bits = (policy: PolicySummary) => policy.uplinkBits + policy.downlinkBits;

/** Of runs that train. */
const LEARNED: readonly Column[] = [
  {
    title: 'Held-out accuracy',
    short: 'accuracy',
    yields: 0,
    value: (policy) => known(policy.accuracy),
    text: (policy) => formatShare(known(policy.accuracy)),
    isTie: accuracyTie,
    better: 'more',
  },
  {
    title: 'Held-out loss',
    short: 'loss',
    yields: 0,
    value: (policy) => known(policy.heldOutLoss),
    text: (policy) => formatAligned(known(policy.heldOutLoss)),
    better: 'less',
  },
];

/** Of runs that only decide, in the place of what was learned. */
const DECIDED: readonly Column[] = [
  {
    title: 'Long-term objective',
    short: 'objective',
    yields: 0,
    value: (policy) => policy.weightedPenalty,
    text: (policy) => formatAligned(policy.weightedPenalty),
    better: 'less',
  },
];

const GAP_BOUND: Column = {
  title: 'Bound on the gap',
  short: 'bound',
  yields: 1,
  value: (policy) => known(policy.gapBound),
  text: (policy) => formatAligned(known(policy.gapBound)),
  better: 'less',
};

/** Every bound of the run, the one that ranks policies first: T4 counts who was heard over the rounds, Theorem 2 does not (theory 9.5). */
function boundColumns(
  summary: RunSummary,
  records: readonly RoundRecord[],
  audit: RunAudit | undefined,
): readonly Column[] {
  const found = assessMeanIterate(summary, records, audit);
  if (!found) return [GAP_BOUND];
  const gradientOf = new Map(found.map(({ policy, gradient }) => [policy, gradient]));
  const value = ({ policy }: PolicySummary) => gradientOf.get(policy)!;
  return [
    {
      title: 'Bound on the mean gradient (T4)',
      short: 'T4',
      yields: 1,
      value,
      text: (policy) => formatAligned(value(policy)),
      better: 'less',
    },
    { ...GAP_BOUND, title: 'Bound on the gap (Theorem 2)', pageOnly: true },
  ];
}

function neverHeardColumn(summary: RunSummary, records: readonly RoundRecord[]): Column {
  const unheardOf = new Map(
    [...byPolicy(summary, records)].map(([policy, own]) => [
      policy,
      participationOfRun(summary, own).neverHeard,
    ]),
  );
  const value = ({ policy }: PolicySummary) => known(unheardOf.get(policy));
  return {
    title: 'Devices never heard',
    short: 'unheard',
    yields: 3,
    value,
    text: (policy) => String(value(policy)),
    better: 'less',
  };
}

/** Of runs with the policy `balanced`. */
const BALANCE: Column = {
  title: 'Long-term balance above its bound',
  short: 'balance',
  yields: 4,
  value: (policy) => known(policy.balanceGap),
  text: ({ balanceObjective, balanceGap }, { balance }) =>
    aboveText(balanceObjective, balanceGap, balance?.bound),
  better: 'less',
  pageOnly: true,
};

const ALWAYS: readonly Column[] = [
  {
    title: 'Above the clairvoyant bound',
    short: 'above best',
    yields: 0,
    value: (policy) => policy.clairvoyantGap ?? Number.NaN,
    text: ({ weightedPenalty, clairvoyantGap }, { clairvoyant }) =>
      aboveText(weightedPenalty, clairvoyantGap, clairvoyant?.bound),
    better: 'less',
  },
  {
    title: 'Average delay of a round',
    short: 'avg delay',
    yields: 0,
    value: (policy) => policy.averageDelayS,
    text: (policy) => `${formatAligned(policy.averageDelayS)} s`,
    isOver: (policy) => policy.overspent,
    words: budgetInWords,
    better: 'less',
  },
  {
    title: 'Devices a round',
    short: 'devices',
    yields: 2,
    value: (policy) => policy.devicesPerRound,
    text: (policy) => formatAligned(policy.devicesPerRound),
    better: 'more',
  },
  {
    title: 'Energy of all devices',
    short: 'energy',
    yields: 3,
    value: (policy) => policy.totalEnergyJ,
    text: (policy) => formatUnit(policy.totalEnergyJ, 'J'),
    isOver: (policy) => policy.overspentDevices > 0,
    words: energyInWords,
    better: 'less',
  },
  {
    title: 'Over the air',
    short: 'on air',
    yields: 5,
    value: bits,
    text: (policy) => formatUnit(bits(policy), 'bit'),
    better: 'less',
    pageOnly: true,
  },
  {
    title: 'Rounds certified',
    short: 'certified',
    yields: 4,
    value: (policy) => policy.certifiedRounds,
    text: (policy) => `${policy.certifiedRounds}/${policy.rounds}`,
  },
];

/**
 * Columns for what a run has measured.
 * @param audit of that run, where it was audited
 */
export const columnsOf = (
  summary: RunSummary,
  records: readonly RoundRecord[],
  audit?: RunAudit,
): readonly Column[] => [
  ...(summary.scenario.learning.train ? LEARNED : DECIDED),
  ...(summary.constants ? boundColumns(summary, records, audit) : []),
  ...ALWAYS,
  ...(summary.balance ? [BALANCE] : []),
  neverHeardColumn(summary, records),
];

/** Beyond this a share of a bound near 0 says nothing any more. */
const LARGEST_GAP = 9.99;

/** A gap to the clairvoyant bound, relative to that bound. */
export const formatGap = (gap: number) => (gap > LARGEST_GAP ? '> 999 %' : formatShare(gap));

/** Whether the delay and every device's energy stayed within their budgets. */
export const keepsBudgets = ({ overspent, overspentDevices }: PolicySummary) =>
  !overspent && overspentDevices === 0;

/**
 * Whether a value is the best of its column, or not told apart from it, among the policies that kept every budget (among
 * all when none did): a policy that overspends, or that never hears from anybody, is not a winner by it. Where one policy
 * alone kept the budgets there is nobody to be better than.
 */
export function isBest(column: Column, policy: PolicySummary, summary: RunSummary): boolean {
  const { policies } = summary;
  if (!column.better || policies.length < 2) return false;
  const keeping = policies.filter((one) => keepsBudgets(one) && one.devicesPerRound > 0);
  const rivals = keeping.length > 0 ? keeping : policies;
  if (rivals.length < 2 || !rivals.includes(policy)) return false;
  const scored = rivals.filter((one) => Number.isFinite(column.value(one)));
  const sign = column.better === 'more' ? 1 : -1;
  const best = scored.reduce<PolicySummary | undefined>(
    (a, b) => (a && sign * column.value(a) >= sign * column.value(b) ? a : b),
    undefined,
  );
  if (!best) return false;
  return column.value(policy) === column.value(best) || (column.isTie?.(policy, best, summary) ?? false);
}

/** "within budget", "over budget by 12 %", "2.57 times the budget". */
export function budgetInWords({ averageDelayS, delayBudgetS, overspent }: PolicySummary): string {
  if (!overspent) return 'within budget';
  const times = averageDelayS / delayBudgetS;
  if (times >= 2) return `${formatAligned(times)} times the budget`;
  return `over budget by ${times < 1.001 ? 'less than 0.1 %' : formatShare(times - 1)}`;
}
