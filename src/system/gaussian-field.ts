/**
 * A standard normal field over the plane whose values at a distance r are correlated as exp(-r / d): Gudmundson's
 * model along a device's way, and the same between neighbours.
 *
 *   S(x) = sqrt(2 / M) sum_m cos(k_m . x + phase_m),   k_m drawn from the spectrum (1/d^2 + |k|^2)^(-3/2) of that law.
 *
 * Whoever asks for a place gets the same value, so one more device moves nobody else.
 */
import { randomStream } from '../core/random.js';

/** Waves: the error of a correlation is about 1 / sqrt(WAVES), over fields; each field has mean 0, variance 1 over space. */
const WAVES = 128;

export type Field = (x: number, y: number) => number;

/**
 * @param decorrelationM d, m: the distance at which the correlation is 1/e
 * @param purpose tells fields of one seed apart
 */
export function gaussianField(decorrelationM: number, seed: number, purpose: string): Field {
  const random = randomStream(seed, 'field', purpose);
  const waves = Array.from({ length: WAVES }, () => {
    const u = random.uniform();
    const k = Math.sqrt(1 / (1 - u) ** 2 - 1) / decorrelationM; // P(|k| d <= z) = 1 - 1 / sqrt(1 + z^2)
    const direction = 2 * Math.PI * random.uniform();
    return {
      kx: k * Math.cos(direction),
      ky: k * Math.sin(direction),
      phase: 2 * Math.PI * random.uniform(),
    };
  });
  const scale = Math.sqrt(2 / WAVES);
  return (x, y) => {
    let sum = 0;
    for (const { kx, ky, phase } of waves) sum += Math.cos(kx * x + ky * y + phase);
    return scale * sum;
  };
}

/** Correlation of two values at a distance. */
export function exponentialCorrelation(distanceM: number, decorrelationM: number): number {
  return Math.exp(-distanceM / decorrelationM);
}

/** P(N(0, 1) <= z), by the complementary error function of Numerical Recipes (relative error below 1.2e-7). */
export function normalProbability(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const powers = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  const tail = (t * Math.exp(-x * x + powers.reduceRight((sum, c) => sum * t + c, 0))) / 2;
  return z > 0 ? 1 - tail : tail;
}
