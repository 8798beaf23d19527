/** config.json and tokenizer_config.json of a BERT-style encoder: what is read, and what would be read wrongly refused. */
import { InputError } from '../../core/errors.js';
import { type JsonObject, readNumber, readObject, readWord } from '../../core/read.js';
import { parseJson } from '../../core/strict-json.js';
import { decodeText } from '../../core/text-input.js';
import type { ActivationName } from '../layers/activation.js';
import type { WordPieceOptions } from '../text/word-piece.js';

/** Keys that decide the shape and the function; others (dropout ...) do not matter here. */
export interface BertConfig {
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  readonly hiddenWidth: number;
  readonly positions: number;
  readonly vocabularySize: number;
  readonly segments: number;
  readonly activation: ActivationName;
  readonly layerNormEpsilon: number;
}

const ACTIVATIONS = { gelu: 'gelu', relu: 'relu' } as const satisfies Record<string, ActivationName>;

/** Families with BERT's tensors, positions and tokenizer. RoBERTa and its like count positions from 2 and use BPE. */
const MODEL_TYPES = ['bert', 'electra'] as const;
const TOKENIZER_CLASSES = [
  'BertTokenizer',
  'BertTokenizerFast',
  'ElectraTokenizer',
  'ElectraTokenizerFast',
] as const;

const COUNT_FROM_1 = {
  accepted: 'a whole number from 1 to 1000000',
  contains: (v: number) => Number.isInteger(v) && v >= 1 && v <= 1e6,
};
const EPSILON = { accepted: 'a number above 0, below 1', contains: (v: number) => v > 0 && v < 1 };

export function parseJsonObject(bytes: Uint8Array, where: string): JsonObject {
  return readObject(parseJson(decodeText(bytes, where), where), where);
}

/** Absent and null both mean the default, as in the files' own library. */
const given = (value: unknown) => value !== undefined && value !== null;

function readFlag(object: JsonObject, key: string, before: string): boolean | undefined {
  const value = object[key];
  if (!given(value)) return undefined;
  if (typeof value !== 'boolean') throw new InputError(before + key, value, 'true or false, not a text');
  return value;
}

/** A key that may be absent; another value than these would be another model. */
function checkWord(object: JsonObject, key: string, before: string, words: readonly string[]): void {
  if (given(object[key])) readWord(object[key], before + key, words);
}

/**
 * @param where file, named in errors before the key
 * @throws InputError naming the key
 */
export function parseBertConfig(raw: JsonObject, where: string): BertConfig {
  const field = (key: string) => `${where}, config.${key}`;
  const count = (key: string, absent?: number) =>
    absent !== undefined && !given(raw[key]) ? absent : readNumber(raw[key], field(key), COUNT_FROM_1);
  checkWord(raw, 'model_type', `${where}, config.`, MODEL_TYPES);
  checkWord(raw, 'position_embedding_type', `${where}, config.`, ['absolute']);
  for (const key of ['is_decoder', 'add_cross_attention']) {
    if (readFlag(raw, key, `${where}, config.`))
      throw new InputError(field(key), true, 'false: an encoder alone');
  }
  if (given(raw.quantization_config)) {
    throw new InputError(
      field('quantization_config'),
      raw.quantization_config,
      'nothing: weights in floating point',
    );
  }
  const width = count('hidden_size');
  const heads = count('num_attention_heads');
  if (width % heads !== 0)
    throw new InputError(field('num_attention_heads'), heads, 'a divisor of hidden_size');
  const embeddingWidth = count('embedding_size', width);
  if (embeddingWidth !== width) {
    throw new InputError(
      field('embedding_size'),
      embeddingWidth,
      `hidden_size, ${width}: no projection is read`,
    );
  }
  const act = raw.hidden_act ?? 'gelu';
  const activation =
    ACTIVATIONS[readWord(act, field('hidden_act'), Object.keys(ACTIVATIONS) as ['gelu', 'relu'])];
  return {
    width,
    heads,
    layers: count('num_hidden_layers'),
    hiddenWidth: count('intermediate_size'),
    positions: count('max_position_embeddings'),
    vocabularySize: count('vocab_size'),
    segments: count('type_vocab_size', 2),
    activation,
    layerNormEpsilon: readNumber(raw.layer_norm_eps ?? 1e-12, field('layer_norm_eps'), EPSILON),
  };
}

/**
 * Casing and the like: from tokenizer_config.json; from config.json where that file is not there or does not say.
 * @throws InputError naming file and key
 */
export function parseTokenizerOptions(
  config: { readonly raw: JsonObject; readonly where: string },
  tokenizer: { readonly raw: JsonObject; readonly where: string } | undefined,
): WordPieceOptions {
  const sources = [
    ...(tokenizer ? [{ raw: tokenizer.raw, where: `${tokenizer.where}, ` }] : []),
    { raw: config.raw, where: `${config.where}, config.` },
  ];
  const flag = (key: string) =>
    sources.map(({ raw, where }) => readFlag(raw, key, where)).find((value) => value !== undefined);
  if (tokenizer) checkWord(tokenizer.raw, 'tokenizer_class', `${tokenizer.where}, `, TOKENIZER_CLASSES);
  const lowerCase = flag('do_lower_case') ?? true;
  return {
    lowerCase,
    // As in the files' own library: accents go with the case unless the file says otherwise.
    stripAccents: flag('strip_accents') ?? lowerCase,
    partChinese: flag('tokenize_chinese_chars') ?? true,
  };
}

const MEAN = 'pooling_mode_mean_tokens';
const POOLING_MODE = /^pooling_mode_(?!mean_tokens$)\w+$/;

/**
 * Whether the text vector is the mean of the tokens, as here.
 * @throws InputError naming the mode that is on instead
 */
export function checkPooling(raw: JsonObject, where: string): void {
  const other = Object.keys(raw).find((key) => POOLING_MODE.test(key) && readFlag(raw, key, `${where}, `));
  if (other) throw new InputError(`${where}, ${other}`, true, 'false: the mean of the tokens alone');
  if (readFlag(raw, MEAN, `${where}, `) === false)
    throw new InputError(`${where}, ${MEAN}`, false, 'true: the mean of the tokens');
}
