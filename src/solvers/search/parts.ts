/** Parts of the search space, as a search moves through them. */

import type { Part } from '../tools/part.js';
import type { RoundColumns } from '../tools/problem-columns.js';

/** Everything, with tau up to `latestS`. */
export function wholePart(columns: RoundColumns, latestS: number): Part {
  return {
    earliestS: 0,
    latestS,
    leastCount: columns.minScheduled,
    mostCount: columns.maxScheduled,
    fixed: new Int8Array(columns.deviceCount),
    inCount: 0,
    freeCount: columns.deviceCount,
  };
}

/** A part of its own, to be narrowed or fixed further. */
export function narrowed(part: Part, change: Partial<Part> = {}): Part {
  return { ...part, ...change, fixed: part.fixed.slice() };
}

export function fixDevice(part: Part, k: number, side: 1 | -1): void {
  part.fixed[k] = side;
  part.freeCount--;
  if (side === 1) part.inCount++;
}

export function releaseDevice(part: Part, k: number): void {
  if (part.fixed[k] === 1) part.inCount--;
  part.freeCount++;
  part.fixed[k] = 0;
}

/** Indexes of the devices fixed in, ascending. */
export function insideOf(part: Part): number[] {
  const inside: number[] = [];
  for (let k = 0; k < part.fixed.length; k++) if (part.fixed[k] === 1) inside.push(k);
  return inside;
}
