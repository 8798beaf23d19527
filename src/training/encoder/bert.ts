/** A user's own BERT-style encoder: config, safetensors weights and WordPiece vocabulary from files. */
import { InputError } from '../../core/errors.js';
import { decodeText } from '../../core/text-input.js';
import type { LayerNorm } from '../layers/layer-norm.js';
import type { Linear } from '../layers/linear.js';
import type { Backend, Floats } from '../tensor/backend.js';
import { createWordPieceTokenizer } from '../text/word-piece.js';
import {
  type BertConfig,
  checkPooling,
  parseBertConfig,
  parseJsonObject,
  parseTokenizerOptions,
} from './bert-config.js';
import { createLookup, type Lookup } from './bert-tensors.js';
import {
  checkpointPaths,
  type NamedFile,
  readNamed,
  readOptional,
  type SafetensorsModelSpec,
} from './checkpoint-files.js';
import type { Block, Embedding, Encoder } from './encoder.js';
import type { LoadedModel } from './loaded-model.js';
import { parseSafetensors } from './safetensors.js';

/** @throws InputError naming the file, and the tensor or key that is missing, not implemented or of the wrong size */
export async function loadBert(spec: SafetensorsModelSpec, backend: Backend): Promise<LoadedModel> {
  const paths = checkpointPaths(spec);
  const object = async (file: NamedFile) => {
    const bytes = await readOptional(file);
    return bytes && { raw: parseJsonObject(bytes, file.where), where: file.where };
  };
  const { where } = paths.config;
  const raw = parseJsonObject(await readNamed(paths.config), where);
  const config = parseBertConfig(raw, where);
  const pooling = await object(paths.pooling);
  if (pooling) checkPooling(pooling.raw, pooling.where);
  const options = parseTokenizerOptions({ raw, where }, await object(paths.tokenizer));
  const pieces = parseVocabulary(
    await readNamed(paths.vocabulary),
    paths.vocabulary.where,
    config.vocabularySize,
  );
  const weights = parseSafetensors(paths.weights.where, await readNamed(paths.weights));
  const lookup = createLookup(weights, config.layers, paths.weights.where);
  return {
    embedding: bertEmbedding(config, lookup),
    encoder: bertEncoder(config, lookup, backend),
    tokenizer: createWordPieceTokenizer(pieces, options, paths.vocabulary.where),
  };
}

/** One piece a line; its number is that of the line. */
function parseVocabulary(bytes: Uint8Array, where: string, most: number): string[] {
  const pieces = decodeText(bytes, where).replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n');
  if (pieces.length > most) throw new InputError(where, pieces.length, `at most vocab_size = ${most} pieces`);
  return pieces;
}

/** Word + position + first segment, normalised: the device's side. */
function bertEmbedding(config: BertConfig, lookup: Lookup): Embedding {
  const { width, vocabularySize, positions: maxTokens } = config;
  const words = lookup('embeddings.word_embeddings.weight', vocabularySize, width);
  const positions = lookup('embeddings.position_embeddings.weight', maxTokens, width);
  const segments = lookup('embeddings.token_type_embeddings.weight', config.segments, width);
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
        const inverse = 1 / Math.sqrt(variance + config.layerNormEpsilon);
        for (let j = 0; j < width; j++) {
          out[offset + t * width + j] = scale[j]! * (row[j]! - mean) * inverse + bias[j]!;
        }
      });
    },
  };
}

function bertEncoder(config: BertConfig, lookup: Lookup, backend: Backend): Encoder {
  const { width, hiddenWidth: hidden } = config;
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
      const stored = lookup(`${name}.weight`, outputs, inputs);
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
    epsilon: config.layerNormEpsilon,
  });
  const block = (i: number): Block => {
    const at = `encoder.layer.${i}`;
    const attention = ['query', 'key', 'value'].map((part) => `${at}.attention.self.${part}`);
    return {
      heads: config.heads,
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
    activation: config.activation,
    blocks: Array.from({ length: config.layers }, (_, i) => block(i)),
    inputWidth: width,
    outputWidth: width,
  };
}
