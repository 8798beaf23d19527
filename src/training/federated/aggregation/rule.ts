/**
 * How the server puts the gradients of a round's devices together, as a rule of which each file of this folder is one.
 * A rule says of itself what a user has to know before choosing it: what is proven with it, and what it costs.
 */

/** A device whose gradient arrived this round. */
export interface HeardDevice {
  readonly id: string;
  /** pi_k. */
  readonly share: number;
  readonly gradient: Float32Array;
}

/** What a round moved, and the rule as it goes into the next one. Nothing that was handed in is changed. */
export interface Aggregated {
  /** sum_k a_k g_k: the direction of the server's step. */
  readonly gradient: Float32Array;
  /** a_k of the devices heard, in their order: what their gradients of this round count. */
  readonly weights: readonly number[];
  readonly next: Aggregation;
}

/** A rule under way. */
export interface Aggregation {
  /** @param heard at least one device, each once */
  step(heard: readonly HeardDevice[]): Aggregated;
}

export interface AggregationRule {
  /** As a scenario names it; the file has the same name. */
  readonly name: string;
  readonly about: string;
  /** Which theorem of docs/theory.md holds with it, or that none does. */
  readonly theory: string;
  /** What the server keeps between rounds, in bits of numbers. */
  memoryBits(devices: number, parameters: number): number;
  /** Bits that a round sends beyond the gradients themselves, for each device heard. */
  readonly extraBits: number;
  /** @param shares pi_k of every device that may ever be heard, by id; they sum to 1 */
  start(shares: ReadonlyMap<string, number>): Aggregation;
}
