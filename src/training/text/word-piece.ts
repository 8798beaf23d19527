/** BERT's tokenizer: words and punctuation first, then the longest vocabulary pieces from the left. */
import { InputError } from '../../core/errors.js';
import type { Tokenizer } from './tokenizer.js';

/** Longer words are unknown as a whole, as in the original. */
const LONGEST_WORD = 100;

export interface WordPieceOptions {
  readonly lowerCase: boolean;
  /** Usually with lowerCase. */
  readonly stripAccents: boolean;
  /** Whether each Chinese character is a word of its own. */
  readonly partChinese: boolean;
}

/**
 * @param pieces piece of each number; must hold [UNK], [CLS] and [SEP]
 * @param where file of the pieces, named in errors
 */
export function createWordPieceTokenizer(
  pieces: readonly string[],
  options: WordPieceOptions,
  where = 'model.vocabPath',
): Tokenizer {
  const numbers = new Map(pieces.map((piece, i) => [piece, i]));
  const special = (piece: string): number => {
    const number = numbers.get(piece);
    if (number === undefined) throw new InputError(where, undefined, `a vocabulary with ${piece}`);
    return number;
  };
  const [unknown, begin, end] = [special('[UNK]'), special('[CLS]'), special('[SEP]')];
  return {
    unknown,
    encode(text, maxTokens = Number.POSITIVE_INFINITY) {
      const ids = splitWords(text, options).flatMap((word) => wordPieces(numbers, word) ?? [unknown]);
      // The marks stay when the text is cut; a single token leaves room for the first only.
      return [begin, ...ids.slice(0, Math.max(0, maxTokens - 2)), end].slice(0, maxTokens);
    },
  };
}

/** Punctuation of BERT: Unicode's, and every ASCII sign that is neither letter, digit nor space. */
const PUNCTUATION = /[\p{P}$+<=>^`|~]/gu;
/** Blocks that BERT calls Chinese characters; not all of the script Han (U+3005 is none of them). */
const CHINESE =
  /[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;

/** Words, punctuation marks and Chinese characters, each on its own. */
function splitWords(text: string, { lowerCase, stripAccents, partChinese }: WordPieceOptions): string[] {
  const cleaned = text.replace(/[\t\n\r]/g, ' ').replace(/[\p{C}\ufffd]/gu, '');
  const parted = partChinese ? cleaned.replace(CHINESE, ' $& ') : cleaned;
  const cased = lowerCase ? parted.toLowerCase() : parted;
  const folded = stripAccents ? cased.normalize('NFD').replace(/\p{Mn}/gu, '') : cased;
  return folded
    .replace(PUNCTUATION, ' $& ')
    .split(/\s+/u)
    .filter((word) => word.length > 0);
}

/** Longest match first; undefined when some part of the word is in no piece. */
function wordPieces(numbers: ReadonlyMap<string, number>, word: string): number[] | undefined {
  const chars = [...word];
  if (chars.length > LONGEST_WORD) return undefined;
  const ids: number[] = [];
  for (let start = 0; start < chars.length; ) {
    let end = chars.length;
    let id: number | undefined;
    for (; end > start; end--) {
      id = numbers.get((start > 0 ? '##' : '') + chars.slice(start, end).join(''));
      if (id !== undefined) break;
    }
    if (id === undefined) return undefined;
    ids.push(id);
    start = end;
  }
  return ids;
}
