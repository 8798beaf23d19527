// A user's own checkpoint: every spelling of the names gives the same vectors, and what would be read wrongly is refused.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { loadBert } from '../../../src/training/encoder/bert.js';
import { parseBertConfig, parseJsonObject } from '../../../src/training/encoder/bert-config.js';
import { encoderForward } from '../../../src/training/encoder/pass.js';
import { parseSafetensors } from '../../../src/training/encoder/safetensors.js';
import { createMatrixBackend } from '../../../src/training/tensor/matrix-backend.js';
import { HOSTILE_RUNS, hostileBytes, readsOrRefuses } from '../../core/hostile.js';
import {
  type FileTensor,
  safetensorsFile,
  TINY_CONFIG,
  TINY_PIECES,
  type TinyCheckpoint,
  tinyTensors,
  writeCheckpoint,
} from './tiny-checkpoint.js';

const backend = createMatrixBackend();
const folderOf = (files: TinyCheckpoint) =>
  writeCheckpoint(mkdtempSync(join(tmpdir(), 'driftlora-checkpoint-')), files);
const load = (files: TinyCheckpoint = {}) =>
  loadBert({ kind: 'safetensors', path: folderOf(files) }, backend);

async function vectorOf(files: TinyCheckpoint): Promise<number[]> {
  const { encoder, embedding, tokenizer } = await load(files);
  const ids = tokenizer.encode('the river lends a bank');
  const features = new Float64Array(ids.length * TINY_CONFIG.hidden_size);
  embedding.embed(ids, features, 0);
  return [...encoderForward(backend, encoder, [], features, [ids.length]).y];
}

const withNames = (rename: (name: string) => string) => ({ weights: safetensorsFile(tinyTensors(rename)) });

const changed = (name: string, change: (tensor: FileTensor) => FileTensor): TinyCheckpoint => {
  const tensors = tinyTensors();
  return { weights: safetensorsFile({ ...tensors, [name]: change(tensors[name]!) }) };
};

const poisoned = (value: number) =>
  changed('encoder.layer.1.output.dense.bias', ({ bytes, ...tensor }) => {
    const values = new Float32Array(bytes.slice().buffer);
    values[3] = value;
    return { ...tensor, bytes: new Uint8Array(values.buffer) };
  });

const forged = (change: (header: Record<string, unknown>) => void): TinyCheckpoint => ({
  weights: safetensorsFile(tinyTensors(), change),
});

const QUERY = 'encoder.layer.0.attention.self.query.weight';
const FFN = 'encoder.layer.0.intermediate.dense.weight';
const entry = (header: Record<string, unknown>, name = QUERY) =>
  header[name] as { dtype: unknown; shape: unknown; data_offsets: number[] };

