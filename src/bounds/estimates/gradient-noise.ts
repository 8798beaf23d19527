/** sigma^2 of (A4) from gradients of single samples. */
import { InputError } from '../../core/errors.js';
import { type Estimate, estimateFrom } from './estimate.js';
import { distance2, requireSameLength, type Vector, weightedMean } from './vectors.js';

/**
 * Unbiased variance of one sample's gradient on one device at one point: sum_i ||g_i - mean||^2 / (n - 1). A
 * mini-batch drawn without replacement from a device's n samples has at most this over m.
 * @param samples gradients of single samples, at least 2
 */
export function sampleVariance(samples: readonly Vector[]): number {
  if (samples.length < 2) throw new InputError('samples', samples.length, 'at least 2 gradients');
  requireSameLength('samples', samples);
  const mean = weightedMean(
    samples,
    samples.map(() => 1),
  );
  return samples.reduce((sum, own) => sum + distance2(own, mean), 0) / (samples.length - 1);
}

/** sigma^2 over devices (and points): the largest of their variances, as (A4) asks of every device. */
export function estimateGradientNoise(bySource: readonly (readonly Vector[])[]): Estimate {
  const method =
    "largest variance of a single sample's gradient over devices and points (n - 1 in the denominator)";
  return estimateFrom(bySource.map(sampleVariance), 'largest', method);
}
