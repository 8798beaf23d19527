/** The benchmark as a table and as a performance profile (Dolan and More 2002). */
import { formatShare } from '../core/quantities.js';
import type { BenchReport, BenchRow } from './run.js';

/** One row per solver, in Markdown. */
export function benchTable({ summaries }: BenchReport): string {
  const head =
    '| solver | success | proven | shifted geo. mean | worst certified gap | worst excess | refused by the checker | ended at the limit |';
  const rows = summaries.map((s) =>
    [
      '',
      s.solver,
      formatShare(s.successRate),
      formatShare(s.provenRate),
      time(s.meanSeconds),
      s.worstCertifiedGap === undefined ? 'no certificate' : scientific(s.worstCertifiedGap),
      s.worstExcess === undefined ? '-' : scientific(s.worstExcess),
      String(s.invalid),
      String(s.endless),
      '',
    ].join(' | '),
  );
  return [head, '|---|---|---|---|---|---|---|---|', ...rows.map((row) => row.trim())].join('\n');
}

function time(seconds: number): string {
  return seconds < 1 ? `${(1000 * seconds).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`;
}

function scientific(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}

/** Part of the instances a solver solves within `ratio` times the fastest solver's time. */
export function profileOf(rows: readonly BenchRow[], solver: string): (ratio: number) => number {
  const fastest = new Map<string, number>();
  for (const row of rows) {
    if (row.success)
      fastest.set(row.instance, Math.min(row.seconds, fastest.get(row.instance) ?? row.seconds));
  }
  const own = rows.filter((row) => row.solver === solver);
  const ratios = own.map((row) =>
    row.success ? row.seconds / fastest.get(row.instance)! : Number.POSITIVE_INFINITY,
  );
  return (ratio) => ratios.filter((r) => r <= ratio).length / ratios.length;
}

const WIDTH = 760;
const HEIGHT = 420;
const MARGIN = { left: 60, right: 150, top: 30, bottom: 50 };
const DECADES = 5;
const COLOURS = [
  '#1b6ca8',
  '#d1495b',
  '#3a7d44',
  '#edae49',
  '#6c4f9c',
  '#00798c',
  '#8d5a2b',
  '#555555',
  '#c06c84',
  '#7fb069',
];

/** The profile as an SVG: ratio to the fastest on a logarithmic axis, part solved upwards. */
export function performanceProfileSvg({ rows, summaries }: BenchReport): string {
  const plotWidth = WIDTH - MARGIN.left - MARGIN.right;
  const plotHeight = HEIGHT - MARGIN.top - MARGIN.bottom;
  const x = (decade: number) => MARGIN.left + (plotWidth * decade) / DECADES;
  const y = (part: number) => MARGIN.top + plotHeight * (1 - part);
  const decades = Array.from({ length: DECADES + 1 }, (_, d) => d);
  const grid = [
    ...decades.map((d) => line(x(d), y(0), x(d), y(1)) + label(x(d), y(0) + 18, `${10 ** d}`, 'middle')),
    ...[0, 0.25, 0.5, 0.75, 1].map(
      (p) => line(x(0), y(p), x(DECADES), y(p)) + label(x(0) - 8, y(p) + 4, `${p}`, 'end'),
    ),
  ];
  const curves = summaries.map(({ solver }, i) => {
    const profile = profileOf(rows, solver);
    const steps = Array.from({ length: 201 }, (_, s) => (s / 200) * DECADES);
    const points = steps.map((d) => `${x(d).toFixed(1)},${y(profile(10 ** d)).toFixed(1)}`).join(' ');
    const colour = COLOURS[i % COLOURS.length]!;
    const key = label(x(DECADES) + 12, MARGIN.top + 14 + 18 * i, solver, 'start', colour);
    return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points}"/>${key}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    '<title>Performance profile: part of the instances solved over time relative to the fastest solver</title>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    ...grid,
    ...curves,
    label(x(DECADES / 2), HEIGHT - 12, "time as a multiple of the fastest solver's", 'middle'),
    label(x(0), 18, 'part of the instances solved', 'start'),
    '</svg>',
  ].join('\n');
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#dddddd"/>`;
}

function label(x: number, y: number, text: string, anchor: string, colour = '#333333'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour}">${text}</text>`;
}
