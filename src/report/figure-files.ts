/** The figures of a run as files: each as NAME.svg for a paper, and what it shows as NAME.csv for other programs. */
import type { DrawnFigure } from './figure.js';

/** Every figure that a run may have, by its id. */
export const FIGURE_NAMES = [
  'accuracy-rounds',
  'accuracy-delay',
  'loss',
  'mean-iterate',
  'bound',
  'delay',
  'queue',
  'delay-price',
  'energy-price',
  'gap',
  'solve-time',
  'devices',
  'schedule',
  'allocation',
  'participation',
  'energy',
  'bits',
  'audit',
  'study',
] as const;

type Row = Readonly<Record<string, unknown>>;

interface Part {
  readonly data?: { readonly values?: readonly Row[] };
  readonly [inner: string]: unknown;
}

/** The largest table that a specification draws: guides and rules have tables of a row or two. */
function tableOf(part: Part): readonly Row[] {
  const inner = Object.entries(part).filter(([key]) => ['layer', 'hconcat', 'vconcat', 'spec'].includes(key));
  const tables = inner
    .flatMap(([, parts]) => (Array.isArray(parts) ? parts : [parts]) as Part[])
    .map(tableOf);
  return [part.data?.values ?? [], ...tables].reduce((a, b) => (b.length > a.length ? b : a));
}

const cell = (value: unknown) => {
  const text =
    value === undefined || value === null
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Columns in the order in which they first appear. */
function csvOf(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return lines.map((values) => `${values.map(cell).join(',')}\n`).join('');
}

/** Text of each file, by name; the same figures give the same bytes. */
export function figureFiles(figures: readonly DrawnFigure[]): Record<string, string> {
  return Object.fromEntries(
    figures.flatMap(({ id, spec, svg }) => [
      [`${id}.svg`, svg],
      [`${id}.csv`, csvOf(tableOf(spec as unknown as Part))],
    ]),
  );
}
