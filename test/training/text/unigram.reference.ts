// Published behaviour of the model's tokenizer: the examples of its README and of its own tests
// (@tensorflow-models/universal-sentence-encoder).
import { describe, expect, it } from 'vitest';
import { readUseLiteFiles } from '../../../src/training/encoder/use-lite-files.js';
import { createUnigramTokenizer } from '../../../src/training/text/unigram.js';

const reserved = ['\ufffd', '<s>', '</s>', 'extra_token_id_1', 'extra_token_id_2', 'extra_token_id_3'].map(
  (piece) => [piece, 0] as const,
);

describe('with the published vocabulary', async () => {
  const tokenizer = createUnigramTokenizer((await readUseLiteFiles()).vocabulary);

  it('splits the README example as published', () => {
    expect(tokenizer.encode('Hello, how are you?')).toEqual([341, 4125, 8, 140, 31, 19, 54]);
  });

  it('takes contiguous unknown characters as one', () => {
    expect(tokenizer.encode('cat 😹😹')).toEqual([1163, 30, 0]);
  });

  it('normalises to NFKC', () => {
    expect(tokenizer.encode('ça va bien')).toEqual(tokenizer.encode('c\u0327a va bien'));
  });

  it('cuts after the given number of tokens, and finds nothing in an empty text', () => {
    expect(tokenizer.encode('Hello, how are you?', 3)).toEqual([341, 4125, 8]);
    expect(tokenizer.encode('')).toEqual([]);
  });
});

describe('with a small vocabulary', () => {
  const pieces = [
    ['\u2581', -2],
    ['\u2581a', -1],
    ['\u2581ç', -2],
    ['a', -3],
    ['.', -1],
    ['\u2581I', -1],
    ['\u2581like', -1],
    ['\u2581it', -1],
    ['I', -2],
    ['like', -2],
    ['it', -2],
    ['l', -3],
    ['i', -3],
    ['k', -3],
    ['e', -3],
    ['t', -3],
  ] as const;
  const vocabulary = [...reserved, ...pieces];
  const tokenizer = createUnigramTokenizer(vocabulary);
  const encode = (text: string) => tokenizer.encode(text).map((id) => vocabulary[id]![0]);

  it('prefers the segmentation with the greatest total score', () => {
    expect(encode('Ilikeit.')).toEqual(['\u2581I', 'like', 'it', '.']);
    expect(encode('I like it.')).toEqual(['\u2581I', '\u2581like', '\u2581it', '.']);
  });

  it('gives an unknown character the unknown piece', () => {
    expect(tokenizer.encode('a😹')).toEqual([7, 0]);
  });
});
