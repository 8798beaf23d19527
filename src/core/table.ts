/** A text with a header line and separated cells, read by column name; what is wrong is named by file, line and column. */
import { type CsvRecord, parseCsv } from './csv.js';
import { InputError } from './errors.js';
import { nearestName } from './nearest-name.js';

export interface TableRow {
  /** Line of the file the row starts on, from 1. */
  readonly line: number;
  /** The text of a column that the table was asked for, without space around it. */
  text(column: string): string;
  /** The same, with it. */
  raw(column: string): string;
  /** An InputError for the value of a column. */
  refuse(column: string, accepted: string): InputError;
}

export interface Table {
  /** Names of the header as they are written there. */
  readonly columns: readonly string[];
  /** Whether the header has a column, in any case of its letters. */
  has(column: string): boolean;
  readonly rows: readonly TableRow[];
}

/** Separators, the usual one first: a header is split by the one that gives the most of the columns asked for. */
const SEPARATORS = [',', '\t', ';'] as const;

/** The same name in any case; some writers mark the header as a comment. */
const folded = (name: string) =>
  name
    .trim()
    .replace(/^[%#]\s*/, '')
    .toLowerCase();

/** Without the empty cells beyond the header's at a row's end: writers of tabs like to end a row with one. */
function withoutEmptyEnd(cells: readonly string[], columns: number): readonly string[] {
  let end = cells.length;
  while (end > columns && cells[end - 1]!.trim() === '') end--;
  return end === cells.length ? cells : cells.slice(0, end);
}

function separatorOf(content: string, required: readonly string[]): string {
  const header = /^[^\r\n]*/.exec(content.replace(/^[\ufeff\r\n]+/, ''))![0];
  const found = (separator: string) => {
    const names = new Set(header.split(separator).map((name) => folded(name.replaceAll('"', ''))));
    return required.filter((column) => names.has(folded(column))).length;
  };
  return SEPARATORS.reduce((best, separator) => (found(separator) > found(best) ? separator : best));
}

/** Index of each name of the header; a name that stands twice has none of its own. */
function indexOf(columns: readonly string[]): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  columns.map(folded).forEach((column, i) => {
    index.set(column, index.has(column) ? -1 : i);
  });
  return index;
}

/**
 * @param file shown in errors, as `name:line` or as `lineOf` says it
 * @param required columns that must be there; others may
 * @param optional columns that are read where they are there
 * @throws InputError when a column that is read is missing or stands twice, a row has another number of cells, or
 *   there is no row
 */
export function readTable(
  content: string,
  file: string,
  required: readonly string[],
  optional: readonly string[] = [],
  lineOf: (line: number) => string = (line) => `${file}:${line}`,
): Table {
  const separator = separatorOf(content, required);
  const [header, ...records] = recordsOf(content, file, separator);
  const columns = (header?.cells ?? []).map((cell) => cell.trim());
  const place = lineOf(header?.line ?? 1);
  const index = indexOf(columns);
  const missing = required.filter((column) => !index.has(folded(column)));
  if (missing.length > 0) {
    const nearest = missing.length === 1 ? nearestName(missing[0]!, columns) : undefined;
    const hint = nearest === undefined ? '' : `; is "${nearest}" meant?`;
    throw new InputError(place, columns.join(','), `a header with ${missing.join(' and ')}${hint}`);
  }
  const places = new Map([...required, ...optional].map((column) => [column, index.get(folded(column))]));
  const twice = [...places.keys()].find((column) => places.get(column) === -1);
  if (twice !== undefined) throw new InputError(place, twice, 'a header that names each column once');
  if (records.length === 0) throw new InputError(file, 'a header alone', 'at least one row');
  return {
    columns,
    has: (column) => index.has(folded(column)),
    rows: records.map(({ line, cells }) => {
      const own = separator === '\t' ? withoutEmptyEnd(cells, columns.length) : cells;
      if (own.length !== columns.length) {
        const accepted = `${columns.length}, as in the header; a cell with a separator in it stands between quotation marks`;
        throw new InputError(lineOf(line), `${own.length} cells`, accepted);
      }
      return tableRow(line, own, lineOf(line), places);
    }),
  };
}

function tableRow(
  line: number,
  cells: readonly string[],
  place: string,
  places: ReadonlyMap<string, number | undefined>,
): TableRow {
  const raw = (column: string) => cells[places.get(column)!]!;
  const text = (column: string) => raw(column).trim();
  return {
    line,
    raw,
    text,
    refuse: (column, accepted) => new InputError(`${place}, ${column}`, text(column), accepted),
  };
}

function recordsOf(content: string, file: string, separator: string): CsvRecord[] {
  try {
    return parseCsv(content, separator);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${file}, ${error.field}`, error.value, error.accepted);
  }
}
