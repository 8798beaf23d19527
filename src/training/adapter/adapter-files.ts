/**
 * A trained adapter as a folder of files that others read: LoRA factors and head in safetensors, and what one needs to
 * know to use them. In a BERT-style encoder the factors have PEFT's names and configuration, so that
 * `PeftModel.from_pretrained(AutoModel.from_pretrained(BASE), FOLDER)` takes them; in another they have their own.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../core/errors.js';
import { parseJson } from '../../core/json-input.js';
import { type JsonObject, POSITIVE, readNumber, readObject, readWord } from '../../core/read.js';
import type { LoraSpec } from '../adaptation/lora.js';
import { parseSafetensors } from '../encoder/safetensors.js';
import { type NamedMatrix, writeSafetensors } from '../encoder/write-safetensors.js';
import { HEAD_SCALE } from '../layers/head.js';
import { HEAD_BIAS, HEAD_WEIGHT, type Layout } from '../layout.js';
import type { SplitTaskSpec } from '../task-spec.js';
import { fromPeft, peftModules, peftNames, toPeft } from './peft-names.js';
import { valuesOf } from './trained-vector.js';

export const ADAPTER_FILES = {
  factors: 'adapter_model.safetensors',
  peft: 'adapter_config.json',
  head: 'head.safetensors',
  info: 'driftlora.json',
} as const;

const NAMINGS = ['peft', 'driftlora'] as const;

export interface AdapterMaterial {
  readonly task: Pick<SplitTaskSpec, 'model' | 'lora' | 'adaptation' | 'maxTokens'>;
  readonly classNames: readonly string[];
  /** Every block of the trained vector, the head's among them. */
  readonly matrices: readonly NamedMatrix[];
  /** Where the adapter comes from, in plain values. */
  readonly origin: Readonly<Record<string, string | number>>;
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Content of each file, by name. */
export function adapterFiles(material: AdapterMaterial): Record<string, string | Uint8Array> {
  const { task, matrices } = material;
  const inside = matrices.filter(({ name }) => name !== HEAD_WEIGHT && name !== HEAD_BIAS);
  const isPeft = task.model.kind === 'safetensors' && task.adaptation !== 'full';
  const factors = isPeft ? inside.flatMap(toPeft) : inside;
  return {
    [ADAPTER_FILES.factors]: writeSafetensors(factors),
    ...(isPeft ? { [ADAPTER_FILES.peft]: json(peftConfig(material)) } : {}),
    [ADAPTER_FILES.head]: writeSafetensors(headOf(matrices)),
    [ADAPTER_FILES.info]: json({
      formatVersion: 1,
      naming: isPeft ? 'peft' : 'driftlora',
      ...material.origin,
      model: task.model,
      adaptation: task.adaptation ?? 'lora',
      ...(task.adaptation === 'full' ? {} : { lora: task.lora }),
      maxTokens: task.maxTokens,
      classNames: material.classNames,
      head: 'logits = weight z + bias, z the mean of the token vectors of the last block divided by its length',
    }),
  };
}

/** A plain linear layer on text vectors of length 1: the head's own factor, a power of two, is in its weights. */
function headOf(matrices: readonly NamedMatrix[]): NamedMatrix[] {
  const named = (name: string) => matrices.find((matrix) => matrix.name === name)!;
  const [weight, bias] = [named(HEAD_WEIGHT), named(HEAD_BIAS)];
  return [
    { name: 'weight', shape: weight.shape, values: weight.values.map((value) => HEAD_SCALE * value) },
    { name: 'bias', shape: [bias.values.length], values: bias.values },
  ];
}

/** adapter_config.json of PEFT: every key that decides what the adapter does. */
function peftConfig({ task: { model, lora }, matrices }: AdapterMaterial) {
  const base = model.kind === 'safetensors' && 'path' in model ? model.path : null;
  return {
    peft_type: 'LORA',
    task_type: 'FEATURE_EXTRACTION',
    base_model_name_or_path: base,
    r: lora.rank,
    lora_alpha: lora.alpha,
    target_modules: peftModules(matrices.map(({ name }) => name)),
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: false,
    use_rslora: false,
    use_dora: false,
    modules_to_save: null,
    inference_mode: true,
  };
}

