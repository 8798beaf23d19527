/**
 * Sums to twice the precision of a number, for what would cancel: participation is compared with 1, where the penalty may
 * be 1e16 times smaller than its weight.
 */

/** A sum high + low of at most `terms` numbers; exact but for `wideError`. */
export interface WideSum {
  high: number;
  low: number;
}

export function newWideSum(): WideSum {
  return { high: 0, low: 0 };
}

/** Adds a number (TwoSum); what rounding takes is kept in `low`. */
export function addWide(sum: WideSum, v: number): void {
  const s = sum.high + v;
  const other = s - sum.high;
  sum.low += sum.high - (s - other) + (v - other);
  sum.high = s;
}

/**
 * Bound on the error of a sum of `terms` numbers in [0, 2] that adds up to at most 2, whatever the order and however it
 * was put together: each `low` is at most terms 2^-52, each of its roundings at most 2^-53 of that.
 */
export function wideError(terms: number): number {
  return (terms + 4) * (terms + 4) * 2 ** -102;
}
