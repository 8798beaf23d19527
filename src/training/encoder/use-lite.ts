/**
 * Universal Sentence Encoder Lite: two pre-LN transformer blocks over 256-dimensional piece embeddings, mean over the
 * tokens, tanh layer, L2 norm; 512 numbers a text. Kernels the graph calls "conv" are plain products.
 */
import { InputError } from '../../core/errors.js';
import { type RandomStream, randomStream } from '../../core/random.js';
import type { LayerNorm } from '../layers/layer-norm.js';
import type { Linear } from '../layers/linear.js';
import type { Backend, Floats } from '../tensor/backend.js';
import type { Block, Embedding, Encoder } from './encoder.js';
import type { Model } from './loaded-model.js';
import type { UseLiteFiles } from './use-lite-files.js';

const EMBEDDING_WIDTH = 256;
const MAX_TOKENS = 128;
const HEADS = 4;
const LAYER_NORM_EPSILON = 1e-6;

const ENCODER = 'module_apply_default/Encoder_en/KonaTransformer/Encode';
const FOLDED = 'ConcatPartitions/concat';

/** Finds a tensor of the graph by name and checks its number of values. */
type Lookup = (name: string, length: number) => Floats;

function linear(lookup: Lookup, weight: string, bias: string, inputs: number, outputs: number): Linear {
  return { inputs, outputs, weight: lookup(weight, inputs * outputs), bias: lookup(bias, outputs) };
}

function layerNorm(lookup: Lookup, path: string, width: number): LayerNorm {
  const at = `${ENCODER}/${path}/layer_prepostprocess/layer_norm/layer_norm`;
  return {
    width,
    scale: lookup(`${at}_scale/${FOLDED}`, width),
    bias: lookup(`${at}_bias/${FOLDED}`, width),
    epsilon: LAYER_NORM_EPSILON,
  };
}

/** Block `i` takes `input` wide tokens and returns 512 wide ones. */
function block(lookup: Lookup, i: number, input: number): Block {
  const layer = `Layer_${i}/TransformerLayer`;
  const attention = (name: string) =>
    [
      `module/Encoder_en/KonaTransformer/Encode/${layer}/MultiheadAttention/${name}/kernel/part_0`,
      `${ENCODER}/${layer}/MultiheadAttention/${name}/bias/${FOLDED}`,
    ] as const;
  const ffn = (name: string) =>
    [
      `${ENCODER}/TransformerStack/${layer}/FFN/${name}/Tensordot/Reshape_1`,
      `${ENCODER}/${layer}/FFN/${name}/bias/${FOLDED}`,
    ] as const;
  const dense = `${ENCODER}/${layer}/dense`;
  return {
    heads: HEADS,
    attentionWidth: input,
    linear: {
      qkv: linear(lookup, ...attention('qkv_transform_single'), input, 3 * input),
      attentionOut: linear(lookup, ...attention('output_transform_single'), input, 512),
      ffnIn: linear(lookup, ...ffn('conv1'), 512, 1536),
      ffnOut: linear(lookup, ...ffn('conv2'), 1536, 512),
    },
    ...(input !== 512 && {
      residual: linear(lookup, `${dense}/kernel/${FOLDED}`, `${dense}/bias/${FOLDED}`, input, 512),
    }),
    attentionNorm: layerNorm(lookup, layer, input),
    ffnNorm: layerNorm(lookup, `${layer}/FFN`, 512),
  };
}

function encoder(lookup: Lookup): Encoder {
  const tanh = 'module/Encoder_en/hidden_layers/tanh_layer_0';
  return {
    normPlacement: 'pre',
    activation: 'relu',
    blocks: [block(lookup, 0, EMBEDDING_WIDTH), block(lookup, 1, 512)],
    pooler: linear(lookup, `${tanh}/weights`, `${tanh}/bias`, 512, 512),
    inputWidth: EMBEDDING_WIDTH,
    outputWidth: 512,
  };
}

/**
 * Features of a token: 2 E[id] + [sin(t f), cos(t f)] at position t. The graph adds the embedding twice, once by a
 * residual path around the timing signal.
 */
function embedding(table: Float32Array, frequencies: Float32Array): Embedding {
  const half = EMBEDDING_WIDTH / 2;
  return {
    vocabularySize: table.length / EMBEDDING_WIDTH,
    width: EMBEDDING_WIDTH,
    maxTokens: MAX_TOKENS,
    embed(ids, out, offset) {
      ids.forEach((id, t) => {
        const row = id * EMBEDDING_WIDTH;
        const to = offset + t * EMBEDDING_WIDTH;
        for (let j = 0; j < half; j++) {
          const angle = t * frequencies[j]!;
          out[to + j] = 2 * table[row + j]! + Math.sin(angle);
          out[to + half + j] = 2 * table[row + half + j]! + Math.cos(angle);
        }
      });
    },
  };
}

/** @param length of the tensor of that name */
type Source = (name: string, length: number) => Float32Array | undefined;

/** The model over any source of tensors; weights of the encoder go to the back end's memory. */
function build(backend: Backend, source: Source): Model {
  const find = (name: string, length: number): Float32Array => {
    const values = source(name, length);
    if (values?.length !== length) throw new InputError(name, values?.length, `a tensor of ${length} values`);
    return values;
  };
  const lookup: Lookup = (name, length) => {
    const array = backend.allocate(length);
    array.set(find(name, length));
    return array;
  };
  const signal = `${ENCODER}/TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1`;
  return {
    embedding: embedding(
      find('module/Embeddings_en', 8002 * EMBEDDING_WIDTH),
      find(signal, EMBEDDING_WIDTH / 2),
    ),
    encoder: encoder(lookup),
  };
}

/** Wraps tensors read by `readUseLiteFiles`. */
export function useLiteModel(backend: Backend, files: UseLiteFiles): Model {
  return build(backend, (name) => files.tensors.get(name)?.values);
}

/** The same shape with nothing in it: what there is to send and to compute. */
export function useLiteShape(backend: Backend): Model {
  return build(backend, (_name, length) => new Float32Array(length));
}

/**
 * The same shape with random weights: matrices normal with variance 1 / inputs, norms 1 and 0, biases 0. What
 * pre-training is worth is the difference to this.
 */
export function randomUseLite(backend: Backend, files: UseLiteFiles, seed: number): Model {
  return build(backend, (name) => {
    const tensor = files.tensors.get(name);
    if (!tensor || name.includes('AddTimingSignal')) return tensor?.values;
    if (name.includes('layer_norm_scale')) return new Float32Array(tensor.values.length).fill(1);
    if (name.includes('bias')) return new Float32Array(tensor.values.length);
    const inputs = tensor.shape.at(-2) ?? 1;
    // Embeddings are drawn with variance 1 / width, the matrices with variance 1 / inputs.
    const deviation = 1 / Math.sqrt(name === 'module/Embeddings_en' ? EMBEDDING_WIDTH : inputs);
    return normals(randomStream(seed, 'weights', name), tensor.values.length, deviation);
  });
}

function normals(stream: RandomStream, length: number, deviation: number): Float32Array {
  return Float32Array.from({ length }, () => deviation * stream.normal());
}
