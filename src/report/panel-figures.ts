/** Figures with one panel a policy: devices a round, and the schedule map. */
import type { TopLevelSpec } from 'vega-lite';
import type { RoundRecord, RunSummary } from '../record/records.js';
import { deviceOrder } from './device-order.js';
import type { Figure } from './figure.js';
import { deviceBars, type ScheduleMap, scheduleMap } from './schedule-map.js';
import { policyEncoding } from './svg.js';

const WIDE = 900;
/** Height of one policy's strip and of one policy's schedule map, px. */
const STRIP_HEIGHT = 54;
export const MAP_HEIGHT = 110;

/** Where a stretch begins and ends on the axis. */
export const onAxis = <S extends { from: number; to: number }>(stretch: S) => ({
  ...stretch,
  left: stretch.from - 0.5,
  right: stretch.to - 0.5,
});

/** One panel a policy, under each other, over the rounds. */
export function panels(policies: readonly string[], values: readonly object[], panel: object): TopLevelSpec {
  const header = { labelOrient: 'top', labelAnchor: 'start', labelPadding: 3 };
  return {
    data: { values },
    facet: { row: { field: 'policy', type: 'nominal', sort: [...policies], header } },
    spacing: 14,
    spec: { width: WIDE - 80, ...panel },
  } as unknown as TopLevelSpec;
}

/** The stretch of rounds of a bar or cell; round t covers t - 1/2 to t + 1/2, so that labels stand in the middle. */
export function roundsAxis(summary: RunSummary) {
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

/** A row a device, or a few of them. */
export const rowsAxis = (summary: RunSummary, rows: number) => ({
  y: {
    field: 'row',
    type: 'ordinal',
    scale: { domain: Array.from({ length: rows }, (_, i) => i), paddingInner: 0.12 },
    axis: { title: deviceOrder(summary).inWords, titleFontSize: 10, labels: false, ticks: false },
  },
});

/** "One row a device, the nearest to the base station at the top; one column a round". */
export function mapInWords(summary: RunSummary, { devicesPerRow, roundsPerColumn }: ScheduleMap): string {
  const row = devicesPerRow === 1 ? 'One row a device' : `One row for each ${devicesPerRow} devices`;
  const column =
    roundsPerColumn === 1 ? 'one column a round' : `one column for each ${roundsPerColumn} rounds`;
  return `${row}, the ${deviceOrder(summary).first} at the top; ${column}`;
}

export function devicesFigure(summary: RunSummary, records: readonly RoundRecord[]): Figure {
  const policies = summary.policies.map(({ policy }) => policy);
  const bars = deviceBars(summary, records);
  const isExact = bars.every(({ from, to }) => to - from <= 1);
  return {
    id: 'devices',
    title: 'Devices a round',
    caption: `How many devices took part${isExact ? ' in each round' : ', the mean over a stretch of rounds'}, one strip a policy, all on the same scale. A gap is a round in which nobody could or should take part.`,
    wide: true,
    spec: panels(policies, bars.map(onAxis), {
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

export function scheduleFigure(summary: RunSummary, records: readonly RoundRecord[]): Figure {
  const map = scheduleMap(summary, records);
  const { cells, rows } = map;
  const darker =
    map.devicesPerRow * map.roundsPerColumn === 1 ? '' : ', a stronger shade for more participation';
  return {
    id: 'schedule',
    title: 'Who took part, and when',
    caption: `${mapInWords(summary, map)}${darker}. A horizontal band is a device that is chosen again and again; an empty row one that never is.`,
    wide: true,
    spec: panels(
      summary.policies.map(({ policy }) => policy),
      cells.map(onAxis),
      {
        height: MAP_HEIGHT,
        mark: { type: 'rect' },
        encoding: {
          ...roundsAxis(summary),
          ...rowsAxis(summary, rows),
          color: {
            field: 'share',
            type: 'quantitative',
            scale: { domain: [0, 1], range: ['#dbe9f4', '#08306b'] },
            legend: null,
          },
        },
      },
    ),
  };
}
