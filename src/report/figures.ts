/** The figures of the report: what is drawn, and the caption that says what to see in it. */
import type { TopLevelSpec } from 'vega-lite';
import type { RoundRecord, RunSummary } from '../simulation/records.js';
import { formatSeconds } from './quantities.js';
import { deviceBars, scheduleMap } from './schedule-map.js';
import {
  type PolicyPoint,
  participationPoints,
  policyPoints,
  type ScorePoint,
  scorePoints,
} from './series.js';
import { policyEncoding } from './svg.js';

export interface Figure {
  /** Unique, used in the page as its id. */
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** Across the page, or one of two side by side. */
  readonly wide: boolean;
  readonly spec: TopLevelSpec;
}

interface Axis {
  readonly field: string;
  readonly title: string;
  readonly format?: string;
  readonly zero?: boolean;
  readonly log?: boolean;
}

const SIZE = { width: 420, height: 250 } as const;

function axis({ field, title, format, zero = true, log = false }: Axis) {
  return {
    field,
    type: 'quantitative' as const,
    axis: { title, ...(format ? { format } : {}) },
    scale: log ? { type: 'log' as const } : { zero, nice: true },
  };
}

/** One line a policy; points too where there are few. */
function lines<Point extends { policy: string }>(
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
const ELAPSED: Axis = { field: 'elapsedS', title: 'total delay since the start (simulated s)' };
const ACCURACY: Axis = { field: 'accuracy', title: 'held-out accuracy', format: '.0%', zero: false };

function accuracyFigures(policies: readonly string[], scores: readonly ScorePoint[]): Figure[] {
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

function needsLog(values: readonly number[]): boolean {
  const positive = values.filter((value) => value > 0);
  return positive.length === values.length && Math.max(...positive) > LOG_FROM * Math.min(...positive);
}

function lossFigures(
  policies: readonly string[],
  scores: readonly ScorePoint[],
  points: readonly PolicyPoint[],
): Figure[] {
  const log = needsLog(points.map((point) => point.gapBound));
  return [
    {
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
    },
    {
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
    },
  ];
}

function delayFigures(
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
        'Virtual queue Y(t) before each round: seconds spent above what was allowed up to then, and the price of a second in that round. Policies without a queue in their rule are charged one too, for comparison.',
      wide: false,
      spec: lines(policies, points, ROUNDS, { field: 'delayQueueS', title: 'queue Y(t) (s)' }),
    },
  ];
}

const WIDE = 900;
/** Height of one policy's strip and of one policy's schedule map, px. */
const STRIP_HEIGHT = 54;
const MAP_HEIGHT = 110;

/** Where a stretch begins and ends on the axis. */
const onAxis = <S extends { from: number; to: number }>(stretch: S) => ({
  ...stretch,
  left: stretch.from - 0.5,
  right: stretch.to - 0.5,
});

/** One panel a policy, under each other, over the rounds. */
function panels(summary: RunSummary, values: readonly object[], panel: object): TopLevelSpec {
  const policies = summary.policies.map(({ policy }) => policy);
  const header = { labelOrient: 'top', labelAnchor: 'start', labelPadding: 3 };
  return {
    data: { values },
    facet: { row: { field: 'policy', type: 'nominal', sort: policies, header } },
    spacing: 14,
    spec: { width: WIDE - 80, ...panel },
  } as unknown as TopLevelSpec;
}

/** The stretch of rounds of a bar or cell; round t covers t - 1/2 to t + 1/2, so that labels stand in the middle. */
function roundsAxis(summary: RunSummary) {
  return {
    x: {
      field: 'left',
      type: 'quantitative',
      scale: { domain: [0.5, summary.completedRounds + 0.5], nice: false },
      axis: { title: 'round', tickMinStep: 1, grid: false, format: 'd' },
    },
    x2: { field: 'right' },
  };
}

