/** A part of the search space, as splits and fixings leave it. */

/** A part of the search space. `fixed` has 1 for in, -1 for out, 0 for free. */
export interface Part {
  readonly earliestS: number;
  readonly latestS: number;
  readonly leastCount: number;
  readonly mostCount: number;
  /** Of the sum of the scheduled shares; absent: no limit. Only a linear fraction is split by it. */
  readonly leastShare?: number;
  readonly mostShare?: number;
  readonly fixed: Int8Array;
  inCount: number;
  freeCount: number;
}
