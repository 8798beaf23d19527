/**
 * SentencePiece's unigram tokenizer: the segmentation with the greatest sum of piece scores, by dynamic programming
 * over the positions of the text, as the published JavaScript tokenizer of this model does it.
 */
import type { VocabularyEntry } from '../encoder/use-lite-files.js';
import type { Tokenizer } from './tokenizer.js';

/** Stands for a space, so that pieces know where words begin. */
const SPACE = '\u2581';
/** The first entries of the vocabulary are control symbols and never match text. */
const RESERVED = 6;
const UNKNOWN = 0;

interface TrieNode {
  readonly next: Map<string, TrieNode>;
  /** Piece that ends here. */
  id?: number;
}

function buildTrie(vocabulary: readonly VocabularyEntry[]): TrieNode {
  const root: TrieNode = { next: new Map() };
  for (let id = RESERVED; id < vocabulary.length; id++) {
    let node = root;
    for (const char of vocabulary[id]![0]) {
      let child = node.next.get(char);
      if (!child) {
        child = { next: new Map() };
        node.next.set(char, child);
      }
      node = child;
    }
    node.id = id;
  }
  return root;
}

export function createUnigramTokenizer(vocabulary: readonly VocabularyEntry[]): Tokenizer {
  const trie = buildTrie(vocabulary);
  return {
    unknown: UNKNOWN,
    encode(text, maxTokens) {
      const normalised = text.normalize('NFKC');
      if (normalised.length === 0) return [];
      const chars = [...(SPACE + normalised.replaceAll(' ', SPACE))];
      return backtrack(bestPieces(trie, vocabulary, chars)).slice(0, maxTokens);
    },
  };
}

interface Step {
  readonly score: number;
  readonly id: number;
  readonly from: number;
}

/** Best last piece of every prefix. A character no piece covers becomes the unknown symbol, with score 0. */
function bestPieces(
  trie: TrieNode,
  vocabulary: readonly VocabularyEntry[],
  chars: readonly string[],
): Step[] {
  const best: (Step | undefined)[] = [{ score: 0, id: UNKNOWN, from: 0 }];
  for (let start = 0; start < chars.length; start++) {
    // Nothing ends at `start`: the published tokenizer steps over one character and begins again at score 0.
    best[start] ??= { score: 0, id: UNKNOWN, from: start - 1 };
    const { score } = best[start]!;
    let node: TrieNode | undefined = trie;
    for (let end = start; end < chars.length; end++) {
      node = node.next.get(chars[end]!);
      if (!node) break;
      if (node.id === undefined) continue;
      const total = score + vocabulary[node.id]![1];
      const known = best[end + 1];
      if (!known || total >= known.score) best[end + 1] = { score: total, id: node.id, from: start };
    }
  }
  best[chars.length] ??= { score: 0, id: UNKNOWN, from: chars.length - 1 };
  return best as Step[];
}

/** Pieces in order; a run of unknowns counts as one. */
function backtrack(best: readonly Step[]): number[] {
  const ids: number[] = [];
  for (let end = best.length - 1; end > 0; end = best[end]!.from) {
    const { id } = best[end]!;
    if (id !== UNKNOWN || ids.at(-1) !== UNKNOWN) ids.push(id);
  }
  return ids.reverse();
}
