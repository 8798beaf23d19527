/** Participation: sums of shares, enclosed both as x and as what is missing, 1 - x. */
import type { Mass } from './penalty-terms.js';
import { above, addDown, addUp, below } from './rounding.js';

/**
 * @param high,low a wide sum of shares
 * @param error of the sum (`wideError`)
 */
export function massOf(high: number, low: number, error: number): Mass {
  const x = high + low;
  const missing = 1 - high;
  // TwoSum of 1 and -high: what rounding took from the difference.
  const other = missing - 1;
  const lost = 1 - (missing - other) + (-high - other);
  const rest = lost - low;
  const y = missing + rest;
  // `rest` is at most 2^-52 of what it stands beside, and rounded once.
  const slack = error + Math.abs(rest) * 2 ** -52;
  return {
    x: { low: addDown(below(x), -slack), high: addUp(above(x), slack) },
    y: { low: addDown(belowOr0(y), -slack), high: addUp(aboveOr0(y), slack) },
  };
}

const belowOr0 = (v: number) => (v === 0 ? 0 : below(v));
const aboveOr0 = (v: number) => (v === 0 ? 0 : above(v));
