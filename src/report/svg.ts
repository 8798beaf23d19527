/** Figures to SVG by vega-lite, the same bytes for the same specification. */
import type { TopLevelSpec } from 'vega-lite';
import type { DrawnFigure, Figure } from './figure.js';

/** Okabe and Ito's colours, told apart with any colour vision and dark enough on white; three of Tol's for long lists. */
export const COLOURS = [
  ...['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#000000', '#E69F00', '#56B4E9'],
  ...['#882255', '#999933', '#888888'],
];
/** Dashes and shapes say the same as the colours, for print and for those who see no colour. */
const DASHES = [
  [1, 0],
  [7, 3],
  [2, 2],
  [10, 3, 2, 3],
  [5, 2, 1, 2, 1, 2],
  [12, 4],
  [3, 5],
];
const SHAPES = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down', 'triangle-right'];

const cycled = <T>(items: readonly T[], count: number) =>
  Array.from({ length: count }, (_, i) => items[i % items.length]!);

/** Names longer than this would make a legend of three columns wider than its figure. */
const LONG_NAME = 18;
const legendColumns = (names: readonly string[]) => (names.some((name) => name.length > LONG_NAME) ? 2 : 3);

/** Colour, dash and shape of each policy: one look in all figures. */
export function policyEncoding(policies: readonly string[]) {
  const columns = legendColumns(policies);
  const channel = (range: readonly unknown[], legend: object | null) => ({
    field: 'policy',
    type: 'nominal' as const,
    scale: { domain: [...policies], range: cycled(range, policies.length) as string[] },
    legend: legend && { title: null, orient: 'top' as const, columns, columnPadding: 16, ...legend },
  });
  const asLine = { symbolType: 'stroke', symbolSize: 700, symbolStrokeWidth: 2, symbolOpacity: 1 };
  const asPoint = { symbolSize: 70, symbolStrokeWidth: 0, symbolOpacity: 1 };
  return {
    /** For lines without points; the legend shows the dashes. */
    line: { color: channel(COLOURS, asLine), strokeDash: channel(DASHES, asLine) },
    /** For lines under points, whose legend is that of the points. */
    lineUnderPoints: { color: channel(COLOURS, asPoint), strokeDash: channel(DASHES, asPoint) },
    point: { color: channel(COLOURS, asPoint), shape: channel(SHAPES, asPoint) },
    colour: { color: channel(COLOURS, null) },
  };
}

const CONFIG = {
  background: 'white',
  font: 'Helvetica, Arial, sans-serif',
  aria: false,
  axis: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: 'normal', gridColor: '#e4e4e4' },
  legend: { labelFontSize: 11, labelLimit: 420 },
  header: { labelFontSize: 12, labelFontWeight: 'bold', title: null },
  view: { stroke: '#bbbbbb' },
} as const;

/** @returns an `<svg>` element that scales to its container */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const { spec: compiled } = compile({ ...spec, config: CONFIG } as TopLevelSpec);
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** In their order. */
export const drawFigures = (figures: readonly Figure[]): Promise<DrawnFigure[]> =>
  Promise.all(figures.map(async (figure) => ({ ...figure, svg: await renderSvg(figure.spec) })));
