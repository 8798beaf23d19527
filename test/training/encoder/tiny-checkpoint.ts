/** A tiny BERT-style checkpoint with random weights, written as a user would have it: four files in a folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { normals } from '../support.js';

export const TINY_PIECES = [
  ...['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'the', 'bank', 'lend', '##s', 'river', '##bed', '.', 'a', 'pond'],
  ...['##er', 'The', '人', '々'],
];

export const TINY_CONFIG = {
  model_type: 'bert',
  hidden_size: 8,
  num_attention_heads: 2,
  num_hidden_layers: 2,
  intermediate_size: 12,
  max_position_embeddings: 16,
  vocab_size: TINY_PIECES.length,
  layer_norm_eps: 1e-12,
  hidden_act: 'gelu',
};

/** Shape of every tensor, by the names of bert-base-uncased. */
function tinyShapes(): Record<string, number[]> {
  const { hidden_size: width, intermediate_size: hidden, max_position_embeddings: positions } = TINY_CONFIG;
  const pair = (name: string, ...shape: number[]) => ({
    [`${name}.weight`]: shape,
    [`${name}.bias`]: [shape[0]!],
  });
  const block = (i: number) => {
    const at = `encoder.layer.${i}`;
    return {
      ...pair(`${at}.attention.self.query`, width, width),
      ...pair(`${at}.attention.self.key`, width, width),
      ...pair(`${at}.attention.self.value`, width, width),
      ...pair(`${at}.attention.output.dense`, width, width),
      ...pair(`${at}.attention.output.LayerNorm`, width),
      ...pair(`${at}.intermediate.dense`, hidden, width),
      ...pair(`${at}.output.dense`, width, hidden),
      ...pair(`${at}.output.LayerNorm`, width),
    };
  };
  return {
    'embeddings.word_embeddings.weight': [TINY_PIECES.length, width],
    'embeddings.position_embeddings.weight': [positions, width],
    'embeddings.token_type_embeddings.weight': [2, width],
    ...pair('embeddings.LayerNorm', width),
    ...block(0),
    ...block(1),
  };
}

export interface FileTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1);

/** @param rename what the writer of the file calls a tensor */
export function tinyTensors(rename = (name: string) => name): Record<string, FileTensor> {
  return Object.fromEntries(
    Object.entries(tinyShapes()).map(([name, shape]) => {
      const values = Float32Array.from(normals(1, name, sizeOf(shape)), (v) => v / 2);
      return [rename(name), { dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) }];
    }),
  );
}

/** @param change the header's entries before they are written: a forger's hand */
export function safetensorsFile(
  tensors: Readonly<Record<string, FileTensor>>,
  change: (header: Record<string, unknown>) => void = () => {},
): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  change(header);
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, ...Object.values(tensors).map(({ bytes }) => bytes)]);
}

export interface TinyCheckpoint {
  readonly config?: object | string;
  readonly weights?: Uint8Array;
  readonly vocabulary?: string | Uint8Array;
  readonly tokenizer?: object;
  readonly pooling?: object;
}

/** Writes the files into a folder and returns it. */
export function writeCheckpoint(folder: string, files: TinyCheckpoint = {}): string {
  mkdirSync(join(folder, '1_Pooling'), { recursive: true });
  const json = (value: object | string) => (typeof value === 'string' ? value : JSON.stringify(value));
  writeFileSync(join(folder, 'config.json'), json(files.config ?? TINY_CONFIG));
  writeFileSync(join(folder, 'model.safetensors'), files.weights ?? safetensorsFile(tinyTensors()));
  writeFileSync(join(folder, 'vocab.txt'), files.vocabulary ?? `${TINY_PIECES.join('\n')}\n`);
  if (files.tokenizer) writeFileSync(join(folder, 'tokenizer_config.json'), json(files.tokenizer));
  if (files.pooling) writeFileSync(join(folder, '1_Pooling', 'config.json'), json(files.pooling));
  return folder;
}
