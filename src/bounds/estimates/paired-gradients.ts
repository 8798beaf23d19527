/**
 * delta^2, sigma^2 and ||grad F||^2 at one point from two independent mini-batch gradients of every device, without
 * sampling bias: the product of two independent estimates has the product of their means, a square does not.
 */
import { InputError } from '../../core/errors.js';
import { requirePositive } from '../checks.js';
import { distance2, dot, requireSameLength, type Vector, weightedMean } from './vectors.js';

/** One device's two mini-batch gradients at the same point, drawn independently. */
export interface GradientPair {
  /** pi_k; shares are scaled to sum 1. */
  readonly share: number;
  /** m_k of each of the two. */
  readonly batchSize: number;
  readonly first: Vector;
  readonly second: Vector;
}

export interface PairedEstimates {
  /** ||grad F||^2; unbiased, so it may come out below 0. */
  readonly gradient2: number;
  /** delta^2 = sum_k pi_k ||grad F_k||^2 - ||grad F||^2; unbiased, may come out below 0. */
  readonly delta2: number;
  /** sigma_k^2 of each device: m_k ||first - second||^2 / 2. */
  readonly variances: readonly number[];
}

export function pairedEstimates(pairs: readonly GradientPair[]): PairedEstimates {
  if (pairs.length === 0) throw new InputError('pairs', 0, 'at least one device');
  requireSameLength(
    'pairs',
    pairs.flatMap(({ first, second }) => [first, second]),
  );
  const shares = pairs.map(({ share }, k) => requirePositive(`pairs[${k}].share`, share));
  const total = shares.reduce((a, b) => a + b, 0);
  const firstMean = weightedMean(
    pairs.map(({ first }) => first),
    shares,
  );
  const secondMean = weightedMean(
    pairs.map(({ second }) => second),
    shares,
  );
  const gradient2 = dot(firstMean, secondMean);
  const squares = pairs.reduce(
    (sum, { share, first, second }) => sum + (share / total) * dot(first, second),
    0,
  );
  const variances = pairs.map(
    ({ batchSize, first, second }, k) =>
      (requirePositive(`pairs[${k}].batchSize`, batchSize) * distance2(first, second)) / 2,
  );
  return { gradient2, delta2: squares - gradient2, variances };
}
