/** The data set in token numbers, each text tokenised when it is first needed. */
import { InputError } from '../../core/errors.js';
import type { Dataset } from '../data/dataset.js';
import type { Batch } from '../split/step.js';
import type { Tokenizer } from './tokenizer.js';

export interface Corpus {
  /** Tokens and classes of the given rows, in their order. */
  batch(rows: readonly number[]): Batch;
  /** Number of tokens of each row. */
  lengths(rows: readonly number[]): number[];
}

/** @param maxTokens texts are cut after this many */
export function createCorpus(
  { texts, labels }: Pick<Dataset, 'texts' | 'labels'>,
  tokenizer: Tokenizer,
  maxTokens: number,
): Corpus {
  const known = new Map<number, readonly number[]>();
  const tokensOf = (row: number): readonly number[] => {
    const seen = known.get(row);
    if (seen) return seen;
    const text = texts[row];
    if (text === undefined) throw new InputError('rows', row, `row numbers from 0 to ${texts.length - 1}`);
    const ids = tokenizer.encode(text, maxTokens);
    // The mean over no tokens does not exist: an empty text is one unknown piece.
    const tokens = ids.length > 0 ? ids : [tokenizer.unknown];
    known.set(row, tokens);
    return tokens;
  };
  return {
    batch: (rows) => ({ tokens: rows.map(tokensOf), labels: rows.map((row) => labels[row]!) }),
    lengths: (rows) => rows.map((row) => tokensOf(row).length),
  };
}
