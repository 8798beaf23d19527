/** What a search over the number scheduled asks of a chain of devices. */
import type { Multipliers } from '../../problem/round/certificate.js';

/** The best allocation of the first n. */
export interface Tried {
  readonly objective: number;
  readonly price: number;
  readonly tauS: number;
}

/** Equal devices answer without looking at everybody. */
export interface ChainModel {
  /** The first n with their best bandwidths; undefined where they have none. */
  at(n: number): Tried | undefined;
  bound(box: Box, multipliers: Multipliers): number;
}

/** From `least` to `most` of the chain take part, and tau lies in an interval. */
export interface Box {
  readonly least: number;
  readonly most: number;
  readonly earliestS: number;
  readonly latestS: number;
}