describe('a checkpoint', () => {
  it.each([
    ['bert.', (name: string) => `bert.${name}`],
    ['model.', (name: string) => `model.${name}`],
    ['0.auto_model.', (name: string) => `0.auto_model.${name}`],
    [
      'gamma and beta',
      (name: string) => name.replace('Norm.weight', 'Norm.gamma').replace('Norm.bias', 'Norm.beta'),
    ],
  ])('with the names %s gives the same vectors', async (_, rename) => {
    expect(await vectorOf(withNames(rename))).toEqual(await vectorOf({}));
  });

  it('takes casing, accents and Chinese characters from tokenizer_config.json', async () => {
    const pieces = async (text: string, tokenizer?: object, config: object = TINY_CONFIG) => {
      const { encode } = (await load({ config, ...(tokenizer && { tokenizer }) })).tokenizer;
      return encode(text).map((id) => TINY_PIECES[id]);
    };
    expect(await pieces('The')).toEqual(['[CLS]', 'the', '[SEP]']);
    expect(await pieces('The', { do_lower_case: false })).toEqual(['[CLS]', 'The', '[SEP]']);
    expect(await pieces('The', { do_lower_case: false }, { ...TINY_CONFIG, do_lower_case: true })).toContain(
      'The',
    );
    expect(await pieces('The', undefined, { ...TINY_CONFIG, do_lower_case: false })).toContain('The');
    expect(await pieces('thé', { do_lower_case: false, strip_accents: true })).toContain('the');
    expect(await pieces('thé', { do_lower_case: false })).toContain('[UNK]');
    // U+3005 is of the script Han, and no Chinese character for BERT.
    expect(await pieces('人々')).toEqual(['[CLS]', '人', '々', '[SEP]']);
    expect(await pieces('人々', { tokenize_chinese_chars: false })).toEqual(['[CLS]', '[UNK]', '[SEP]']);
    expect(await pieces('々人々')).toHaveLength(5);
    expect(await pieces('ba\u000bnk the\u0085\ufeff')).toEqual(['[CLS]', 'bank', 'the', '[SEP]']);
  });

  const config = (change: object): TinyCheckpoint => ({ config: { ...TINY_CONFIG, ...change } });
  it.each<[string, TinyCheckpoint, RegExp]>([
    [
      'a text as epsilon',
      config({ layer_norm_eps: '1e-12' }),
      /config\.json, config\.layer_norm_eps: got "1e-12"/,
    ],
    ['a text as a size', config({ hidden_size: '8' }), /config\.hidden_size: got "8", accepted is a whole/],
    ['"false" as a flag', config({ do_lower_case: 'false' }), /config\.do_lower_case: got "false"/],
    [
      '"false" there',
      { tokenizer: { do_lower_case: 'false' } },
      /tokenizer_config\.json, do_lower_case: got "false"/,
    ],
    [
      'relative positions',
      config({ position_embedding_type: 'relative_key_query' }),
      /position_embedding_type: got "rel/,
    ],
    ['another family', config({ model_type: 'roberta' }), /config\.model_type: got "roberta"/],
    ['a decoder', config({ is_decoder: true }), /config\.is_decoder: got true/],
    [
      'an activation from a prototype',
      config({ hidden_act: 'constructor' }),
      /config\.hidden_act: got "constructor"/,
    ],
    ['heads that do not divide', config({ num_attention_heads: 3 }), /config\.num_attention_heads: got 3/],
    ['fewer blocks than the file', config({ num_hidden_layers: 1 }), /encoder\.layer\.1.*got "block 1"/],
    ['more blocks than the file', config({ num_hidden_layers: 1e6 }), /encoder\.layer\.2\..*: got nothing/],
    ['a quantised model', config({ quantization_config: { bits: 4 } }), /config\.quantization_config/],
    ['no JSON', { config: '{' }, /config\.json: got "\{", accepted is valid JSON/],
    [
      'a key that stands twice',
      { config: '{"hidden_size": 8, "hidden_size": 16}' },
      /config\.json: got "hidden_size", accepted is each key once/,
    ],
    ['a list', { config: '[]' }, /config\.json: got \[\], accepted is an object/],
    [
      'no mean pooling',
      { pooling: { pooling_mode_mean_tokens: false } },
      /1_Pooling\/config\.json, pooling_mode_mean_tokens: got false, accepted is true/,
    ],
    [
      'a text as pooling',
      { pooling: { pooling_mode_mean_tokens: 'true' } },
      /pooling_mode_mean_tokens: got "true", accepted is true or false/,
    ],
    [
      'another pooling',
      { pooling: { pooling_mode_cls_token: true } },
      /1_Pooling\/config\.json, pooling_mode_cls_token/,
    ],
    [
      'another tokenizer',
      { tokenizer: { tokenizer_class: 'RobertaTokenizer' } },
      /tokenizer_class: got "Roberta/,
    ],
    [
      'too many pieces',
      { vocabulary: 'x\n'.repeat(40) },
      /vocab\.txt: got 40, accepted is at most vocab_size = 17/,
    ],
    ['no [UNK]', { vocabulary: '[CLS]\n[SEP]\n' }, /vocab\.txt: .* a vocabulary with \[UNK\]/],
    [
      'a vocabulary in Latin-1',
      { vocabulary: Uint8Array.of(0x61, 0x0a, 0xe9) },
      /vocab\.txt:2: got "the byte 0xe9"/,
    ],
    ['NaN', poisoned(Number.NaN), /output\.dense\.bias\[3\]: got NaN/],
    ['an infinite weight', poisoned(Number.NEGATIVE_INFINITY), /output\.dense\.bias\[3\]: got -Infinity/],
    [
      'a reversed shape',
      changed(FFN, (t) => ({ ...t, shape: [8, 12] })),
      /intermediate\.dense\.weight: got \[8,12\]/,
    ],
    [
      'a null entry',
      forged((h) => {
        h[QUERY] = null;
      }),
      /query\.weight, dtype: got nothing/,
    ],
    [
      'an entry without offsets',
      forged((h) => {
        delete (entry(h) as { data_offsets?: unknown }).data_offsets;
      }),
      /data_offsets: got nothing/,
    ],
    [
      'an entry without shape',
      forged((h) => {
        delete (entry(h) as { shape?: unknown }).shape;
      }),
      /query\.weight, shape: got nothing/,
    ],
    [
      'a negative size',
      forged((h) => {
        entry(h).shape = [-8, -8];
      }),
      /query\.weight, shape: got \[-8,-8\]/,
    ],
    [
      'sizes that overflow',
      forged((h) => {
        entry(h).shape = [2 ** 40, 2 ** 40];
      }),
      /data_offsets/,
    ],
    [
      'an unknown type',
      forged((h) => {
        entry(h).dtype = 'F33';
      }),
      /query\.weight, dtype: got "F33"/,
    ],
    [
      'integers',
      forged((h) => {
        entry(h).dtype = 'I32';
      }),
      /query\.weight: got nothing, accepted is a tensor of shape \[8, 8\]/,
    ],
    [
      'overlapping tensors',
      forged((h) => {
        const e = entry(h);
        e.data_offsets = e.data_offsets.map((o) => o - 4);
      }),
      /overlaps the one before/,
    ],
    [
      'two encoders',
      { weights: safetensorsFile({ ...tinyTensors(), ...tinyTensors((n) => `x.${n}`) }) },
      /one tensor called/,
    ],
    [
      'another model',
      { weights: safetensorsFile({ w: tinyTensors()[QUERY]! }) },
      /got \["w"\], accepted is one tensor called/,
    ],
    ['a file cut off', { weights: safetensorsFile(tinyTensors()).subarray(0, -5) }, /the file is cut off/],
    [
      'a longer file',
      { weights: Buffer.concat([safetensorsFile(tinyTensors()), Buffer.alloc(3)]) },
      /something follows/,
    ],
    [
      'a huge header',
      { weights: Buffer.from('ffffffffffffff7f7b7d', 'hex') },
      /got "a header of 9223372036854775807 bytes"/,
    ],
    ['no header', { weights: Buffer.from('{}') }, /got "2 bytes", accepted is a safetensors file/],
  ])('with %s is refused by name', async (_, files, message) => {
    const failure = await load(files).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect((failure as Error).message).toMatch(/^model\.path, /);
    expect((failure as Error).message).toMatch(message);
  });

  it('that is not there is refused with the path', async () => {
    const spec = { kind: 'safetensors', path: 'no-such-folder' } as const;
    await expect(loadBert(spec, backend)).rejects.toThrow(/model\.path, no-such-folder.config\.json/);
  });
});

describe('hostile checkpoints', () => {
  it('of any bytes are parsed or refused, without allocating what they claim', () => {
    const tensors = tinyTensors();
    const file = safetensorsFile({ [QUERY]: tensors[QUERY]!, [FFN]: tensors[FFN]! });
    fc.assert(
      fc.property(hostileBytes([file, file.subarray(0, 200)]), (bytes) => {
        readsOrRefuses(() => {
          for (const tensor of parseSafetensors('w', bytes).values()) {
            expect(tensor.values.every(Number.isFinite)).toBe(true);
          }
        }, /^w/);
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });

  it('configurations are read or refused', () => {
    fc.assert(
      fc.property(hostileBytes([JSON.stringify(TINY_CONFIG)]), (bytes) => {
        readsOrRefuses(() => parseBertConfig(parseJsonObject(bytes, 'c'), 'c'), /^c/);
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });

  it('with any value under a key are read as it says or refused', () => {
    const keys = [...Object.keys(TINY_CONFIG), 'position_embedding_type', 'type_vocab_size', 'is_decoder'];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        readsOrRefuses(
          () => parseBertConfig({ ...TINY_CONFIG, [key]: value }, 'c'),
          new RegExp(`^c, config\\.(${key}|num_)`),
        );
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });
});
