/** Devices that are named one by one, some of them with how much data they hold. */
import { InputError } from '../../core/errors.js';

export interface NamedDevice {
  readonly id: string;
  /** Rows it holds, at least 1. */
  readonly rows?: number;
  /** The same as a share of all rows, in (0, 1]. */
  readonly share?: number;
}

/**
 * How many rows each device holds. Shares are rounded so that their sum is; who names nothing gets an even part of what is left, the
 * first ones a row more.
 * @param total rows to deal out
 * @returns undefined where no device names a number
 * @throws InputError where that is more than there are, with a row for each device that names none
 */
export function rowCounts(devices: readonly NamedDevice[], total: number): readonly number[] | undefined {
  if (devices.every(({ rows, share }) => rows === undefined && share === undefined)) return undefined;
  let shares = 0;
  const named = devices.map(({ rows, share }) => {
    if (share === undefined) return rows;
    const before = Math.round(shares * total);
    shares += share;
    return Math.round(shares * total) - before;
  });
  const others = named.filter((count) => count === undefined).length;
  const rest = total - named.reduce<number>((sum, count = 0) => sum + count, 0);
  if (rest < others) {
    const most = `rows and shares of at most the ${total} training rows, with one for each device that names none`;
    throw new InputError('namedDevices', `${total - rest} rows, ${others} devices without`, most);
  }
  let turn = 0;
  return named.map((count) => {
    if (count !== undefined) return count;
    const isFirst = turn++ < rest % others;
    return Math.floor(rest / others) + (isFirst ? 1 : 0);
  });
}

/** Whose turn it is when rows are dealt out one by one: each device in turn, until it has its number. */
export function turnsOf(counts: readonly number[]): number[] {
  const turns: number[] = [];
  let open = counts.map((_, k) => k);
  for (let round = 0; open.length > 0; round++) {
    open = open.filter((k) => counts[k]! > round);
    for (const k of open) turns.push(k);
  }
  return turns;
}
