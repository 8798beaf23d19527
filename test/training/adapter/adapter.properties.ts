/**
 * An adapter that leaves and comes back is the same to the last bit, and means what PEFT's names say: its factors,
 * added to the checkpoint's matrices by PEFT's rule, give the model that was trained.
 */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { headView } from '../../../src/training/adaptation/adaptation.js';
import { createFullAdaptation } from '../../../src/training/adaptation/full.js';
import { createLoraAdaptation, type LoraSpec } from '../../../src/training/adaptation/lora.js';
import { ADAPTER_FILES, adapterFiles, readAdapter } from '../../../src/training/adapter/adapter-files.js';
import { matricesOf } from '../../../src/training/adapter/trained-vector.js';
import { loadBert } from '../../../src/training/encoder/bert.js';
import { TARGETS } from '../../../src/training/encoder/encoder.js';
import { encoderForward } from '../../../src/training/encoder/pass.js';
import { parseSafetensors, type Tensor } from '../../../src/training/encoder/safetensors.js';
import { writeSafetensors } from '../../../src/training/encoder/write-safetensors.js';
import { headForward } from '../../../src/training/layers/head.js';
import { createMatrixBackend } from '../../../src/training/tensor/matrix-backend.js';
import {
  type FileTensor,
  safetensorsFile,
  TINY_CONFIG,
  tinyTensors,
  writeCheckpoint,
} from '../encoder/tiny-checkpoint.js';
import { normals, relativeDistance } from '../support.js';

const backend = createMatrixBackend();
const temporary = () => mkdtempSync(join(tmpdir(), 'driftlora-adapter-'));
const base = writeCheckpoint(join(temporary(), 'base'));
const loaded = await loadBert({ kind: 'safetensors', path: base }, backend);
const CLASSES = 3;

/** Every number of the vector drawn: factors B and head, too. */
function drawn(lora: LoraSpec, seed: number) {
  const adaptation = createLoraAdaptation(loaded.encoder, lora, CLASSES);
  const vector = Float32Array.from(normals(seed, 'vector', adaptation.layout.size), (v) => v / 3);
  return { adaptation, vector };
}

function written(lora: LoraSpec, seed: number, model: object = { kind: 'safetensors', path: base }) {
  const { adaptation, vector } = drawn(lora, seed);
  const files = adapterFiles({
    task: { model: model as { kind: 'use-lite' }, lora, maxTokens: 8 },
    classNames: ['a', 'b', 'c'],
    matrices: matricesOf(adaptation.layout, vector),
    origin: { seed },
  });
  const folder = temporary();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return { folder, adaptation, vector };
}

const loraSpecs = fc.record({
  rank: fc.integer({ min: 1, max: 4 }),
  alpha: fc.constantFrom(1, 3, 16),
  targets: fc.subarray([...TARGETS]),
});

