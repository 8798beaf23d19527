/** Numbers and moments in the cells of a trace file. */
import type { TableRow } from '../../core/table.js';

/** Text of a cell that stands for "not measured". */
const NOT_MEASURED = new Set(['', '-']);

/** As people and machines write decimal numbers; JavaScript's Number reads 0x10 and 0b1 as well. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const decimal = (text: string) => (DECIMAL.test(text) ? Number(text) : Number.NaN);

/**
 * A number, or undefined for a cell that says that nothing was measured.
 * @throws InputError for anything else, and outside of [least, most]
 */
export function measuredNumber(
  row: TableRow,
  column: string,
  [least, most]: readonly [number, number],
  notMeasured: ReadonlySet<string> = NOT_MEASURED,
): number | undefined {
  const text = row.text(column);
  if (notMeasured.has(text.toLowerCase())) return undefined;
  const value = decimal(text);
  if (!(value >= least && value <= most)) {
    throw row.refuse(column, `a number from ${least} to ${most}, or "-" where nothing was measured`);
  }
  return value;
}

/** Times beyond this are no seconds since anything a trace is about: the year 5138 on the usual clock. */
const LATEST_S = 1e11;

/**
 * A number of seconds, from a number in a unit of `perSecond` to the second.
 * @throws InputError for anything else
 */
export function secondsIn(row: TableRow, column: string, perSecond = 1): number {
  const text = row.text(column);
  const value = decimal(text) / perSecond;
  if (!Number.isFinite(value)) throw row.refuse(column, 'a number of seconds');
  if (Math.abs(value) > LATEST_S) {
    const smaller = 'milliseconds are read with the keys columns: { time, timeUnit: ms }';
    throw row.refuse(column, `a number of seconds up to ${LATEST_S}; ${smaller}`);
  }
  return value;
}

/** Seconds since 1970 of a wall clock that never jumps; undefined for a date or an hour that is none. */
export function clockS(parts: readonly (string | undefined)[]): number | undefined {
  const [year, month, day, hour, minute, second] = parts.map(Number) as number[];
  const time = Date.UTC(year!, month! - 1, day, hour, minute, second);
  // Date.UTC carries what is too large over to the next field; a real date comes back as it was.
  const isReal =
    !Number.isNaN(time) &&
    new Date(time).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '') === parts.join('');
  return isReal ? time / 1000 : undefined;
}

const DATE =
  /^(\d{4})[-./](\d\d)[-./](\d\d)[T_ ](\d\d)[:.](\d\d)[:.](\d\d)(\.\d{1,9})?(?:(Z)|([+-])(\d\d):?(\d\d))?$/;

/**
 * A date and time of day, as ISO 8601 or G-NetTrack write it, with or without a fraction and a zone.
 * @throws InputError for anything else
 */
export function dateIn(row: TableRow, column: string): number {
  const parts = DATE.exec(row.text(column));
  const seconds = parts ? clockS(parts.slice(1, 7)) : undefined;
  if (!parts || seconds === undefined) throw row.refuse(column, 'a time as YYYY-MM-DD hh:mm:ss');
  const offsetS = parts[9] ? Number(`${parts[9]}1`) * (3600 * Number(parts[10]) + 60 * Number(parts[11])) : 0;
  return seconds + Number(parts[7] ?? 0) - offsetS;
}

/** Recordings begin after this: a clock before it was not set yet, as on a phone without its first fix. */
const CLOCK_SET_S = Date.UTC(2000, 0, 1) / 1000;

export const isClockSet = (timeS: number) => timeS >= CLOCK_SET_S;
