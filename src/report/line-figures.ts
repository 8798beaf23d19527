/** Figures with one line a policy: accuracy, loss, bound, delay and queue. */
import type { TopLevelSpec } from 'vega-lite';
import { formatSeconds } from '../core/quantities.js';
import type { RunSummary } from '../record/records.js';
import type { Figure } from './figure.js';
import type { PolicyPoint, ScorePoint } from './series.js';
import { policyEncoding } from './svg.js';

interface Axis {
  readonly field: string;
  readonly title: string;
  readonly format?: string;
  readonly zero?: boolean;
  readonly log?: boolean;
  /** Where the values do not say how far the axis goes. */
  readonly domain?: readonly [number, number];
}

const SIZE = { width: 420, height: 250 } as const;

function axis({ field, title, format, zero = true, log = false, domain }: Axis) {
  return {
    field,
    type: 'quantitative' as const,
    axis: {
      title,
      ...(format ? { format } : {}),
      ...(field === 'round' ? { format: 'd', tickMinStep: 1 } : {}),
    },
    scale: log ? { type: 'log' as const } : { zero, nice: true, ...(domain ? { domain: [...domain] } : {}) },
  };
}

/** One line a policy; points too where there are few. */
export function lines<Point extends { policy: string }>(
  policies: readonly string[],
  values: readonly Point[],
  x: Axis,
  y: Axis,
  { points = false, more = [] as object[] } = {},
): TopLevelSpec {
  const look = policyEncoding(policies);
  const xy = { x: axis(x), y: axis(y) };
  const line = {
    mark: { type: 'line', strokeWidth: 2 },
    encoding: { ...xy, ...(points ? look.lineUnderPoints : look.line) },
  };
  const dots = {
    mark: { type: 'point', filled: true, size: 40, opacity: 1 },
    encoding: { ...xy, ...look.point },
  };
  return {
    ...SIZE,
    data: { values: [...values] as object[] },
    layer: [...more, line, ...(points ? [dots] : [])],
  } as TopLevelSpec;
}

const ROUNDS: Axis = { field: 'round', title: 'rounds done' };
export const ROUND: Axis = { field: 'round', title: 'round' };
const ELAPSED: Axis = { field: 'elapsedS', title: 'total delay since the start (simulated s)' };
const ACCURACY: Axis = { field: 'accuracy', title: 'held-out accuracy', format: '.0%', zero: false };

export function accuracyFigures(policies: readonly string[], scores: readonly ScorePoint[]): Figure[] {
  return [
    {
      id: 'accuracy-rounds',
      title: 'Accuracy against rounds',
      caption:
        'Share of held-out rows that the model gets right. Round 0 is the initial model, the same for all. Higher is better.',
      wide: false,
      spec: lines(policies, scores, ROUNDS, ACCURACY, { points: true }),
    },
    {
      id: 'accuracy-delay',
      title: 'Accuracy against total delay',
      caption:
        'The same accuracies over the time the rounds took. A line that ends further right spent more time; compare heights at the same time.',
      wide: false,
      spec: lines(policies, scores, ELAPSED, ACCURACY, { points: true }),
    },
  ];
}

/** A ratio above which a linear axis would flatten all but the largest values. */
const LOG_FROM = 50;

/** Whether values are all positive and span so much. */
export function needsLog(values: readonly number[]): boolean {
  const positive = values.filter((value) => value > 0);
  return positive.length === values.length && Math.max(...positive) > LOG_FROM * Math.min(...positive);
}

export function lossFigure(policies: readonly string[], scores: readonly ScorePoint[]): Figure {
  return {
    id: 'loss',
    title: 'Measured loss',
    caption: 'Cross-entropy on the held-out rows, in nats. Lower is better.',
    wide: false,
    spec: lines(
      policies,
      scores,
      ROUNDS,
      { field: 'loss', title: 'held-out loss (nat)', zero: false },
      { points: true },
    ),
  };
}

export function boundFigure(policies: readonly string[], points: readonly PolicyPoint[]): Figure {
  const log = needsLog(points.flatMap(({ gapBound }) => gapBound ?? []));
  return {
    id: 'bound',
    title: 'Bound on the gap',
    caption: `What the convergence theorem allows the training loss to be above its least value, with constants estimated at the start of the run${log ? ' (logarithmic axis)' : ''}. Read the order of the lines, and see the limitations below for its level.`,
    wide: false,
    spec: lines(policies, points, ROUNDS, {
      field: 'gapBound',
      title: 'bound on F - F* (nat)',
      zero: false,
      log,
    }),
  };
}

export function delayFigures(
  summary: RunSummary,
  policies: readonly string[],
  points: readonly PolicyPoint[],
): Figure[] {
  const budgetS = summary.scenario.constraints.averageDelayS;
  const rule = {
    data: { values: [{ budgetS, label: 'budget', round: 0 }] },
    encoding: { y: { field: 'budgetS', type: 'quantitative' } },
    layer: [
      { mark: { type: 'rule', color: '#444444', strokeWidth: 1.5 } },
      {
        mark: { type: 'text', align: 'left', dx: 4, dy: -6, color: '#444444', fontSize: 11 },
        encoding: { text: { field: 'label' }, x: { field: 'round', type: 'quantitative' } },
      },
    ],
  };
  const delay: Axis = { field: 'averageDelayS', title: 'average delay so far (s)' };
  return [
    {
      id: 'delay',
      title: 'Average delay against its budget',
      caption: `Mean delay of the rounds so far. The horizontal line is the budget of ${formatSeconds(budgetS)}; only where a line ends counts. A line that starts low and rises saves time early, to spend it on the later rounds that weigh more.`,
      wide: false,
      spec: lines(policies, points, ROUNDS, delay, { more: [rule] }),
    },
    {
      id: 'queue',
      title: 'Delay queue',
      caption:
        'Virtual queue Y(t) before each round: seconds spent above what was allowed up to then. It steers the policies with queues alone; for the others it is kept beside, for comparison.',
      wide: false,
      spec: lines(policies, points, ROUNDS, { field: 'delayQueueS', title: 'queue Y(t) (s)' }),
    },
  ];
}
