/**
 * Small-scale block fading: one complex gain a device and round, power |h|^2 with mean 1.
 *
 *   h_t = sqrt(K/(K+1)) + sqrt(1/(K+1)) z_t,   z_t = c z_{t-1} + sqrt(1 - c^2) w_t,   w_t ~ CN(0, 1)
 *
 * K = 0 is Rayleigh; c = 0 makes the blocks independent. With c = J0(2 pi f_D T) of Jakes' model (jakes.ts) neighbouring
 * rounds are correlated as that model says; over more rounds this first-order process forgets (c^n) where J0 oscillates.
 */
import { randomStream } from '../core/random.js';

/** How the gain of one device comes about. */
export interface FadingLaw {
  /** K, power of the direct path over the scattered ones, as a ratio (>= 0). */
  readonly directRatio: number;
  /** c, correlation of the complex gain from one round to the next, in [-1, 1]. */
  readonly correlation: number;
}

/** Draws the power gains of one device, one a round, in order. */
export interface FadingProcess {
  /** @param directRatio K of this round, for a device that has come into sight or lost it; the law's where absent */
  next(directRatio?: number): number;
}

/**
 * @param law undefined: the gain stays 1
 * @param purpose separates streams over the same device, e.g. the run's channel from past channels
 */
export function createFading(
  law: FadingLaw | undefined,
  id: string,
  seed: number,
  purpose = 'fading',
): FadingProcess {
  if (!law) return { next: () => 1 };
  const random = randomStream(seed, purpose, id);
  const { correlation: c } = law;
  const innovation = Math.sqrt((1 - c * c) / 2);
  let re = random.normal() * Math.SQRT1_2;
  let im = random.normal() * Math.SQRT1_2;
  return {
    next(direct = law.directRatio) {
      const steady = Math.sqrt(direct / (direct + 1));
      const scatter = Math.sqrt(1 / (direct + 1));
      re = c * re + innovation * random.normal();
      im = c * im + innovation * random.normal();
      const x = steady + scatter * re;
      const y = scatter * im;
      return x * x + y * y;
    },
  };
}

/**
 * Power gains of many devices over many rounds: one row a round, one column a device.
 * @param lawOf of the device at an index of ids, in a round; its kind and correlation are those of round 0
 */
export function drawFading(
  lawOf: (k: number, round: number) => FadingLaw | undefined,
  ids: readonly string[],
  rounds: number,
  seed: number,
  purpose?: string,
): Float64Array[] {
  const processes = ids.map((id, k) => createFading(lawOf(k, 0), id, seed, purpose));
  return Array.from({ length: rounds }, (_, t) =>
    Float64Array.from(processes, (process, k) => process.next(lawOf(k, t)?.directRatio)),
  );
}
