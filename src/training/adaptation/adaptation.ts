/** What of a model is trained: how a flat vector becomes a model, and where the gradients go. */
import type { Encoder, LoraSet } from '../encoder/encoder.js';
import type { EncoderGradients } from '../encoder/pass.js';
import type { Head } from '../layers/head.js';
import { blockOf, HEAD_BIAS, HEAD_WEIGHT, type Layout, sliceOf } from '../layout.js';
import type { HeadState } from '../split/messages.js';
import type { Floats } from '../tensor/backend.js';

export interface Adaptation {
  readonly layout: Layout;
  /** The vector with which the model is the frozen one: its text vectors do not differ in a single bit. */
  initial(seed: number): Float32Array;
  /** The encoder under a trained vector; holds views of it, copies nothing. */
  bind(vector: Floats): { readonly encoder: Encoder; readonly lora: LoraSet };
  /** Views of a gradient vector. */
  gradients(gradient: Floats): EncoderGradients;
}

/** The head as views of `vector`. */
export function headView(layout: Layout, vector: Floats): Head {
  const { rows: classes, cols: width } = blockOf(layout, HEAD_WEIGHT);
  return {
    classes,
    width,
    weight: sliceOf(layout, vector, HEAD_WEIGHT),
    bias: sliceOf(layout, vector, HEAD_BIAS),
  };
}

/** The head's slice, weights and then biases, as it crosses the air. */
export function headSlice(layout: Layout, vector: Floats): Floats {
  return vector.subarray(blockOf(layout, HEAD_WEIGHT).offset) as Floats;
}

/** Whether the head is still where it starts. */
export function headState(layout: Layout, vector: Floats): HeadState {
  return headSlice(layout, vector).every((value) => value === 0) ? 'zero' : 'trained';
}
