/**
 * Small-scale block fading: one complex gain a device and round, power |h|^2 with mean 1.
 *
 *   h_t = sqrt(K/(K+1)) + sqrt(1/(K+1)) z_t,   z_t = c z_{t-1} + sqrt(1 - c^2) w_t,   w_t ~ CN(0, 1)
 *
 * K = 0 is Rayleigh; c = 0 makes the blocks independent; c near 1 is a slow device (first-order
 * Gauss-Markov approximation of Jakes' model).
 */
import { randomStream } from '../core/random.js';

export type FadingConfig =
  | { readonly kind: 'none' }
  | { readonly kind: 'rayleigh'; readonly correlation: number }
  /** riceanFactor K: power of the direct path over the scattered one, as a ratio (>= 0). */
  | { readonly kind: 'rician'; readonly riceanFactor: number; readonly correlation: number };

/** Draws the power gains of one device, one a round, in order. */
export interface FadingProcess {
  next(): number;
}

/**
 * @param purpose separates streams over the same device, e.g. the run's channel from past channels
 */
export function createFading(
  config: FadingConfig,
  id: string,
  seed: number,
  purpose = 'fading',
): FadingProcess {
  if (config.kind === 'none') return { next: () => 1 };
  const random = randomStream(seed, purpose, id);
  const direct = config.kind === 'rician' ? config.riceanFactor : 0;
  const c = config.correlation;
  const innovation = Math.sqrt((1 - c * c) / 2);
  let re = random.normal() * Math.SQRT1_2;
  let im = random.normal() * Math.SQRT1_2;
  const steady = Math.sqrt(direct / (direct + 1));
  const scatter = Math.sqrt(1 / (direct + 1));
  return {
    next() {
      re = c * re + innovation * random.normal();
      im = c * im + innovation * random.normal();
      const x = steady + scatter * re;
      const y = scatter * im;
      return x * x + y * y;
    },
  };
}

/** Power gains of many devices over many rounds: one row a round, one column a device. */
export function drawFading(
  config: FadingConfig,
  ids: readonly string[],
  rounds: number,
  seed: number,
  purpose?: string,
): Float64Array[] {
  const processes = ids.map((id) => createFading(config, id, seed, purpose));
  return Array.from({ length: rounds }, () => Float64Array.from(processes, (process) => process.next()));
}
