/**
 * A transformer encoder: token features in, one vector a text out. One description covers the Universal Sentence
 * Encoder Lite (pre-LN, ReLU, tanh on top) and BERT-style encoders (post-LN, GELU).
 */
import type { ActivationName } from '../layers/activation.js';
import type { LayerNorm } from '../layers/layer-norm.js';
import type { Linear, Lora } from '../layers/linear.js';
import type { Floats } from '../tensor/backend.js';

/** The matrices of a block that LoRA may adapt. `qkv` is the fused query, key and value projection. */
export const TARGETS = ['qkv', 'attentionOut', 'ffnIn', 'ffnOut'] as const;
export type TargetName = (typeof TARGETS)[number];

export interface Block {
  readonly heads: number;
  /** Width of queries, keys and values, that is of the concatenated heads. */
  readonly attentionWidth: number;
  readonly linear: Readonly<Record<TargetName, Linear>>;
  /** Projection of the residual path where the block changes the width; the identity when absent. */
  readonly residual?: Linear;
  readonly attentionNorm: LayerNorm;
  readonly ffnNorm: LayerNorm;
}

export interface Encoder {
  readonly normPlacement: 'pre' | 'post';
  readonly activation: ActivationName;
  readonly blocks: readonly Block[];
  /** Dense layer with tanh on the mean of the tokens; absent in BERT-style encoders pooled by the mean. */
  readonly pooler?: Linear;
  /** Width of the token features that go in. */
  readonly inputWidth: number;
  /** Width of the text vector that comes out; its L2 norm is 1. */
  readonly outputWidth: number;
}

/** Device side of a model: from token ids to features. */
export interface Embedding {
  readonly vocabularySize: number;
  readonly width: number;
  /** Longest text in tokens the model was made for. */
  readonly maxTokens: number;
  /** Writes the features of one text (ids.length x width) at `offset` of `out`. */
  embed(ids: readonly number[], out: Floats, offset: number): void;
}

/** LoRA factors by block and target; a target without an entry is frozen. */
export type LoraSet = readonly Readonly<Partial<Record<TargetName, Lora>>>[];
