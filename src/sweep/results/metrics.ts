/** What a sweep can average: every number of a policy's summary, and the mean over the rounds of every series. */
import type { PolicySummary } from '../../record/records.js';
import type { LearningConfig } from '../../scenario/scenario.js';
import { type Quantity, ROUND_SERIES, type SeriesName } from './round-series.js';

type Summarised = number | boolean | null | undefined;

/** Names of the fields of a summary that hold one number, or a yes or no (its mean is the share of yes). */
type NumericField = {
  [Field in keyof PolicySummary]-?: PolicySummary[Field] extends Summarised ? Field : never;
}[keyof PolicySummary];

/** A field added to the summary needs its line here: the compiler asks for it. */
const METRICS = {
  rounds: { title: 'rounds', unit: '' },
  accuracy: { title: 'held-out accuracy', unit: '' },
  heldOutLoss: { title: 'held-out loss', unit: 'nat' },
  drift: { title: 'distance of the trained model from the initial one', unit: '' },
  gapBound: { title: 'bound on the gap', unit: 'nat' },
  averageDelayS: { title: 'average delay of a round', unit: 's' },
  delayBudgetS: { title: 'delay budget', unit: 's' },
  overspent: { title: 'share of runs over the delay budget', unit: '' },
  totalDelayS: { title: 'total delay', unit: 's' },
  devicesPerRound: { title: 'devices a round', unit: '' },
  emptyRounds: { title: 'rounds with nobody', unit: '' },
  totalEnergyJ: { title: 'energy of all devices', unit: 'J' },
  uplinkBits: { title: 'sent up', unit: 'bit' },
  downlinkBits: { title: 'sent down', unit: 'bit' },
  weightedPenalty: { title: 'long-term objective', unit: '' },
  clairvoyantGap: { title: 'objective above the clairvoyant bound', unit: '' },
  balanceObjective: { title: 'long-term balance', unit: '' },
  balanceGap: { title: 'long-term balance above its clairvoyant bound', unit: '' },
  overspentDevices: { title: 'devices over their energy budget', unit: '' },
  certifiedRounds: { title: 'rounds certified', unit: '' },
  optimalRounds: { title: 'rounds proven optimal', unit: '' },
} as const satisfies Readonly<Record<NumericField, Quantity>>;

export type MetricName = NumericField;

/** A number of the summary, or `rounds.X`: the mean of a series over the rounds that have a value. */
export type SweepMetric = MetricName | SeriesMetric;
export type SeriesMetric = `rounds.${SeriesName}`;

const SERIES_PREFIX = 'rounds.';

export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];
export const SERIES_METRIC_NAMES = Object.keys(ROUND_SERIES).map(
  (name) => `${SERIES_PREFIX}${name}` as SeriesMetric,
);

export function isSeriesMetric(name: string): name is SeriesMetric {
  return (SERIES_METRIC_NAMES as readonly string[]).includes(name);
}

export const seriesIn = (metric: SeriesMetric) => metric.slice(SERIES_PREFIX.length) as SeriesName;

export function quantityOf(metric: SweepMetric): Quantity {
  return isSeriesMetric(metric) ? ROUND_SERIES[seriesIn(metric)] : METRICS[metric];
}

const TRAINED: readonly SweepMetric[] = [
  'accuracy',
  'heldOutLoss',
  'drift',
  'rounds.accuracy',
  'rounds.heldOutLoss',
  'rounds.trainingLoss',
];

/** Whether a run with this learning has values of a metric. */
export const isMeasured = (metric: SweepMetric, { train }: Pick<LearningConfig, 'train'>): boolean =>
  train || !TRAINED.includes(metric);

/** The value in one run; null where the run has none. */
export function metricOf(summary: Pick<PolicySummary, MetricName>, name: MetricName): number | null {
  const value: Summarised = summary[name];
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
