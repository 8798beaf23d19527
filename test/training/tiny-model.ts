/** Small random encoders of both styles, for checks that need many evaluations. */
import type { Block, Embedding, Encoder } from '../../src/training/encoder/encoder.js';
import type { LayerNorm } from '../../src/training/layers/layer-norm.js';
import type { Linear } from '../../src/training/layers/linear.js';
import { normals } from './support.js';

export interface TinyShape {
  readonly style: 'pre' | 'post';
  readonly activation: 'relu' | 'gelu';
  readonly pooler: boolean;
}

/** Two blocks, 2 heads; pre-LN goes from width 4 to 6 like the real encoder changes its width. */
export function tinyEncoder(seed: number, { style, activation, pooler }: TinyShape): Encoder {
  const width = 6;
  const inputWidth = style === 'pre' ? 4 : width;
  const linear = (name: string, inputs: number, outputs: number): Linear => ({
    inputs,
    outputs,
    weight: normals(seed, `${name}.w`, inputs * outputs).map((v) => v / Math.sqrt(inputs)),
    bias: normals(seed, `${name}.b`, outputs).map((v) => v / 4),
  });
  const norm = (name: string, size: number): LayerNorm => ({
    width: size,
    scale: normals(seed, `${name}.s`, size).map((v) => 1 + v / 4),
    bias: normals(seed, `${name}.o`, size).map((v) => v / 4),
    epsilon: 1e-6,
  });
  const block = (i: number, inputs: number): Block => ({
    heads: 2,
    attentionWidth: inputs,
    linear: {
      qkv: linear(`${i}.qkv`, inputs, 3 * inputs),
      attentionOut: linear(`${i}.out`, inputs, width),
      ffnIn: linear(`${i}.in`, width, 8),
      ffnOut: linear(`${i}.ffn`, 8, width),
    },
    ...(inputs !== width && { residual: linear(`${i}.residual`, inputs, width) }),
    attentionNorm: norm(`${i}.n1`, style === 'pre' ? inputs : width),
    ffnNorm: norm(`${i}.n2`, width),
  });
  return {
    normPlacement: style,
    activation,
    blocks: [block(0, inputWidth), block(1, width)],
    ...(pooler && { pooler: linear('pooler', width, width) }),
    inputWidth,
    outputWidth: width,
  };
}

/** A table of random features; `rows` shows them to a reference. */
export function tinyEmbedding(
  seed: number,
  width: number,
): Embedding & { rows(ids: readonly number[]): number[][] } {
  const vocabularySize = 20;
  const table = normals(seed, 'embedding', vocabularySize * width);
  const rows = (ids: readonly number[]) => ids.map((id) => [...table.subarray(id * width, (id + 1) * width)]);
  return {
    vocabularySize,
    width,
    maxTokens: 16,
    rows,
    embed: (ids, out, offset) => out.set(rows(ids).flat(), offset),
  };
}
