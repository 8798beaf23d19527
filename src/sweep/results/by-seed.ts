/** Numbers out of the cells of one grid point, one for each seed. */

import type { PolicySummary } from '../../record/records.js';
import { isSeriesMetric, type MetricName, metricOf, type SweepMetric, seriesIn } from './metrics.js';
import type { RoundSeries, SeriesName, SeriesValues } from './round-series.js';

/** A cell as far as results are made of it. */
export interface CondensedCell {
  readonly infeasible?: string;
  readonly policies: readonly {
    readonly summary: Pick<PolicySummary, MetricName | 'policy' | 'rounds' | 'certifiedRounds'>;
    readonly series: RoundSeries;
    readonly diverged?: true;
  }[];
}

/** The cells of one grid point, in the order of the seeds. */
export type PointCells = readonly CondensedCell[];

/** Mean of the values there are; null without any. */
export function meanOfKnown(values: SeriesValues): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

const runOf = (cell: CondensedCell, policy: string) =>
  cell.policies.find(({ summary }) => summary.policy === policy);

/** A metric of one policy; null for a seed without it. */
export function metricBySeed(cells: PointCells, policy: string, metric: SweepMetric): (number | null)[] {
  return cells.map((cell) => {
    const run = runOf(cell, policy);
    if (!run) return null;
    return isSeriesMetric(metric)
      ? meanOfKnown(run.series[seriesIn(metric)] ?? [])
      : metricOf(run.summary, metric);
  });
}

/** Whether the training of one policy diverged, for each seed; null for one that could not be run. */
export function divergedBySeed(cells: PointCells, policy: string): (boolean | null)[] {
  return cells.map((cell) => {
    const run = runOf(cell, policy);
    return run ? run.diverged === true : null;
  });
}

/** A series of one policy; empty for a seed that could not be run. */
export function seriesBySeed(cells: PointCells, policy: string, name: SeriesName): SeriesValues[] {
  return cells.map((cell) => runOf(cell, policy)?.series[name] ?? []);
}
