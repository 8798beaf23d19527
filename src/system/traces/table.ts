/** A CSV file with a header, read by column name; what is wrong is named by file, line and column. */
import { parseCsv } from '../../core/csv.js';
import { InputError } from '../../core/errors.js';

export interface TableRow {
  /** The text of a column that the table was asked for, without space around it. */
  text(column: string): string;
  /** An InputError for the value of a column. */
  refuse(column: string, accepted: string): InputError;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

/** Text of a cell that stands for "not measured". */
const NOT_MEASURED = new Set(['', '-']);

/**
 * A number, or undefined for a cell that says that nothing was measured.
 * @throws InputError for anything else, and outside of [least, most]
 */
export function measuredNumber(
  row: TableRow,
  column: string,
  [least, most]: readonly [number, number],
): number | undefined {
  const text = row.text(column);
  if (NOT_MEASURED.has(text)) return undefined;
  const value = Number(text);
  if (!(value >= least && value <= most)) {
    throw row.refuse(column, `a number from ${least} to ${most}, or "-" where nothing was measured`);
  }
  return value;
}

/**
 * @param file shown in errors
 * @param required columns that must be there; others may
 * @throws InputError when a column is missing or stands twice, a row has another number of cells, or there is no row
 */
export function readTable(content: string, file: string, required: readonly string[]): Table {
  const [header, ...records] = csvOf(content, file);
  const columns = (header?.cells ?? []).map((cell) => cell.trim());
  const missing = required.filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    throw new InputError(`${file}:1`, columns.join(','), `a header with ${missing.join(' and ')}`);
  }
  const twice = columns.find((column, i) => columns.indexOf(column) < i);
  if (twice !== undefined) throw new InputError(`${file}:1`, twice, 'a header that names each column once');
  if (records.length === 0) throw new InputError(file, 'a header alone', 'at least one row');
  const rows = records.map(({ line, cells }) => {
    if (cells.length !== columns.length) {
      throw new InputError(`${file}:${line}`, `${cells.length} cells`, `${columns.length}, as in the header`);
    }
    const text = (column: string) => cells[columns.indexOf(column)]!.trim();
    return {
      text,
      refuse: (column: string, accepted: string) =>
        new InputError(`${file}:${line}, ${column}`, text(column), accepted),
    };
  });
  return { columns, rows };
}

function csvOf(content: string, file: string) {
  try {
    return parseCsv(content);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${file}, ${error.field}`, error.value, error.accepted);
  }
}
