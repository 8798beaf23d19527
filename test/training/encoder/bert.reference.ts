// A BERT-style model from files, against plain loops written from the architecture (post-LN, erf GELU, mean of the
// tokens). The model is tiny, random and made here.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBert } from '../../../src/training/encoder/bert.js';
import { encoderForward } from '../../../src/training/encoder/pass.js';
import { parseSafetensors } from '../../../src/training/encoder/safetensors.js';
import { createSplitTask } from '../../../src/training/index.js';
import { normalCdf } from '../../../src/training/layers/activation.js';
import { createMatrixBackend } from '../../../src/training/tensor/matrix-backend.js';
import { createWordPieceTokenizer } from '../../../src/training/text/word-piece.js';
import { normals } from '../support.js';

const PIECES = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  'the',
  'bank',
  'lend',
  '##s',
  'river',
  '##bed',
  '.',
  'a',
  'pond',
  '##er',
];
const config = {
  hidden_size: 8,
  num_attention_heads: 2,
  num_hidden_layers: 2,
  intermediate_size: 12,
  max_position_embeddings: 10,
  vocab_size: PIECES.length,
  layer_norm_eps: 1e-12,
};
const [W, F] = [config.hidden_size, config.intermediate_size];
const shapes: Record<string, number[]> = {
  'embeddings.word_embeddings.weight': [PIECES.length, W],
  'embeddings.position_embeddings.weight': [10, W],
  'embeddings.token_type_embeddings.weight': [2, W],
};
const addPair = (name: string, ...shape: number[]) => {
  shapes[`${name}.weight`] = shape;
  shapes[`${name}.bias`] = [shape[0]!];
};
addPair('embeddings.LayerNorm', W);
for (const i of [0, 1]) {
  const at = `encoder.layer.${i}`;
  for (const part of ['query', 'key', 'value']) addPair(`${at}.attention.self.${part}`, W, W);
  addPair(`${at}.attention.output.dense`, W, W);
  addPair(`${at}.attention.output.LayerNorm`, W);
  addPair(`${at}.intermediate.dense`, F, W);
  addPair(`${at}.output.dense`, W, F);
  addPair(`${at}.output.LayerNorm`, W);
}
const values = new Map(
  Object.entries(shapes).map(([name, shape]) => [
    name,
    Float32Array.from(
      normals(
        1,
        name,
        shape.reduce((a, b) => a * b, 1),
      ),
      (v) => v / 2,
    ),
  ]),
);

