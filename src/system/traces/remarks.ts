/** What is odd in trace files and yet read: said in a line a kind, however many files there are. */

/** One oddity of one device's rows in one file. */
export interface TraceRemark {
  readonly kind:
    | 'unset-clock'
    | 'backwards'
    | 'shared-instant'
    | 'long-pause'
    | 'nothing-measured'
    | 'left-out';
  /** File and line of the first of them. */
  readonly where: string;
  /** How many rows, devices or files; for a pause its length in s. */
  readonly amount: number;
}

export type OnRemark = (remark: TraceRemark) => void;

/** Places named in a line. */
const MOST_PLACES = 3;

const grouped = (n: number) => Math.round(n).toLocaleString('en-US');

const WORDS: Readonly<Record<TraceRemark['kind'], (total: number, longest: number) => string>> = {
  'unset-clock': (rows) => `${grouped(rows)} row(s) dated before 2000 left out, the clock was not set`,
  backwards: (rows) => `${grouped(rows)} row(s) go back in time, rows are sorted`,
  'shared-instant': (rows) => `${grouped(rows)} row(s) share their instant with another, the mean counts`,
  'long-pause': (_, longest) =>
    `pauses of more than a minute (longest ${grouped(longest)} s), devices are away in them`,
  'nothing-measured': (devices) =>
    `${grouped(devices)} device(s) without one measured level, which are never there`,
  'left-out': (files) => `${grouped(files)} file(s) without the columns of a trace left out`,
};

/** One line for each kind that occurs, in a fixed order. */
export function remarkLines(remarks: readonly TraceRemark[]): string[] {
  return (Object.keys(WORDS) as TraceRemark['kind'][]).flatMap((kind) => {
    const own = remarks.filter((remark) => remark.kind === kind);
    if (own.length === 0) return [];
    const total = own.reduce((sum, { amount }) => sum + amount, 0);
    const longest = own.reduce((most, { amount }) => Math.max(most, amount), 0);
    const places = own.slice(0, MOST_PLACES).map(({ where }) => where);
    const more = own.length > MOST_PLACES ? `, and ${own.length - MOST_PLACES} more` : '';
    return [`traces: ${WORDS[kind](total, longest)}: ${places.join(', ')}${more}`];
  });
}
