/** The figures that two runs are compared by, and how a difference of them is written: never more than one seed shows. */
import {
  formatNumber,
  formatSeconds,
  formatShare,
  formatSignedPoints,
  formatUnit,
} from '../../core/quantities.js';
import type { PolicySummary } from '../../record/records.js';
import { accuracyError, keepsBudgets } from '../comparison.js';
import type { PolicyPair, RunPair } from './pair.js';

interface Measure {
  readonly title: string;
  readonly value: (policy: PolicySummary) => number | null | undefined;
  readonly text: (value: number) => string;
  /** A difference, without its sign. */
  readonly size?: (difference: number) => string;
  readonly isComparable?: (pair: PolicyPair) => boolean;
}

const MEASURES: readonly Measure[] = [
  {
    title: 'held-out accuracy',
    value: ({ accuracy }) => accuracy,
    text: formatShare,
    size: (difference) => `${formatSignedPoints(difference).slice(1)} points`,
  },
  { title: 'held-out loss (nat)', value: ({ heldOutLoss }) => heldOutLoss, text: formatNumber },
  {
    title: 'long-term objective',
    value: ({ weightedPenalty }) => weightedPenalty,
    text: formatNumber,
    isComparable: ({ sameObjective }) => sameObjective,
  },
  { title: 'average delay', value: ({ averageDelayS }) => averageDelayS, text: formatSeconds },
  { title: 'devices a round', value: ({ devicesPerRound }) => devicesPerRound, text: formatNumber },
  {
    title: 'energy of all devices',
    value: ({ totalEnergyJ }) => totalEnergyJ,
    text: (value) => formatUnit(value, 'J'),
  },
  {
    title: 'over the air',
    value: ({ uplinkBits, downlinkBits }) => uplinkBits + downlinkBits,
    text: (value) => formatUnit(value, 'bit'),
  },
];

export interface MeasureRow {
  readonly policy: string;
  readonly measure: string;
  readonly values: readonly [string, string];
  /** Second less first; why there is none, where there is none. */
  readonly difference: string;
}

const signed = (difference: number, size: (difference: number) => string) =>
  difference === 0 ? 'none' : `${difference > 0 ? '+' : '\u2212'}${size(Math.abs(difference))}`;

/** Of the texts alone: scored on the same ones, a difference has at most the error of two independent samples. */
function accuracyWords(pair: RunPair, [p, q]: readonly [number, number]): string {
  if (p === q) return '';
  const [a, b] = pair.runs;
  const error = Math.hypot(accuracyError(p, a.summary), accuracyError(q, b.summary));
  return Math.abs(p - q) <= 2 * error ? ', not told apart by these texts' : '';
}

function differenceOf(
  pair: RunPair,
  policy: PolicyPair,
  measure: Measure,
  values: readonly [number, number],
): string {
  if (pair.unpaired.length > 0) return 'not paired';
  if (measure.isComparable?.(policy) === false) return 'other objective';
  const words = signed(values[1] - values[0], measure.size ?? measure.text);
  return measure.title === 'held-out accuracy' ? `${words}${accuracyWords(pair, values)}` : words;
}

/** A smaller figure of a run over its budget is no better one. */
function budgetsInWords(policy: PolicySummary): string {
  if (keepsBudgets(policy)) return 'kept';
  if (policy.overspentDevices === 0) return 'delay over';
  return policy.overspent ? 'both over' : 'energy over';
}

/** Of the policies that both played; what one of them has not measured is left out. */
export function measureRows(pair: RunPair): MeasureRow[] {
  return pair.policies.flatMap((policy) => [
    ...MEASURES.flatMap((measure): MeasureRow[] => {
      const [first, second] = policy.summaries.map(measure.value);
      if (first == null || second == null) return [];
      return [
        {
          policy: policy.policy,
          measure: measure.title,
          values: [measure.text(first), measure.text(second)],
          difference: differenceOf(pair, policy, measure, [first, second]),
        },
      ];
    }),
    {
      policy: policy.policy,
      measure: 'budgets',
      values: [budgetsInWords(policy.summaries[0]), budgetsInWords(policy.summaries[1])],
      difference: '',
    },
  ]);
}