/** An adapter that was read from its folder. */
export interface Adapter {
  readonly classNames: readonly string[];
  /**
   * The trained vector for a task of this layout.
   * @param lora of that task; not asked for where the whole encoder was trained
   * @throws InputError naming file and tensor, or key, where the adapter belongs to another model
   */
  vector(layout: Layout, lora: Pick<LoraSpec, 'rank' | 'alpha'>): Float32Array;
}

async function bytesOf(folder: string, name: string): Promise<{ where: string; bytes: Buffer }> {
  const where = join(folder, name);
  const bytes = await readFile(where).catch(() => {
    throw new InputError('adapter', folder, `a folder that driftlora export wrote (${where} cannot be read)`);
  });
  return { where, bytes };
}

/**
 * Reads what `adapterFiles` wrote.
 * @throws InputError naming file and key, or tensor
 */
export async function readAdapter(folder: string): Promise<Adapter> {
  const info = await bytesOf(folder, ADAPTER_FILES.info);
  const said = readObject(parseJson(info.bytes.toString(), info.where), info.where);
  const naming = readWord(said.naming, `${info.where} naming`, NAMINGS);
  const { classNames } = said;
  if (!Array.isArray(classNames) || !classNames.every((name) => typeof name === 'string')) {
    throw new InputError(`${info.where} classNames`, classNames, 'a list of texts');
  }
  const [factors, head] = await Promise.all(
    [ADAPTER_FILES.factors, ADAPTER_FILES.head].map(async (name) => {
      const { where, bytes } = await bytesOf(folder, name);
      return { where, tensors: parseSafetensors(where, bytes) };
    }),
  );
  return {
    classNames,
    vector(layout, lora) {
      if (said.lora !== undefined) checkScale(readObject(said.lora, `${info.where} lora`), lora, info.where);
      checkNames(layout, naming, factors!);
      const vector = new Float32Array(layout.size);
      for (const block of layout.blocks) {
        vector.set(blockFrom(block, naming, factors!, head!), block.offset);
      }
      return vector;
    },
  };
}

/** The same factors under another scale are another adapter. */
function checkScale(said: JsonObject, lora: Pick<LoraSpec, 'rank' | 'alpha'>, where: string): void {
  for (const key of ['rank', 'alpha'] as const) {
    const value = readNumber(said[key], `${where} lora.${key}`, POSITIVE);
    if (value !== lora[key])
      throw new InputError(`${where} lora.${key}`, value, `${lora[key]}, as in the task`);
  }
}

/** Nothing of the adapter is left out: one of more blocks or targets is another model's. */
function checkNames(
  { blocks }: Layout,
  naming: (typeof NAMINGS)[number],
  { tensors, where }: ReadFile,
): void {
  const names = blocks.map(({ name }) => name);
  const known = new Set(naming === 'peft' ? names.flatMap(peftNames) : names);
  for (const name of tensors.keys()) {
    if (!known.has(name)) throw new InputError(`${where}, ${name}`, name, 'a tensor that the task has, too');
  }
}

type ReadFile = { readonly where: string; readonly tensors: ReturnType<typeof parseSafetensors> };

function blockFrom(
  block: Layout['blocks'][number],
  naming: (typeof NAMINGS)[number],
  factors: ReadFile,
  head: ReadFile,
): Float32Array {
  const { name, rows, cols } = block;
  if (name === HEAD_BIAS) return valuesOf(head.tensors, 'bias', [cols], head.where);
  if (name === HEAD_WEIGHT)
    return valuesOf(head.tensors, 'weight', [rows, cols], head.where).map((value) => value / HEAD_SCALE);
  if (naming === 'peft') return fromPeft(factors.tensors, block, factors.where);
  return valuesOf(factors.tensors, name, [rows, cols], factors.where);
}
