/**
 * LoRA factors by the names that the PEFT library gives them in a BERT-style encoder. Two things differ from a trained
 * vector. PEFT adapts queries, keys and values one by one, where here they are one matrix: they share A, and each has
 * its own rows of B. And its names say the module of the encoder, not the block.
 */
import { InputError } from '../../core/errors.js';
import type { TargetName } from '../encoder/encoder.js';
import type { Tensor } from '../encoder/safetensors.js';
import type { NamedMatrix } from '../encoder/write-safetensors.js';
import { valuesOf } from './trained-vector.js';

const MODULES: Readonly<Record<TargetName, readonly string[]>> = {
  qkv: ['attention.self.query', 'attention.self.key', 'attention.self.value'],
  attentionOut: ['attention.output.dense'],
  ffnIn: ['intermediate.dense'],
  ffnOut: ['output.dense'],
};

const BEFORE = 'base_model.model.';

interface Factor {
  /** Modules of the encoder that this block is part of. */
  readonly modules: readonly string[];
  readonly factor: 'A' | 'B';
}

/** `block1.ffnIn.A` and the like; undefined for a block that is no LoRA factor. */
function factorOf(block: string): Factor | undefined {
  const [, number, target, factor] = /^block(\d+)\.(\w+)\.([AB])$/.exec(block) ?? [];
  if (number === undefined || !Object.hasOwn(MODULES, target!)) return undefined;
  const modules = MODULES[target as TargetName].map((module) => `encoder.layer.${number}.${module}`);
  return { modules, factor: factor as 'A' | 'B' };
}

const tensorName = (module: string, factor: 'A' | 'B') => `${BEFORE}${module}.lora_${factor}.weight`;

/** Modules that are adapted, each by its whole name: no other module ends so. */
export function peftModules(blocks: readonly string[]): string[] {
  return [...new Set(blocks.flatMap((block) => factorOf(block)?.modules ?? []))];
}

/** Tensors that hold a block; none for one that is no LoRA factor. */
export function peftNames(block: string): string[] {
  const found = factorOf(block);
  return found ? found.modules.map((module) => tensorName(module, found.factor)) : [];
}

/** One block under PEFT's names; none for one that is no LoRA factor. */
export function toPeft({ name, shape: [rows, cols], values }: NamedMatrix): NamedMatrix[] {
  const found = factorOf(name);
  if (!found) return [];
  const { modules, factor } = found;
  const part = factor === 'A' ? rows! : rows! / modules.length;
  return modules.map((module, i) => ({
    name: tensorName(module, factor),
    shape: [part, cols!],
    values: factor === 'A' ? values : values.subarray(i * part * cols!, (i + 1) * part * cols!),
  }));
}

/**
 * The other way.
 * @throws InputError for a tensor that is missing or of another shape, and for queries, keys and values that do not
 *   share A: no vector of this package is such an adapter
 */
export function fromPeft(
  tensors: ReadonlyMap<string, Tensor>,
  { name, rows, cols }: { readonly name: string; readonly rows: number; readonly cols: number },
  where: string,
): Float32Array {
  const { modules, factor } = factorOf(name)!;
  const part = factor === 'A' ? rows : rows / modules.length;
  const parts = modules.map((module) => valuesOf(tensors, tensorName(module, factor), [part, cols], where));
  if (factor === 'B') return Float32Array.from(parts.flatMap((values) => [...values]));
  const [first] = parts as [Float32Array, ...Float32Array[]];
  parts.forEach((values, i) => {
    const differs = values.findIndex((value, at) => value !== first[at]);
    if (differs < 0) return;
    throw new InputError(
      `${where}, ${tensorName(modules[i]!, factor)}[${differs}]`,
      values[differs],
      `${first[differs]}, as in ${tensorName(modules[0]!, factor)}: queries, keys and values share A here`,
    );
  });
  return first;
}
