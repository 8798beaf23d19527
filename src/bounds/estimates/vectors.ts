/** Dense vectors of parameters or gradients, as the training kernels hand them out. */
import { InputError } from '../../core/errors.js';

export type Vector = Float64Array | Float32Array | readonly number[];

export function requireSameLength(field: string, vectors: readonly Vector[]): number {
  const [first] = vectors;
  if (first === undefined) throw new InputError(field, 0, 'at least one vector');
  vectors.forEach((vector, i) => {
    if (vector.length !== first.length) {
      throw new InputError(`${field}[${i}].length`, vector.length, `${first.length}, as the first`);
    }
  });
  return first.length;
}

export function dot(u: Vector, v: Vector): number {
  let sum = 0;
  for (let i = 0; i < u.length; i++) sum += u[i]! * v[i]!;
  return sum;
}

export function norm(u: Vector): number {
  return Math.sqrt(dot(u, u));
}

export function distance2(u: Vector, v: Vector): number {
  let sum = 0;
  for (let i = 0; i < u.length; i++) sum += (u[i]! - v[i]!) ** 2;
  return sum;
}

/** u + factor v, a new vector. */
export function plus(u: Vector, factor: number, v: Vector): Float64Array {
  const result = new Float64Array(u.length);
  for (let i = 0; i < u.length; i++) result[i] = u[i]! + factor * v[i]!;
  return result;
}

/** sum_i weights_i vectors_i / sum weights. */
export function weightedMean(vectors: readonly Vector[], weights: readonly number[]): Float64Array {
  const length = requireSameLength('vectors', vectors);
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = new Float64Array(length);
  vectors.forEach((vector, i) => {
    const weight = weights[i]! / total;
    for (let j = 0; j < length; j++) mean[j]! += weight * vector[j]!;
  });
  return mean;
}
