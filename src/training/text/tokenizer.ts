/** Turns a text into piece numbers of a model's vocabulary. */
export interface Tokenizer {
  /** At most `maxTokens` numbers, marks at either end included. */
  encode(text: string, maxTokens?: number): number[];
  /** Number of the piece that stands for what the vocabulary lacks. */
  readonly unknown: number;
}
