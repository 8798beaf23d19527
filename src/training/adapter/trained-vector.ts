/** A trained vector as named matrices, and back: the form in which it is kept outside this package's memory. */
import { InputError } from '../../core/errors.js';
import type { Tensor } from '../encoder/safetensors.js';
import type { NamedMatrix } from '../encoder/write-safetensors.js';
import type { Layout } from '../layout.js';

/** Every block of the vector by its name, in the layout's order; views, not copies. */
export function matricesOf({ blocks }: Pick<Layout, 'blocks'>, vector: Float32Array): NamedMatrix[] {
  return blocks.map(({ name, offset, rows, cols }) => ({
    name,
    shape: [rows, cols],
    values: vector.subarray(offset, offset + rows * cols),
  }));
}

/**
 * @param where the file, named in errors before the tensor
 * @throws InputError when there is no such tensor of this shape
 */
export function valuesOf(
  tensors: ReadonlyMap<string, Tensor>,
  name: string,
  shape: readonly number[],
  where: string,
): Float32Array {
  const tensor = tensors.get(name);
  const isShape = tensor?.shape.length === shape.length && shape.every((n, i) => n === tensor.shape[i]);
  if (!isShape) {
    throw new InputError(`${where}, ${name}`, tensor?.shape, `a tensor of shape [${shape.join(', ')}]`);
  }
  return tensor.values;
}