function devicesFigure(summary: RunSummary, records: readonly RoundRecord[]): Figure {
  const policies = summary.policies.map(({ policy }) => policy);
  const bars = deviceBars(summary, records);
  const isExact = bars.every(({ from, to }) => to - from <= 1);
  return {
    id: 'devices',
    title: 'Devices a round',
    caption: `How many devices took part${isExact ? ' in each round' : ', the mean over a stretch of rounds'}, one strip a policy, all on the same scale. A gap is a round in which nobody could or should take part.`,
    wide: true,
    spec: panels(summary, bars.map(onAxis), {
      height: STRIP_HEIGHT,
      mark: { type: 'rect', stroke: 'white', strokeWidth: 0.5 },
      encoding: {
        ...roundsAxis(summary),
        y: { field: 'devices', type: 'quantitative', axis: { title: 'devices', tickCount: 3 } },
        y2: { datum: 0 },
        ...policyEncoding(policies).colour,
      },
    }),
  };
}

function scheduleFigure(summary: RunSummary, records: readonly RoundRecord[]): Figure {
  const { cells, rows, devicesPerRow, roundsPerColumn } = scheduleMap(summary, records);
  const row = devicesPerRow === 1 ? 'One row a device' : `One row for each ${devicesPerRow} devices`;
  const column =
    roundsPerColumn === 1 ? 'one column a round' : `one column for each ${roundsPerColumn} rounds`;
  const darker = devicesPerRow * roundsPerColumn === 1 ? '' : ', darker for more participation';
  return {
    id: 'schedule',
    title: 'Who took part, and when',
    caption: `${row}, the nearest to the base station at the top; ${column}${darker}. A horizontal band is a device that is chosen again and again; an empty row one that never is.`,
    wide: true,
    spec: panels(summary, cells.map(onAxis), {
      height: MAP_HEIGHT,
      mark: { type: 'rect' },
      encoding: {
        ...roundsAxis(summary),
        y: {
          field: 'row',
          type: 'ordinal',
          scale: { domain: Array.from({ length: rows }, (_, i) => i), paddingInner: 0.12 },
          axis: { title: 'devices, near to far', titleFontSize: 10, labels: false, ticks: false },
        },
        color: {
          field: 'share',
          type: 'quantitative',
          scale: { domain: [0, 1], range: ['#dbe9f4', '#08306b'] },
          legend: null,
        },
      },
    }),
  };
}

/** Panels side by side: as even rows as up to four columns allow. */
const columnsFor = (panels: number) => Math.ceil(panels / Math.ceil(panels / 4));

function participationFigure(summary: RunSummary, policies: readonly string[]): Figure {
  const columns = columnsFor(policies.length);
  const farthestM = Math.ceil(Math.max(...summary.devices.map((d) => d.groundDistanceM)) / 50) * 50;
  return {
    id: 'participation',
    title: 'Participation and distance',
    caption:
      'Share of the rounds each device took part in, against its distance from the base station. Filled: in line of sight; hollow: not. Points that fall towards the right: far devices, and with them their data, are left out.',
    wide: true,
    spec: {
      data: { values: participationPoints(summary) as object[] },
      columns,
      facet: { field: 'policy', type: 'nominal', sort: [...policies] },
      spec: {
        width: (WIDE - 60) / columns - 24,
        height: 130,
        mark: { type: 'point', size: 36, strokeWidth: 1.4, stroke: '#0072B2' },
        encoding: {
          x: {
            field: 'distanceM',
            type: 'quantitative',
            scale: { domain: [0, farthestM] },
            axis: { title: 'distance (m)', tickCount: 5 },
          },
          y: {
            field: 'share',
            type: 'quantitative',
            scale: { domain: [0, 1] },
            axis: { title: 'rounds taken part', format: '.0%', tickCount: 5 },
          },
          fill: {
            field: 'sight',
            type: 'nominal',
            scale: { domain: ['line of sight', 'no line of sight'], range: ['#0072B2', 'white'] },
            legend: { title: null, orient: 'top', symbolStrokeColor: '#0072B2' },
          },
        },
      },
    } as unknown as TopLevelSpec,
  };
}

/** All figures, in the order of the page. */
export function reportFigures(summary: RunSummary, records: readonly RoundRecord[]): Figure[] {
  const policies = summary.policies.map(({ policy }) => policy);
  const points = policyPoints(summary, records);
  const scores = scorePoints(summary, records);
  return [
    ...accuracyFigures(policies, scores),
    ...lossFigures(policies, scores, points),
    ...delayFigures(summary, policies, points),
    devicesFigure(summary, records),
    scheduleFigure(summary, records),
    participationFigure(summary, policies),
  ];
}
