/** Labelled texts, split into training and held-out rows. */

export interface Dataset {
  readonly texts: readonly string[];
  /** Class number of each text. */
  readonly labels: readonly number[];
  readonly classNames: readonly string[];
  /** Row numbers to train on and to judge by; disjoint. */
  readonly training: readonly number[];
  readonly heldOut: readonly number[];
  /** Natural owner of each text, where the data has one. */
  readonly owners?: readonly string[];
}
