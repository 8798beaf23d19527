/** The points of a sweep's figures: means with intervals, one line for each policy and each value that is not x. */

import type { FigureSpec, GridPoint, SweepPlan } from '../cells/plan.js';
import { meanOfKnown, metricBySeed, type PointCells, seriesBySeed } from './by-seed.js';
import { estimateOver } from './estimate.js';
import { fitGuide, type GuideLine } from './guides.js';
import { isSeriesMetric, type SeriesMetric, type SweepMetric, seriesIn } from './metrics.js';
import type { SeriesValues } from './round-series.js';

export interface FigurePoint {
  readonly series: string;
  /** A number on a linear or logarithmic axis, else the value as written. */
  readonly x: number | string;
  readonly mean: number;
  /** Ends of the 95 % interval; equal to the mean where there is a single value. */
  readonly low: number;
  readonly high: number;
}

export interface FigurePanel {
  readonly y: SweepMetric;
  readonly points: readonly FigurePoint[];
  readonly guides: readonly GuideLine[];
}

export interface FigureData {
  /** In the order of the legend. */
  readonly series: readonly string[];
  readonly panels: readonly FigurePanel[];
}

/** One line of a figure before x runs along it: a policy at a fixed value of every key but x. */
interface Line {
  readonly name: string;
  readonly policy: string;
  /** Grid points along the line, in the order of x; a single one where x is a series of the rounds. */
  readonly points: readonly number[];
}

const lastStep = (key: string) => key.slice(key.lastIndexOf('.') + 1);

function linesOf(plan: SweepPlan, figure: FigureSpec): Line[] {
  const { axes, points } = plan;
  const policies = figure.policies ?? plan.policies;
  const fixed = axes.flatMap(({ key }, a) => (key === figure.x ? [] : [a]));
  const nameOf = (policy: string, point: GridPoint) => {
    const values = fixed
      .filter((a) => axes[a]!.labels.length > 1)
      .map((a) => `${lastStep(axes[a]!.key)} ${axes[a]!.labels[point[a]!]}`);
    return [...(policies.length > 1 || values.length === 0 ? [policy] : []), ...values].join(', ');
  };
  return policies.flatMap((policy) => {
    const lines = new Map<string, number[]>();
    points.forEach((point, p) => {
      const name = nameOf(policy, point);
      lines.set(name, [...(lines.get(name) ?? []), p]);
    });
    return [...lines].map(([name, own]) => ({ name, policy, points: own }));
  });
}

function pointOf(series: string, x: number | string, values: readonly (number | null)[]): FigurePoint[] {
  const estimate = estimateOver(values);
  if (!estimate) return [];
  const { mean } = estimate;
  const half = estimate.halfWidth ?? 0;
  return [{ series, x, mean, low: mean - half, high: mean + half }];
}

/** Along a varied key. */
function pointsAlongKey(
  plan: SweepPlan,
  figure: FigureSpec,
  byPoint: readonly PointCells[],
  line: Line,
  y: SweepMetric,
): FigurePoint[] {
  const a = plan.axes.findIndex(({ key }) => key === figure.x);
  const { labels, numbers } = plan.axes[a]!;
  return line.points.flatMap((p) => {
    const index = plan.points[p]![a]!;
    const x = numbers ? numbers[index]! : labels[index]!;
    return pointOf(line.name, x, metricBySeed(byPoint[p]!, line.policy, y));
  });
}

/** Means over blocks of neighbouring rounds. */
function inBlocks(values: SeriesValues, every: number): SeriesValues {
  return Array.from({ length: Math.ceil(values.length / every) }, (_, block) =>
    meanOfKnown(values.slice(block * every, (block + 1) * every)),
  );
}

/** Along the rounds. In a block only rounds with a y count, for x too: an accuracy stands at the round it was scored in. */
function pointsAlongRounds(
  figure: FigureSpec,
  byPoint: readonly PointCells[],
  line: Line,
  y: SeriesMetric,
): FigurePoint[] {
  const cells = byPoint[line.points[0]!]!;
  const bySeed = (metric: SeriesMetric) => seriesBySeed(cells, line.policy, seriesIn(metric));
  const ys = bySeed(y);
  const xs = bySeed(figure.x as SeriesMetric).map((values, seed) =>
    inBlocks(
      values.map((x, t) => (ys[seed]![t] === null ? null : x)),
      figure.every,
    ),
  );
  const blocks = ys.map((values) => inBlocks(values, figure.every));
  const count = Math.max(0, ...blocks.map((values) => values.length));
  return Array.from({ length: count }, (_, block) => {
    const x = meanOfKnown(xs.map((own) => own[block] ?? null));
    const values = blocks.map((own) => own[block] ?? null);
    return x === null ? [] : pointOf(line.name, x, values);
  }).flat();
}

/** Guides need numbers on the x axis; they are fitted to the first line of their policy. */
function guidesOf(
  figure: FigureSpec,
  lines: readonly Line[],
  y: SweepMetric,
  points: readonly FigurePoint[],
) {
  return figure.guides.flatMap((guide) => {
    const line = lines.find(({ policy }) => policy === (guide.policy ?? policy));
    if (guide.y !== y || !line) return [];
    const own = points.flatMap(({ series, x, mean }) =>
      series === line.name && typeof x === 'number' ? [{ x, y: mean }] : [],
    );
    return fitGuide(guide.shape, own) ?? [];
  });
}

/** @param byPoint the cells of each grid point of the plan */
export function figureData(plan: SweepPlan, figure: FigureSpec, byPoint: readonly PointCells[]): FigureData {
  const lines = linesOf(plan, figure);
  const panels = figure.y.map((y) => {
    const points = lines.flatMap((line) =>
      isSeriesMetric(figure.x) && isSeriesMetric(y)
        ? pointsAlongRounds(figure, byPoint, line, y)
        : pointsAlongKey(plan, figure, byPoint, line, y),
    );
    return { y, points, guides: guidesOf(figure, lines, y, points) };
  });
  return { series: lines.map(({ name }) => name), panels };
}
