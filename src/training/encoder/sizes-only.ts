/**
 * A model of which only the sizes are known: layers, widths and about how many tokens a text has. Enough to know what
 * training would send and compute, without the package that has the weights.
 */
import type { Backend } from '../tensor/backend.js';
import type { Tokenizer } from '../text/tokenizer.js';
import type { LoadedModel } from './loaded-model.js';
import { useLiteShape } from './use-lite.js';

/**
 * Letters of a word in one piece. Of 1,500 glosses of WordNet the model's own vocabulary makes 12.0 pieces of at most 16 and 15.5
 * without a limit, this rule 12.0 and 15.2; of 300 mails with a limit of 128, 104.4 and 102.6.
 */
const LETTERS_A_PIECE = 5;
const WORDS = /[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu;

/** Right about how many pieces, with nothing in them. */
const sizesTokenizer: Tokenizer = {
  unknown: 0,
  encode(text, maxTokens = Number.POSITIVE_INFINITY) {
    let pieces = 0;
    for (const [word] of text.matchAll(WORDS)) {
      pieces += Math.ceil(word.length / LETTERS_A_PIECE);
      if (pieces >= maxTokens) break;
    }
    return new Array<number>(Math.min(pieces, maxTokens)).fill(0);
  },
};

/** Universal Sentence Encoder Lite without its package. */
export function useLiteSizes(backend: Backend): LoadedModel {
  return { ...useLiteShape(backend), tokenizer: sizesTokenizer };
}
