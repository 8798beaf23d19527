/** Views of the flat trainable vector as LoRA factors and head. */

import { randomStream } from '../core/random.js';
import type { BlockGradients } from './encoder/block.js';
import { type Encoder, type LoraSet, TARGETS, type TargetName } from './encoder/encoder.js';
import type { Head } from './layers/head.js';
import type { LinearGradients } from './layers/linear.js';
import { type Layout, type LoraSpec, loraBlockName } from './layout.js';
import type { Floats } from './tensor/backend.js';

/** The slice of a block, without copying. */
export function sliceOf(layout: Layout, vector: Floats, name: string): Floats {
  const block = layout.blocks.find((b) => b.name === name);
  if (!block) throw new RangeError(`no block ${name} in the layout`);
  return vector.subarray(block.offset, block.offset + block.rows * block.cols) as Floats;
}

function forEachTarget<T>(lora: LoraSpec, visit: (target: TargetName) => T): Partial<Record<TargetName, T>> {
  const entries = TARGETS.filter((t) => lora.targets.includes(t)).map((t) => [t, visit(t)] as const);
  return Object.fromEntries(entries) as Partial<Record<TargetName, T>>;
}

/** LoRA factors as views of `vector`. */
export function loraViews(encoder: Encoder, layout: Layout, lora: LoraSpec, vector: Floats): LoraSet {
  return encoder.blocks.map((_, i) =>
    forEachTarget(lora, (target) => ({
      rank: lora.rank,
      scale: lora.alpha / lora.rank,
      a: sliceOf(layout, vector, loraBlockName(i, target, 'A')),
      b: sliceOf(layout, vector, loraBlockName(i, target, 'B')),
    })),
  );
}

/** Where the gradients of the LoRA factors go: views of the gradient vector. */
export function loraGradientViews(
  encoder: Encoder,
  layout: Layout,
  lora: LoraSpec,
  gradient: Floats,
): BlockGradients[] {
  return encoder.blocks.map((_, i) => ({
    linear: forEachTarget(
      lora,
      (target): LinearGradients => ({
        a: sliceOf(layout, gradient, loraBlockName(i, target, 'A')),
        b: sliceOf(layout, gradient, loraBlockName(i, target, 'B')),
      }),
    ),
  }));
}

/** The head as views of `vector`. */
export function headView(layout: Layout, vector: Floats): Head {
  const weight = layout.blocks.find((b) => b.name === 'head.weight')!;
  return {
    classes: weight.rows,
    width: weight.cols,
    weight: sliceOf(layout, vector, 'head.weight'),
    bias: sliceOf(layout, vector, 'head.bias'),
  };
}

/** The head's slice, weight and bias in a row, as it crosses the air. */
export function headSlice(layout: Layout, vector: Floats): Floats {
  const weight = layout.blocks.find((b) => b.name === 'head.weight')!;
  return vector.subarray(weight.offset) as Floats;
}

/**
 * A normal with variance 1 / inputs, B and the head zero: the first step sees the frozen model exactly, and every
 * class is equally likely.
 */
export function initialVector(layout: Layout, seed: number): Float32Array {
  const vector = new Float32Array(layout.size);
  for (const { name, role, offset, rows, cols } of layout.blocks) {
    if (role !== 'loraA') continue;
    const stream = randomStream(seed, 'lora', name);
    for (let i = 0; i < rows * cols; i++) vector[offset + i] = stream.normal() / Math.sqrt(cols);
  }
  return vector;
}
