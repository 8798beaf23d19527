/** A user's own BERT-style encoder: config, safetensors weights and WordPiece vocabulary from files. */
import { readFile } from 'node:fs/promises';
import { InputError } from '../../core/errors.js';
import type { ActivationName } from '../layers/activation.js';
import type { LayerNorm } from '../layers/layer-norm.js';
import type { Linear } from '../layers/linear.js';
import type { Backend, Floats } from '../tensor/backend.js';
import { createWordPieceTokenizer } from '../text/word-piece.js';
import type { Block, Embedding, Encoder } from './encoder.js';
import type { LoadedModel } from './load.js';
import { parseSafetensors, type Tensor } from './safetensors.js';

export interface SafetensorsModelSpec {
  readonly kind: 'safetensors';
  /** config.json of the model. */
  readonly configPath: string;
  /** model.safetensors. */
  readonly weightsPath: string;
  /** vocab.txt, one piece a line. */
  readonly vocabPath: string;
}

/** Keys of config.json that decide the shape; others (dropout ...) do not matter here. */
interface BertConfig {
  readonly hidden_size: number;
  readonly num_attention_heads: number;
  readonly num_hidden_layers: number;
  readonly intermediate_size: number;
  readonly max_position_embeddings: number;
  readonly vocab_size: number;
  readonly hidden_act: string;
  readonly layer_norm_eps: number;
  readonly do_lower_case: boolean;
}

const ACTIVATIONS: Readonly<Record<string, ActivationName>> = { gelu: 'gelu', relu: 'relu' };

/** Finds a tensor by its name without the optional prefix `bert.` and checks its number of values. */
type Lookup = (name: string, length: number) => Float32Array;

/** @throws InputError naming the file, and the tensor or key that is missing or of the wrong size */
export async function loadBert(spec: SafetensorsModelSpec, backend: Backend): Promise<LoadedModel> {
  const read = (field: string, path: string) =>
    readFile(path).catch(() => {
      throw new InputError(`model.${field}`, path, 'a file that can be read');
    });
  const [configBytes, weights, vocabulary] = await Promise.all([
    read('configPath', spec.configPath),
    read('weightsPath', spec.weightsPath),
    read('vocabPath', spec.vocabPath),
  ]);
  const config = parseConfig(configBytes.toString('utf8'));
  const lookup = createLookup(parseSafetensors('model.weightsPath', weights));
  const pieces = vocabulary.toString('utf8').replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n');
  if (pieces.length > config.vocab_size) {
    throw new InputError(
      'model.vocabPath',
      pieces.length,
      `at most vocab_size = ${config.vocab_size} pieces`,
    );
  }
  return {
    embedding: bertEmbedding(config, lookup),
    encoder: bertEncoder(config, lookup, backend),
    tokenizer: createWordPieceTokenizer(pieces, config.do_lower_case),
  };
}

function parseConfig(text: string): BertConfig {
  let raw: Record<string, unknown>;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new InputError('model.configPath', text.slice(0, 20), 'a JSON file');
  }
  const config = { hidden_act: 'gelu', layer_norm_eps: 1e-12, do_lower_case: true, ...raw } as BertConfig;
  const sizes = ['hidden_size', 'num_attention_heads', 'num_hidden_layers', 'intermediate_size'] as const;
  for (const key of [...sizes, 'max_position_embeddings', 'vocab_size'] as const) {
    const value = config[key];
    if (!Number.isInteger(value) || value < 1)
      throw new InputError(`config.${key}`, value, 'an integer >= 1');
  }
  if (config.hidden_size % config.num_attention_heads !== 0) {
    throw new InputError(
      'config.num_attention_heads',
      config.num_attention_heads,
      'a divisor of hidden_size',
    );
  }
  if (!ACTIVATIONS[config.hidden_act]) {
    throw new InputError('config.hidden_act', config.hidden_act, Object.keys(ACTIVATIONS).join(' or '));
  }
  return config;
}

