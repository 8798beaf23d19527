/** The figure of a sweep: a panel for each y, means as lines, intervals as bars (bands over the rounds). */
import type { TopLevelSpec } from 'vega-lite';
import type { FigurePanel, FigurePoint, SweepAxis, SweepResults } from '../sweep/index.js';
import { isSeriesMetric } from '../sweep/index.js';
import { policyEncoding } from './svg.js';
import { titleOf } from './sweep-words.js';

type SweepFigure = SweepResults['figures'][number];

const SIZE = { width: 400, height: 260 } as const;
/** Panels in a row. */
const COLUMNS = 2;

/** A logarithmic axis has no place for what is not above 0: such points go, such ends of intervals stop at the edge. */
function onLogAxis(points: readonly FigurePoint[]): FigurePoint[] {
  const drawn = points.filter(({ mean }) => mean > 0);
  const edge = Math.min(...drawn.flatMap(({ low, mean }) => (low > 0 ? [low] : [mean / 2])));
  return drawn.map((point) => ({ ...point, low: Math.max(point.low, edge) }));
}

/** Of the width of the axis, over which the lines at one x are spread, so that their intervals do not hide each other. */
const SPREAD = 0.02;

/** Moves the points of each line a little to the side; a varied number only, since rounds have bands. */
function sideBySide(figure: SweepFigure, points: readonly FigurePoint[]): FigurePoint[] {
  const { series } = figure.data;
  const isLog = figure.xScale === 'log';
  const onAxis = (x: number) => (isLog ? Math.log(x) : x);
  const xs = points.flatMap(({ x }) => (typeof x === 'number' ? [onAxis(x)] : []));
  const step = (SPREAD * (Math.max(...xs) - Math.min(...xs))) / Math.max(series.length - 1, 1);
  return points.map((point) => {
    if (typeof point.x !== 'number') return point;
    const x = onAxis(point.x) + (series.indexOf(point.series) - (series.length - 1) / 2) * step;
    return { ...point, x: isLog ? Math.exp(x) : x };
  });
}

function xEncoding(figure: SweepFigure, axis: SweepAxis | undefined) {
  if (axis && !axis.numbers) {
    // The label of a group of keys has a line for each.
    const look = { title: axis.key, labelAngle: 0, labelExpr: "split(datum.label, ', ')" };
    return { field: 'x', type: 'ordinal', sort: [...axis.labels], axis: look };
  }
  const title = isSeriesMetric(figure.x)
    ? titleOf(figure.x)
    : `${axis!.key}${axis!.unit && ` (${axis!.unit})`}`;
  const values = axis?.numbers && figure.xScale === 'log' ? { values: [...axis.numbers] } : {};
  return {
    field: 'x',
    type: 'quantitative',
    axis: { title, ...values },
    scale: { type: figure.xScale, ...(figure.xScale === 'log' ? { nice: false } : { zero: false }) },
  };
}

function panelSpec(figure: SweepFigure, panel: FigurePanel, axis: SweepAxis | undefined): object {
  const isLog = figure.yScale === 'log';
  const overRounds = isSeriesMetric(figure.x);
  const look = policyEncoding(figure.data.series);
  const lineLook = overRounds ? look.line : look.lineUnderPoints;
  const x = xEncoding(figure, axis);
  const scale = isLog ? { type: 'log', nice: false, padding: 8 } : { zero: false };
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    axis: { title: titleOf(panel.y) },
    scale,
  });
  const placed = overRounds ? panel.points : sideBySide(figure, panel.points);
  const points = (isLog ? onLogAxis(placed) : placed).map(({ series, ...point }) => ({
    policy: series,
    ...point,
  }));
  const spread = overRounds
    ? { mark: { type: 'area', opacity: 0.15 }, encoding: { x, y: y('low'), y2: { field: 'high' } } }
    : { mark: { type: 'rule', strokeWidth: 2 }, encoding: { x, y: y('low'), y2: { field: 'high' } } };
  const layers = [
    { ...spread, encoding: { ...spread.encoding, color: lineLook.color } },
    {
      mark: { type: 'line', strokeWidth: 2 },
      encoding: { x, y: y('mean'), ...lineLook },
    },
    ...(overRounds
      ? []
      : [
          {
            mark: { type: 'point', filled: true, size: 50, opacity: 1 },
            encoding: { x, y: y('mean'), ...look.point },
          },
        ]),
  ];
  return { ...SIZE, data: { values: points }, layer: [...guideLayers(panel, x, scale), ...layers] };
}

/** Guides are thin, grey and named at their right end. */
function guideLayers({ guides, y: metric }: FigurePanel, x: object, scale: object): object[] {
  return guides.flatMap(({ label, points }) => {
    const y = { field: 'y', type: 'quantitative', scale, axis: { title: titleOf(metric) } };
    const last = points.at(-1)!;
    return [
      {
        data: { values: points },
        mark: { type: 'line', color: '#666666', strokeWidth: 1.2, strokeDash: [2, 3] },
        encoding: { x, y },
      },
      {
        data: { values: [{ ...last, label }] },
        mark: { type: 'text', align: 'right', baseline: 'bottom', dy: -4, color: '#555555', fontSize: 11 },
        encoding: { x, y, text: { field: 'label' } },
      },
    ];
  });
}

/** @returns undefined where no panel has a point to draw */
export function sweepFigureSpec(results: SweepResults, figure: SweepFigure): TopLevelSpec | undefined {
  const { panels } = figure.data;
  if (panels.every(({ points }) => points.length === 0)) return undefined;
  const axis = results.axes.find(({ key }) => key === figure.x);
  const specs = panels.map((panel) => panelSpec(figure, panel, axis));
  return { columns: COLUMNS, concat: specs } as unknown as TopLevelSpec;
}
