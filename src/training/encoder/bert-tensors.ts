/** Tensors of a BERT-style checkpoint by the names of bert-base-uncased, whatever stands before them. */
import { InputError } from '../../core/errors.js';
import type { Tensor } from './safetensors.js';

/** The numbers of a tensor, of exactly this shape. */
export type Lookup = (name: string, ...shape: readonly number[]) => Float32Array;

/** A tensor that every such model has, and one of it only. */
const ANCHOR = 'embeddings.word_embeddings.weight';

/** Names of the first checkpoints, made by TensorFlow. */
const OLD_NAMES: readonly (readonly [suffix: string, old: string])[] = [
  ['LayerNorm.weight', 'LayerNorm.gamma'],
  ['LayerNorm.bias', 'LayerNorm.beta'],
];

/** `bert.`, `model.`, nothing: what the writer of the file put before the names. */
function prefixOf(tensors: ReadonlyMap<string, Tensor>, where: string): string {
  const anchors = [...tensors.keys()].filter((name) => name === ANCHOR || name.endsWith(`.${ANCHOR}`));
  if (anchors.length !== 1) {
    const found = anchors.length === 0 ? [...tensors.keys()].slice(0, 5) : anchors;
    throw new InputError(where, found, `one tensor called ${ANCHOR}, with anything before it`);
  }
  return anchors[0]!.slice(0, -ANCHOR.length);
}

/**
 * @param layers number of blocks that config.json says
 * @throws InputError when the file is not a BERT-style encoder of so many blocks
 */
export function createLookup(tensors: ReadonlyMap<string, Tensor>, layers: number, where: string): Lookup {
  const prefix = prefixOf(tensors, where);
  const block = /^encoder\.layer\.(\d+)\./;
  for (const name of tensors.keys()) {
    const number = name.startsWith(prefix) ? block.exec(name.slice(prefix.length))?.[1] : undefined;
    if (number !== undefined && Number(number) >= layers) {
      throw new InputError(
        `${where}, ${name}`,
        `block ${number}`,
        `blocks 0 to ${layers - 1}, as config.json says`,
      );
    }
  }
  return (name, ...shape) => {
    const old = OLD_NAMES.find(([suffix]) => name.endsWith(suffix));
    const names = old ? [name, name.slice(0, -old[0].length) + old[1]] : [name];
    const tensor = names.map((one) => tensors.get(prefix + one)).find((one) => one !== undefined);
    const field = `${where}, ${prefix}${name}`;
    const wanted = `[${shape.join(', ')}]`;
    if (!tensor) throw new InputError(field, undefined, `a tensor of shape ${wanted}`);
    const isShape = tensor.shape.length === shape.length && tensor.shape.every((n, i) => n === shape[i]);
    if (!isShape) throw new InputError(field, tensor.shape, `a tensor of shape ${wanted}`);
    return tensor.values;
  };
}
