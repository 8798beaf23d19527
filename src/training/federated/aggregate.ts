/** What the server does with the gradients of a round's devices. */
import { InputError } from '../../core/errors.js';

/**
 * Weighted sum, in the order given and in double precision, so that the bytes do not depend on which worker
 * finished first.
 * @param weights pi_k / x_t of theory 1; they sum to 1 over the scheduled devices
 */
export function aggregate(gradients: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const first = gradients[0];
  if (!first) throw new InputError('gradients', [], 'at least one gradient');
  if (weights.length !== gradients.length) {
    throw new InputError(
      'weights.length',
      weights.length,
      `one weight for each of ${gradients.length} gradients`,
    );
  }
  const sum = new Float64Array(first.length);
  gradients.forEach((gradient, k) => {
    if (gradient.length !== first.length) {
      throw new InputError(`gradients[${k}].length`, gradient.length, `${first.length}`);
    }
    const weight = weights[k]!;
    for (let i = 0; i < sum.length; i++) sum[i]! += weight * gradient[i]!;
  });
  return Float32Array.from(sum);
}
