/** delta^2 of (A3) from the devices' gradients at points of a trajectory. */
import { InputError } from '../../core/errors.js';
import { type Estimate, estimateFrom } from './estimate.js';
import { distance2, requireSameLength, type Vector, weightedMean } from './vectors.js';

/** The devices' gradients at one point theta, computed on all of their data. */
export interface DeviceGradients {
  /** pi_k for each device; scaled to sum 1. */
  readonly shares: readonly number[];
  /** grad F_k(theta) for each device. */
  readonly gradients: readonly Vector[];
}

/** delta^2(theta) = sum_k pi_k ||grad F_k - grad F||^2, exact for full gradients of every device. */
export function heterogeneityAt({ shares, gradients }: DeviceGradients): number {
  if (shares.length !== gradients.length) {
    throw new InputError('shares', shares.length, `one for each gradient (${gradients.length})`);
  }
  requireSameLength('gradients', gradients);
  const mean = weightedMean(gradients, shares);
  const total = shares.reduce((a, b) => a + b, 0);
  return gradients.reduce((sum, own, k) => sum + (shares[k]! / total) * distance2(own, mean), 0);
}

/**
 * delta^2 over a trajectory: the largest seen, with the spread among the points. An underestimate of the supremum
 * that (A3) speaks of; along this trajectory it holds at the points looked at.
 */
export function estimateHeterogeneity(points: readonly DeviceGradients[]): Estimate {
  const method = 'largest sum_k pi_k ||grad F_k - grad F||^2 over points of the trajectory';
  return estimateFrom(points.map(heterogeneityAt), 'largest', method);
}
