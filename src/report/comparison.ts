/** The side-by-side table, once for the page and the terminal: what is compared, and which value is best. */

import { formatAligned, formatShare, formatUnit } from '../core/quantities.js';
import type { PolicySummary, RunSummary } from '../record/records.js';

/** One compared figure. */
export interface Column {
  readonly title: string;
  /** Short title, for the terminal. */
  readonly short: string;
  readonly value: (policy: PolicySummary) => number;
  readonly text: (policy: PolicySummary) => string;
  /** Left out of the terminal's table, which has no room for all. */
  readonly pageOnly?: true;
  /** Which end is the better one; absent where neither is. */
  readonly better?: 'more' | 'less';
}

/** What is not known is shown as a dash. */
const known = (value: number | undefined) => value ?? Number.NaN;

const bits = (policy: PolicySummary) => policy.uplinkBits + policy.downlinkBits;

/** Of runs that train. */
const LEARNED: readonly Column[] = [
  {
    title: 'Held-out accuracy',
    short: 'accuracy',
    value: (policy) => known(policy.accuracy),
    text: (policy) => formatShare(known(policy.accuracy)),
    better: 'more',
  },
  {
    title: 'Held-out loss',
    short: 'loss',
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
    value: (policy) => policy.weightedPenalty,
    text: (policy) => formatAligned(policy.weightedPenalty),
    better: 'less',
  },
];

const ALWAYS: readonly Column[] = [
  {
    title: 'Bound on the gap',
    short: 'bound',
    value: (policy) => policy.gapBound,
    text: (policy) => formatAligned(policy.gapBound),
    better: 'less',
  },
  {
    title: 'Above the clairvoyant bound',
    short: 'above best',
    value: (policy) => policy.clairvoyantGap ?? Number.NaN,
    text: (policy) => (policy.clairvoyantGap === null ? '-' : formatGap(policy.clairvoyantGap)),
    better: 'less',
  },
  {
    title: 'Average delay of a round',
    short: 'avg delay',
    value: (policy) => policy.averageDelayS,
    text: (policy) => `${formatAligned(policy.averageDelayS)} s${policy.overspent ? ' over' : ''}`,
    better: 'less',
  },
  {
    title: 'Devices a round',
    short: 'devices',
    value: (policy) => policy.devicesPerRound,
    text: (policy) => formatAligned(policy.devicesPerRound),
    better: 'more',
  },
  {
    title: 'Energy of all devices',
    short: 'energy',
    value: (policy) => policy.totalEnergyJ,
    text: (policy) => formatUnit(policy.totalEnergyJ, 'J'),
    better: 'less',
  },
  {
    title: 'Over the air',
    short: 'on air',
    value: bits,
    text: (policy) => formatUnit(bits(policy), 'bit'),
    better: 'less',
    pageOnly: true,
  },
  {
    title: 'Rounds certified',
    short: 'certified',
    value: (policy) => policy.certifiedRounds,
    text: (policy) => `${policy.certifiedRounds}/${policy.rounds}`,
  },
];

/** Columns for what a run has measured. */
export const columnsOf = ({ scenario }: RunSummary): readonly Column[] => [
  ...(scenario.learning.train ? LEARNED : DECIDED),
  ...ALWAYS,
];

/** Beyond this a share of a bound near 0 says nothing any more. */
const LARGEST_GAP = 9.99;

/** A gap to the clairvoyant bound. */
export const formatGap = (gap: number) => (gap > LARGEST_GAP ? '> 999 %' : formatShare(gap));

/** Whether the delay and every device's energy stayed within their budgets. */
export const keepsBudgets = ({ overspent, overspentDevices }: PolicySummary) =>
  !overspent && overspentDevices === 0;

/**
 * Whether a value is the best of its column, among the policies that kept every budget (among all when
 * none did): a policy that overspends, or that never hears from anybody, is not a winner by it.
 */
export function isBest(column: Column, policy: PolicySummary, policies: readonly PolicySummary[]): boolean {
  if (!column.better || policies.length < 2) return false;
  const keeping = policies.filter((one) => keepsBudgets(one) && one.devicesPerRound > 0);
  const rivals = keeping.length > 0 ? keeping : policies;
  if (!rivals.includes(policy)) return false;
  const values = rivals.map(column.value).filter(Number.isFinite);
  const best = column.better === 'more' ? Math.max(...values) : Math.min(...values);
  return column.value(policy) === best;
}

/** "within budget", "over budget by 12 %", "2.57 times the budget". */
export function budgetInWords({ averageDelayS, delayBudgetS, overspent }: PolicySummary): string {
  if (!overspent) return 'within budget';
  const times = averageDelayS / delayBudgetS;
  if (times >= 2) return `${formatAligned(times)} times the budget`;
  return `over budget by ${times < 1.001 ? 'less than 0.1 %' : formatShare(times - 1)}`;
}
