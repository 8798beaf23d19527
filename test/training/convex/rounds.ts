/** Federated rounds on the convex kernel: what the theorems bound, played for one draw of the mini-batches. */
import { Matrix } from 'ml-matrix';
import { type ConvexKernel, deviceGradients } from '../../../src/training/convex/index.js';
import { sampleGradients } from './exact-at.js';

/** A scheduled device with the samples of its mini-batch; none given: all of them. */
export interface Contribution {
  /** Index of the device. */
  readonly device: number;
  /** Indices of samples, repetitions allowed. */
  readonly batch?: readonly number[];
}

/** The device's mini-batch gradient. */
function contributedGradient(kernel: ConvexKernel, B: Matrix, { device, batch }: Contribution): Matrix {
  if (batch === undefined) return deviceGradients(kernel, B)[device]!;
  const samples = sampleGradients(kernel, kernel.devices[device]!, B);
  const mean = Matrix.zeros(B.rows, B.columns);
  for (const i of batch) mean.add(samples[i]!);
  return mean.div(batch.length);
}

/**
 * One round: B - eta sum_S (pi_k/x) g_k. With nobody scheduled B itself.
 * @param eta step size > 0
 */
export function federatedRound(
  kernel: ConvexKernel,
  B: Matrix,
  contributions: readonly Contribution[],
  eta: number,
): Matrix {
  const participation = contributions.reduce((sum, { device }) => sum + kernel.devices[device]!.share, 0);
  const next = B.clone();
  for (const contribution of contributions) {
    const weight = kernel.devices[contribution.device]!.share / participation;
    next.sub(contributedGradient(kernel, B, contribution).mul(eta * weight));
  }
  return next;
}
