/**
 * The model that is used in the end, and scored on the way: the last iterate, or an exponential mean of the iterates
 * (theory 9, T4: a schedule that goes round swings the last iterate, and the mean does not swing).
 */
import { InputError } from '../../core/errors.js';

/** `average`: the factor f in (0, 1) of  served <- f served + (1 - f) trained,  from the initial model on. */
export type ServedModel = 'last' | { readonly average: number };

/** The served model after a round in which the trained one moved. Nothing that was handed in is changed. */
export function nextServed(kind: ServedModel, served: Float32Array, trained: Float32Array): Float32Array {
  if (kind === 'last') return trained;
  const { average } = kind;
  if (!(average > 0 && average < 1))
    throw new InputError('servedModel.average', average, 'a number in (0, 1)');
  return served.map((value, i) => average * value + (1 - average) * trained[i]!);
}
