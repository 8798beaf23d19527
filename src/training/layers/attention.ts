/**
 * Multi-head self-attention over a batch of texts that lie one after the other without padding. A token sees the
 * tokens of its own text only, which is what a padding mask does, without computing on the padding.
 */
import { type Backend, type Floats, into, plain, transposed } from '../tensor/backend.js';

export interface AttentionShape {
  readonly heads: number;
  /** Width of the concatenated heads; queries, keys and values are each tokens x width inside qkv. */
  readonly width: number;
}

/** Softmax weights of every text and head, one after the other: heads x length x length for each text. */
export interface AttentionCache {
  readonly qkv: Floats;
  readonly weights: Floats;
}

/** Calls `visit` for each text and head with the place of its token rows and of its weights. */
function forEachHead(
  lengths: readonly number[],
  heads: number,
  visit: (firstToken: number, length: number, head: number, weightsAt: number) => void,
): void {
  let token = 0;
  let at = 0;
  for (const length of lengths) {
    for (let head = 0; head < heads; head++) {
      visit(token, length, head, at);
      at += length * length;
    }
    token += length;
  }
}

/**
 * @param qkv tokens x 3 width: queries, keys, values side by side
 * @param lengths tokens of each text, in order; every one > 0
 * @returns tokens x width
 */
export function attentionForward(
  backend: Backend,
  { heads, width }: AttentionShape,
  qkv: Floats,
  lengths: readonly number[],
): { y: Floats; cache: AttentionCache } {
  const depth = width / heads;
  const stride = 3 * width;
  const tokens = lengths.reduce((sum, n) => sum + n, 0);
  const weights = backend.arena.take(heads * lengths.reduce((sum, n) => sum + n * n, 0));
  const y = backend.arena.take(tokens * width);
  forEachHead(lengths, heads, (first, n, head, at) => {
    const q = plain(qkv, stride, first * stride + head * depth);
    const kT = transposed(qkv, stride, first * stride + width + head * depth);
    const v = plain(qkv, stride, first * stride + 2 * width + head * depth);
    backend.gemm(n, n, depth, 1 / Math.sqrt(depth), q, kT, into(weights, n, at));
    softmaxRows(weights, at, n, n);
    backend.gemm(n, depth, n, 1, plain(weights, n, at), v, into(y, width, first * width + head * depth));
  });
  return { y, cache: { qkv, weights } };
}

/** Gradient at qkv, tokens x 3 width. */
export function attentionBackward(
  backend: Backend,
  { heads, width }: AttentionShape,
  { qkv, weights }: AttentionCache,
  dy: Floats,
  lengths: readonly number[],
): Floats {
  const depth = width / heads;
  const stride = 3 * width;
  const dQkv = backend.arena.take(qkv.length);
  const longest = Math.max(...lengths);
  const dScores = backend.arena.take(longest * longest);
  forEachHead(lengths, heads, (first, n, head, at) => {
    const q = first * stride + head * depth;
    const [k, v] = [q + width, q + 2 * width];
    const dOut = plain(dy, width, first * width + head * depth);
    backend.gemm(n, depth, n, 1, transposed(weights, n, at), dOut, into(dQkv, stride, v));
    dScores.fill(0);
    backend.gemm(n, n, depth, 1, dOut, transposed(qkv, stride, v), into(dScores, n));
    softmaxRowsBackward(weights, at, dScores, n, n);
    const scale = 1 / Math.sqrt(depth);
    backend.gemm(n, depth, n, scale, plain(dScores, n), plain(qkv, stride, k), into(dQkv, stride, q));
    backend.gemm(n, depth, n, scale, transposed(dScores, n), plain(qkv, stride, q), into(dQkv, stride, k));
  });
  return dQkv;
}

/** Softmax of each row in place; the row's maximum is taken out so that exp never overflows. */
function softmaxRows(m: Floats, offset: number, rows: number, cols: number): void {
  for (let i = 0; i < rows; i++) {
    const row = offset + i * cols;
    let top = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < cols; j++) top = Math.max(top, m[row + j]!);
    let sum = 0;
    for (let j = 0; j < cols; j++) {
      const e = Math.exp(m[row + j]! - top);
      m[row + j] = e;
      sum += e;
    }
    for (let j = 0; j < cols; j++) m[row + j]! /= sum;
  }
}

/** Turns the gradient at the weights p into the one at the scores, in place: d = p (d - <p, d>). */
function softmaxRowsBackward(p: Floats, offset: number, d: Floats, rows: number, cols: number): void {
  for (let i = 0; i < rows; i++) {
    const row = i * cols;
    let dot = 0;
    for (let j = 0; j < cols; j++) dot += p[offset + row + j]! * d[row + j]!;
    for (let j = 0; j < cols; j++) d[row + j] = p[offset + row + j]! * (d[row + j]! - dot);
  }
}
