/**
 * What a sweep is: a full grid over scenario keys, every grid point on the same seeds. A cell is one grid point
 * with one seed, which is one run of one scenario with all its policies: pairing by seed is by construction.
 */
import type { Scenario } from '../../scenario/scenario.js';
import type { SweepMetric } from '../results/metrics.js';

/** One scenario key that is varied. */
export interface SweepAxis {
  /** Dotted path of the key in a scenario file, e.g. `radio.bandwidth`. */
  readonly key: string;
  /** The values as they are written, one short text each. */
  readonly labels: readonly string[];
  /** The same as numbers in `unit`, where every value is one. */
  readonly numbers?: readonly number[];
  /** As written behind every number; '' for plain numbers. */
  readonly unit: string;
}

/** Position on each axis, in the order of the axes. */
export type GridPoint = readonly number[];

/** Where a cell's scenario comes from: another machine reads it again, by the scenario's own schema. */
export interface CellOrigin {
  /** Content of the scenario's document at the grid point. */
  readonly document: unknown;
  /** Whether it is the small version. */
  readonly quick: boolean;
}

export interface SweepCell {
  /** Index into SweepPlan.points. */
  readonly point: number;
  readonly seed: number;
  readonly scenario: Scenario;
  /** Name of the cell's result, by everything that decides it: see fingerprint.ts. */
  readonly fingerprint: string;
  readonly origin: CellOrigin;
}

/** Shapes that a guide line can have as a function of x: a + b / x, a + b x. */
export const GUIDE_SHAPES = ['inverse', 'linear'] as const;

export interface GuideSpec {
  readonly shape: (typeof GUIDE_SHAPES)[number];
  /** Of the figure's y. */
  readonly y: SweepMetric;
  /** The policy it is fitted to; where absent, the first series. */
  readonly policy?: string;
}

/** What a figure shows: one panel for each y, one line for each policy and value of the keys that are not x. */
export interface FigureSpec {
  readonly title: string;
  readonly caption: string;
  /** A varied key, or a series of the rounds, e.g. `rounds.totalDelayS`. */
  readonly x: string;
  /** One panel each; series of the rounds when x is one. */
  readonly y: readonly SweepMetric[];
  readonly xScale: 'linear' | 'log';
  readonly yScale: 'linear' | 'log';
  /** Policies shown; where absent, all. */
  readonly policies?: readonly string[];
  /** Over the rounds: this many rounds are averaged into one point. */
  readonly every: number;
  readonly guides: readonly GuideSpec[];
}

export interface SweepPlan {
  readonly name: string;
  readonly description: string;
  readonly axes: readonly SweepAxis[];
  readonly seeds: readonly number[];
  /** Of every cell; differences are to the first. */
  readonly policies: readonly string[];
  readonly points: readonly GridPoint[];
  /** Seed by seed, so that an interrupted sweep has whole grids. */
  readonly cells: readonly SweepCell[];
  readonly metrics: readonly SweepMetric[];
  readonly figures: readonly FigureSpec[];
}

/** All combinations, the last axis fastest. No axes: the one point that varies nothing. */
export function gridPoints(axes: readonly Pick<SweepAxis, 'labels'>[]): GridPoint[] {
  return axes.reduce<GridPoint[]>(
    (points, { labels }) => points.flatMap((point) => labels.map((_, i) => [...point, i])),
    [[]],
  );
}