function safetensors(prefix: string): Uint8Array {
  const header: Record<string, object> = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const [name, shape] of Object.entries(shapes)) {
    const bytes = 4 * values.get(name)!.length;
    header[prefix + name] = { dtype: 'F32', shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const data = [...values.values()].map((v) => Buffer.from(v.buffer));
  return Buffer.concat([length, json, ...data]);
}

const directory = await mkdtemp(join(tmpdir(), 'driftlora-bert-'));
const path = (name: string) => join(directory, name);
await writeFile(path('config.json'), JSON.stringify(config));
await writeFile(path('model.safetensors'), safetensors('bert.'));
await writeFile(path('vocab.txt'), `${PIECES.join('\n')}\n`);
const spec = {
  kind: 'safetensors',
  configPath: path('config.json'),
  weightsPath: path('model.safetensors'),
  vocabPath: path('vocab.txt'),
} as const;

/** The architecture in plain loops, straight from the named tensors. */
function plainBert(ids: readonly number[]): number[] {
  const get = (name: string) => values.get(name)!;
  const dense = (x: number[], name: string) =>
    Array.from(get(`${name}.bias`), (b, o) =>
      x.reduce((s, v, i) => s + v * get(`${name}.weight`)[o * x.length + i]!, b),
    );
  const norm = (x: number[], name: string) => {
    const mean = x.reduce((s, v) => s + v, 0) / x.length;
    const deviation = Math.sqrt(x.reduce((s, v) => s + (v - mean) ** 2, 0) / x.length + 1e-12);
    return x.map((v, j) => (get(`${name}.weight`)[j]! * (v - mean)) / deviation + get(`${name}.bias`)[j]!);
  };
  const sum = (a: number[], b: number[]) => a.map((v, j) => v + b[j]!);
  const table = (name: string, row: number) => [
    ...get(`embeddings.${name}_embeddings.weight`).slice(row * W, (row + 1) * W),
  ];
  let x = ids.map((id, t) =>
    norm(sum(sum(table('word', id), table('position', t)), table('token_type', 0)), 'embeddings.LayerNorm'),
  );
  for (const layer of [0, 1].map((i) => `encoder.layer.${i}`)) {
    const [q, k, v] = ['query', 'key', 'value'].map((part) =>
      x.map((row) => dense(row, `${layer}.attention.self.${part}`)),
    );
    const depth = W / 2;
    const context = q!.map((query) =>
      query.map((_, j) => {
        const h = Math.floor(j / depth) * depth;
        const scores = k!.map((key) => {
          let s = 0;
          for (let d = h; d < h + depth; d++) s += query[d]! * key[d]!;
          return Math.exp(s / Math.sqrt(depth));
        });
        const total = scores.reduce((a, b) => a + b);
        return v!.reduce((s, row, t) => s + (scores[t]! / total) * row[j]!, 0);
      }),
    );
    x = x.map((row, t) =>
      norm(
        sum(row, dense(context[t]!, `${layer}.attention.output.dense`)),
        `${layer}.attention.output.LayerNorm`,
      ),
    );
    x = x.map((row) => {
      const hidden = dense(row, `${layer}.intermediate.dense`).map((h) => h * normalCdf(h));
      return norm(sum(row, dense(hidden, `${layer}.output.dense`)), `${layer}.output.LayerNorm`);
    });
  }
  const mean = x[0]!.map((_, j) => x.reduce((s, row) => s + row[j]!, 0) / x.length);
  const length = Math.hypot(...mean);
  return mean.map((m) => m / length);
}

describe('a BERT-style model from files', () => {
  it('gives the vectors of plain loops', async () => {
    const backend = createMatrixBackend();
    const { encoder, embedding, tokenizer } = await loadBert(spec, backend);
    for (const text of ['The bank lends.', 'a pond', '']) {
      const ids = tokenizer.encode(text);
      const features = new Float64Array(ids.length * W);
      embedding.embed(ids, features, 0);
      const vector = encoderForward(backend, encoder, [], features, [ids.length]).y;
      plainBert(ids).forEach((v, j) => {
        expect(vector[j]!).toBeCloseTo(v, 10);
      });
    }
  });

  it('trains as a task', async () => {
    const rows = Array.from({ length: 12 }, (_, i) =>
      i % 2 ? `the bank lends ${i}` : `a riverbed ponder ${i}`,
    );
    await writeFile(path('data.csv'), `text,label\n${rows.map((r, i) => `${r},${i % 2}`).join('\n')}\n`);
    const task = await createSplitTask({
      model: spec,
      dataset: { kind: 'file', path: path('data.csv'), heldOutShare: 0.25, seed: 1 },
      partition: { kind: 'iid' },
      devices: 2,
      seed: 1,
      lora: { rank: 2, alpha: 4, targets: ['qkv'] },
      maxTokens: 8,
      precision: 'fp32',
    });
    const start = task.initialTrainable(1);
    const { loss, gradient } = task.deviceGradient(start, task.devices[0]!.rows);
    expect(loss).toBeCloseTo(Math.log(2), 6);
    const moved = start.map((v, i) => v - 0.002 * gradient[i]!);
    expect(task.evaluate(moved, task.devices[0]!.rows).loss).toBeLessThan(loss);
  });

  it('names the tensor or the key that is wrong', async () => {
    const backend = createMatrixBackend();
    await writeFile(path('bad.json'), JSON.stringify({ ...config, intermediate_size: 13 }));
    await expect(loadBert({ ...spec, configPath: path('bad.json') }, backend)).rejects.toThrow(
      'intermediate.dense.weight',
    );
    await writeFile(path('bad.json'), JSON.stringify({ ...config, hidden_act: 'swish' }));
    await expect(loadBert({ ...spec, configPath: path('bad.json') }, backend)).rejects.toThrow(
      'config.hidden_act',
    );
    await expect(loadBert({ ...spec, vocabPath: path('none.txt') }, backend)).rejects.toThrow(
      'model.vocabPath',
    );
  });
});

describe('safetensors', () => {
  it('reads half and bfloat16 numbers and skips integers', () => {
    const header = Buffer.from(
      JSON.stringify({
        h: { dtype: 'F16', shape: [2], data_offsets: [0, 4] },
        b: { dtype: 'BF16', shape: [1], data_offsets: [4, 6] },
        i: { dtype: 'I64', shape: [1], data_offsets: [6, 14] },
      }),
    );
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const data = Buffer.from([0x00, 0x3e, 0x00, 0xc0, 0x49, 0x40, ...new Array(8).fill(0)]);
    const tensors = parseSafetensors('w', Buffer.concat([length, header, data]));
    expect([...tensors.get('h')!.values]).toEqual([1.5, -2]);
    expect([...tensors.get('b')!.values]).toEqual([3.140625]);
    expect(tensors.has('i')).toBe(false);
  });

  it('refuses a file that ends early', () => {
    expect(() => parseSafetensors('w', safetensors('').slice(0, 200))).toThrow('w:');
  });
});

describe('WordPiece', () => {
  const tokenizer = createWordPieceTokenizer(PIECES, {
    lowerCase: true,
    stripAccents: true,
    partChinese: true,
  });
  const encode = (text: string) => tokenizer.encode(text).map((id) => PIECES[id]);

  it('takes the longest pieces from the left, folds case and accents, parts punctuation', () => {
    expect(encode('The RIVERBED lénds.')).toEqual([
      '[CLS]',
      'the',
      'river',
      '##bed',
      'lend',
      '##s',
      '.',
      '[SEP]',
    ]);
    expect(encode('a zebra')).toEqual(['[CLS]', 'a', '[UNK]', '[SEP]']);
  });

  it('keeps its marks when it cuts', () => {
    expect(tokenizer.encode('the bank lends a pond', 4).map((id) => PIECES[id])).toEqual([
      '[CLS]',
      'the',
      'bank',
      '[SEP]',
    ]);
  });
});
