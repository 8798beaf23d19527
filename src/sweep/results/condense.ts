/** What a sweep's results need of a cell, so that tens of thousands of cells fit into memory at once. */
import type { SweepPlan } from '../cells/plan.js';
import type { CellResult } from '../cells/run-cell.js';
import { type CondensedCell, meanOfKnown } from './by-seed.js';
import { isSeriesMetric, METRIC_NAMES, type SeriesMetric, type SweepMetric, seriesIn } from './metrics.js';
import type { RoundSeries } from './round-series.js';

const seriesMetrics = (metrics: readonly SweepMetric[]) =>
  metrics.filter((metric): metric is SeriesMetric => isSeriesMetric(metric)).map(seriesIn);

/** Series that a figure draws along the rounds are kept whole, others whose mean is asked for as their mean. */
export function condenser({ metrics, figures }: SweepPlan): (cell: CellResult) => CondensedCell {
  const along = figures.filter(({ x }) => isSeriesMetric(x as SweepMetric));
  const whole = new Set(seriesMetrics(along.flatMap(({ x, y }) => [x as SweepMetric, ...y])));
  const means = new Set(seriesMetrics([...metrics, ...figures.flatMap(({ y }) => y)]));
  const fields = ['policy', 'rounds', 'certifiedRounds', ...METRIC_NAMES] as const;
  const seriesOf = (series: RoundSeries): RoundSeries =>
    Object.fromEntries([
      ...[...means].map((name) => [name, [meanOfKnown(series[name] ?? [])]]),
      ...[...whole].map((name) => [name, series[name] ?? []]),
    ]);
  return ({ infeasible, policies }) => ({
    ...(infeasible === undefined ? {} : { infeasible }),
    policies: policies.map(({ summary, series, diverged }) => ({
      summary: Object.fromEntries(
        fields.flatMap((field) => (summary[field] === undefined ? [] : [[field, summary[field]]])),
      ) as CondensedCell['policies'][number]['summary'],
      series: seriesOf(series),
      ...(diverged ? { diverged } : {}),
    })),
  });
}
