/** Forward and backward pass of a whole encoder. Everything it allocates lies in the back end's arena. */
import { type LinearCache, type LinearGradients, linearBackward, linearForward } from '../layers/linear.js';
import { meanBackward, meanForward, normaliseBackward, normaliseForward } from '../layers/pooling.js';
import type { Backend, Floats } from '../tensor/backend.js';
import { type BlockCache, type BlockGradients, blockBackward, blockForward } from './block.js';
import type { Encoder, LoraSet } from './encoder.js';

export interface EncoderGradients {
  readonly blocks: readonly BlockGradients[];
  readonly pooler?: LinearGradients;
  /** Gradient at the features, only when the embedding is trained too. */
  readonly features?: Floats;
}

export interface EncoderCache {
  readonly lengths: readonly number[];
  readonly blocks: readonly BlockCache[];
  readonly pooler: LinearCache | undefined;
  /** Before and after the L2 norm, texts x outputWidth. */
  readonly pooled: Floats;
  readonly output: Floats;
}

/**
 * @param features tokens x inputWidth, the texts one after the other
 * @param lengths tokens of each text
 * @returns unit vectors, texts x outputWidth
 */
export function encoderForward(
  backend: Backend,
  encoder: Encoder,
  lora: LoraSet,
  features: Floats,
  lengths: readonly number[],
): { y: Floats; cache: EncoderCache } {
  let x = features;
  const blocks = encoder.blocks.map((block, i) => {
    const pass = blockForward(backend, encoder, block, lora[i] ?? {}, x, lengths);
    x = pass.y;
    return pass.cache;
  });
  const texts = lengths.length;
  let pooled = meanForward(backend, x, lengths, x.length / totalOf(lengths));
  let pooler: LinearCache | undefined;
  if (encoder.pooler) {
    const dense = linearForward(backend, encoder.pooler, undefined, pooled, texts);
    pooler = dense.cache;
    pooled = dense.y;
    for (let i = 0; i < pooled.length; i++) pooled[i] = Math.tanh(pooled[i]!);
  }
  const output = normaliseForward(backend, pooled, texts, encoder.outputWidth);
  return { y: output, cache: { lengths, blocks, pooler, pooled, output } };
}

/** Adds the gradients of <output, dy> to `gradients`; work below the lowest trained matrix is skipped. */
export function encoderBackward(
  backend: Backend,
  encoder: Encoder,
  lora: LoraSet,
  cache: EncoderCache,
  dy: Floats,
  gradients: EncoderGradients,
): void {
  const { lengths, pooled, output } = cache;
  const texts = lengths.length;
  const tokens = totalOf(lengths);
  let d = normaliseBackward(backend, pooled, output, dy, texts, encoder.outputWidth);
  if (encoder.pooler && cache.pooler) {
    for (let i = 0; i < d.length; i++) d[i]! *= 1 - pooled[i]! ** 2;
    const dMean = backend.arena.take(texts * encoder.pooler.inputs);
    const wanted = { ...gradients.pooler, x: dMean };
    linearBackward(backend, encoder.pooler, undefined, cache.pooler, d, texts, wanted);
    d = dMean;
  }
  let dx: Floats = backend.arena.take((tokens * d.length) / texts);
  meanBackward(d, lengths, d.length / texts, dx);

  const lowest = gradients.features ? -1 : gradients.blocks.findIndex(isWanted);
  if (lowest < 0 && !gradients.features) return;
  for (let i = encoder.blocks.length - 1; i >= Math.max(lowest, 0); i--) {
    const wanted = gradients.blocks[i]!;
    const block = encoder.blocks[i]!;
    const below = blockBackward(
      backend,
      encoder,
      block,
      lora[i] ?? {},
      cache.blocks[i]!,
      dx,
      lengths,
      wanted,
      i > lowest,
    );
    if (below) dx = below;
  }
  if (gradients.features) for (let i = 0; i < dx.length; i++) gradients.features[i]! += dx[i]!;
}

function isWanted(gradients: BlockGradients): boolean {
  const { linear, residual, attentionNorm, ffnNorm } = gradients;
  return Object.keys(linear).length > 0 || !!residual || !!attentionNorm || !!ffnNorm;
}

function totalOf(lengths: readonly number[]): number {
  return lengths.reduce((sum, n) => sum + n, 0);
}