function createLookup(tensors: ReadonlyMap<string, Tensor>): Lookup {
  return (name, length) => {
    const values = (tensors.get(name) ?? tensors.get(`bert.${name}`))?.values;
    if (values?.length !== length) {
      throw new InputError(`model.weightsPath, ${name}`, values?.length, `a tensor of ${length} values`);
    }
    return values;
  };
}

/** Word + position + first segment, normalised: the device's side. */
function bertEmbedding(config: BertConfig, lookup: Lookup): Embedding {
  const { hidden_size: width, vocab_size: vocabularySize, max_position_embeddings: maxTokens } = config;
  const words = lookup('embeddings.word_embeddings.weight', vocabularySize * width);
  const positions = lookup('embeddings.position_embeddings.weight', maxTokens * width);
  const segments = lookup('embeddings.token_type_embeddings.weight', 2 * width);
  const scale = lookup('embeddings.LayerNorm.weight', width);
  const bias = lookup('embeddings.LayerNorm.bias', width);
  const row = new Float64Array(width);
  return {
    vocabularySize,
    width,
    maxTokens,
    embed(ids, out, offset) {
      ids.forEach((id, t) => {
        for (let j = 0; j < width; j++)
          row[j] = words[id * width + j]! + positions[t * width + j]! + segments[j]!;
        const mean = row.reduce((sum, v) => sum + v, 0) / width;
        const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / width;
        const inverse = 1 / Math.sqrt(variance + config.layer_norm_eps);
        for (let j = 0; j < width; j++) {
          out[offset + t * width + j] = scale[j]! * (row[j]! - mean) * inverse + bias[j]!;
        }
      });
    },
  };
}

function bertEncoder(config: BertConfig, lookup: Lookup, backend: Backend): Encoder {
  const { hidden_size: width, intermediate_size: hidden } = config;
  const allocate = (values: Float32Array): Floats => {
    const array = backend.allocate(values.length);
    array.set(values);
    return array;
  };
  /** Projections side by side as one; the file stores outputs x inputs. */
  const linear = (names: readonly string[], inputs: number, outputs: number): Linear => {
    const weight = new Float32Array(inputs * outputs * names.length);
    const bias = new Float32Array(outputs * names.length);
    names.forEach((name, part) => {
      const stored = lookup(`${name}.weight`, inputs * outputs);
      for (let o = 0; o < outputs; o++) {
        const column = part * outputs + o;
        for (let i = 0; i < inputs; i++) weight[i * bias.length + column] = stored[o * inputs + i]!;
      }
      bias.set(lookup(`${name}.bias`, outputs), part * outputs);
    });
    return { inputs, outputs: bias.length, weight: allocate(weight), bias: allocate(bias) };
  };
  const norm = (name: string): LayerNorm => ({
    width,
    scale: allocate(lookup(`${name}.weight`, width)),
    bias: allocate(lookup(`${name}.bias`, width)),
    epsilon: config.layer_norm_eps,
  });
  const block = (i: number): Block => {
    const at = `encoder.layer.${i}`;
    const attention = ['query', 'key', 'value'].map((part) => `${at}.attention.self.${part}`);
    return {
      heads: config.num_attention_heads,
      attentionWidth: width,
      linear: {
        qkv: linear(attention, width, width),
        attentionOut: linear([`${at}.attention.output.dense`], width, width),
        ffnIn: linear([`${at}.intermediate.dense`], width, hidden),
        ffnOut: linear([`${at}.output.dense`], hidden, width),
      },
      attentionNorm: norm(`${at}.attention.output.LayerNorm`),
      ffnNorm: norm(`${at}.output.LayerNorm`),
    };
  };
  return {
    normPlacement: 'post',
    activation: ACTIVATIONS[config.hidden_act]!,
    blocks: Array.from({ length: config.num_hidden_layers }, (_, i) => block(i)),
    inputWidth: width,
    outputWidth: width,
  };
}
