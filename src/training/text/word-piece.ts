/** BERT's tokenizer: words and punctuation first, then the longest vocabulary pieces from the left. */
import { InputError } from '../../core/errors.js';
import type { Tokenizer } from './tokenizer.js';

/** Longer words are unknown as a whole, as in the original. */
const LONGEST_WORD = 100;

/** @param pieces piece of each number; must hold [UNK], [CLS] and [SEP] */
export function createWordPieceTokenizer(pieces: readonly string[], lowerCase: boolean): Tokenizer {
  const numbers = new Map(pieces.map((piece, i) => [piece, i]));
  const special = (piece: string): number => {
    const number = numbers.get(piece);
    if (number === undefined)
      throw new InputError('model.vocabPath', undefined, `a vocabulary with ${piece}`);
    return number;
  };
  const [unknown, begin, end] = [special('[UNK]'), special('[CLS]'), special('[SEP]')];
  return {
    unknown,
    encode(text, maxTokens = Number.POSITIVE_INFINITY) {
      const ids = splitWords(text, lowerCase).flatMap((word) => wordPieces(numbers, word) ?? [unknown]);
      // The marks stay when the text is cut; a single token leaves room for the first only.
      return [begin, ...ids.slice(0, Math.max(0, maxTokens - 2)), end].slice(0, maxTokens);
    },
  };
}

/** Words, punctuation marks and CJK characters, each on its own. */
function splitWords(text: string, lowerCase: boolean): string[] {
  const cleaned = text.replace(/[\p{Cc}\p{Cf}\ufffd]/gu, (c) => (/\s/.test(c) ? ' ' : ''));
  const folded = lowerCase
    ? cleaned
        .toLowerCase()
        .normalize('NFD')
        .replace(/\p{Mn}/gu, '')
    : cleaned;
  return folded
    .replace(/[\p{P}$+<=>^`|~\p{Script=Han}]/gu, ' $& ')
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