describe('an exported adapter', () => {
  it('comes back to the last bit, whatever is adapted and however it is named', async () => {
    await fc.assert(
      fc.asyncProperty(loraSpecs, fc.nat(1000), fc.boolean(), async (lora, seed, isBert) => {
        const { folder, adaptation, vector } = written(lora, seed, isBert ? undefined : { kind: 'use-lite' });
        const adapter = await readAdapter(folder);
        expect(adapter.vector(adaptation.layout, lora)).toEqual(vector);
        expect(adapter.classNames).toEqual(['a', 'b', 'c']);
      }),
      { numRuns: 25 },
    );
  });

  it('comes back where the whole encoder was trained', async () => {
    const lora: LoraSpec = { rank: 1, alpha: 1, targets: [] };
    const { layout } = createFullAdaptation(loaded.encoder, CLASSES);
    const vector = Float32Array.from(normals(2, 'full', layout.size));
    const files = adapterFiles({
      task: { model: { kind: 'safetensors', path: base }, lora, adaptation: 'full', maxTokens: 8 },
      classNames: [],
      matrices: matricesOf(layout, vector),
      origin: {},
    });
    const folder = temporary();
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    expect(Object.keys(files)).not.toContain(ADAPTER_FILES.peft);
    expect((await readAdapter(folder)).vector(layout, lora)).toEqual(vector);
  });

  it('gives the trained model when it is merged by the rule of PEFT, and its head is a plain linear layer', async () => {
    for (const targets of [TARGETS, ['qkv'], ['ffnOut'], ['attentionOut', 'ffnIn']] as const) {
      const lora: LoraSpec = { rank: 3, alpha: 5, targets };
      const { folder, adaptation, vector } = written(lora, 4);
      const config = JSON.parse(readFileSync(join(folder, ADAPTER_FILES.peft), 'utf8'));
      const factors = tensorsOf(folder, ADAPTER_FILES.factors);
      expect(factors.size).toBe(2 * config.target_modules.length);
      const merged = mergedCheckpoint(config, factors);
      const other = await loadBert({ kind: 'safetensors', path: merged }, backend);

      const wide = Float64Array.from(vector);
      const own = textVector(adaptation.bind(wide).lora, loaded);
      const theirs = textVector([], other);
      expect(relativeDistance(own, theirs)).toBeLessThan(1e-6);
      expect(relativeDistance(own, textVector([], loaded))).toBeGreaterThan(1e-3);

      const logits = headForward(backend, headView(adaptation.layout, wide), own, 1);
      const head = tensorsOf(folder, ADAPTER_FILES.head);
      const linear = Array.from({ length: CLASSES }, (_, c) =>
        own.reduce(
          (sum, z, i) => sum + z * head.get('weight')!.values[c * own.length + i]!,
          head.get('bias')!.values[c]!,
        ),
      );
      expect(relativeDistance(Float64Array.from(logits), Float64Array.from(linear))).toBeLessThan(1e-6);
    }
  });

  it('is refused by name where it is none, or of another model', async () => {
    const lora: LoraSpec = { rank: 2, alpha: 4, targets: ['qkv', 'ffnIn'] };
    const { folder, adaptation } = written(lora, 5);
    const { layout } = adaptation;
    const adapter = await readAdapter(folder);
    const other = (change: Partial<LoraSpec>) =>
      createLoraAdaptation(loaded.encoder, { ...lora, ...change }, CLASSES).layout;
    expect(() => adapter.vector(layout, { ...lora, alpha: 8 })).toThrow(/lora\.alpha: got 4, accepted is 8/);
    expect(() => adapter.vector(other({ targets: ['qkv'] }), lora)).toThrow(
      /intermediate.*a tensor that the task/,
    );
    expect(() => adapter.vector(other({ targets: TARGETS }), lora)).toThrow(
      /output\.dense.*a tensor of shape/,
    );
    expect(() => adapter.vector(createLoraAdaptation(loaded.encoder, lora, 4).layout, lora)).toThrow(
      InputError,
    );

    const factors = tensorsOf(folder, ADAPTER_FILES.factors);
    const key = 'base_model.model.encoder.layer.1.attention.self.key.lora_A.weight';
    const forged = [...factors].map(([name, { shape, values }]) => ({
      ...{ name, shape },
      values: name === key ? values.map((value, i) => (i === 5 ? value + 1 : value)) : values,
    }));
    writeFileSync(join(folder, ADAPTER_FILES.factors), writeSafetensors(forged));
    const changed = await readAdapter(folder);
    expect(() => changed.vector(layout, lora)).toThrow(/layer\.1\.attention\.self\.key\.lora_A\.weight\[5\]/);

    writeFileSync(join(folder, ADAPTER_FILES.factors), 'no tensors');
    await expect(readAdapter(folder)).rejects.toThrow(InputError);
    for (const info of ['{}', '[]', '{"naming":"peft","classNames":[1]}', '{"naming']) {
      writeFileSync(join(folder, ADAPTER_FILES.info), info);
      await expect(readAdapter(folder)).rejects.toThrow(InputError);
    }
    await expect(readAdapter(join(folder, 'nowhere'))).rejects.toThrow(/nowhere/);
  });
});

function tensorsOf(folder: string, name: string): Map<string, Tensor> {
  return parseSafetensors(name, readFileSync(join(folder, name)));
}

function textVector(lora: Parameters<typeof encoderForward>[2], model: typeof loaded): Float64Array {
  const ids = model.tokenizer.encode('the river lends a bank');
  const features = new Float64Array(ids.length * TINY_CONFIG.hidden_size);
  model.embedding.embed(ids, features, 0);
  return Float64Array.from(encoderForward(backend, model.encoder, lora, features, [ids.length]).y);
}

/** W + (lora_alpha / r) B A for each module that the configuration names, by the tensors' names alone. */
function mergedCheckpoint(
  config: { r: number; lora_alpha: number; target_modules: string[] },
  factors: Map<string, Tensor>,
): string {
  const tensors: Record<string, FileTensor> = tinyTensors();
  for (const module of config.target_modules) {
    const { shape, bytes } = tensors[`${module}.weight`]!;
    const weight = new Float32Array(bytes.slice().buffer);
    const [outputs, inputs] = shape as [number, number];
    const a = factors.get(`base_model.model.${module}.lora_A.weight`)!;
    const b = factors.get(`base_model.model.${module}.lora_B.weight`)!;
    expect([a.shape, b.shape]).toEqual([
      [config.r, inputs],
      [outputs, config.r],
    ]);
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < inputs; i++) {
        let sum = 0;
        for (let r = 0; r < config.r; r++) sum += b.values[o * config.r + r]! * a.values[r * inputs + i]!;
        weight[o * inputs + i]! += (config.lora_alpha / config.r) * sum;
      }
    }
    tensors[`${module}.weight`] = { dtype: 'F32', shape, bytes: new Uint8Array(weight.buffer) };
  }
  const folder = join(temporary(), 'merged');
  mkdirSync(folder, { recursive: true });
  return writeCheckpoint(folder, { weights: safetensorsFile(tensors) });
}
