/** delta^2 of the convex kernel, exact at a given B (no uniform ones exist: Hessians differ by device). */
import { Matrix } from 'ml-matrix';
import { type ConvexKernel, deviceGradients, gradient, squaredNorm } from './kernel.js';

export interface Dissimilarity {
  /** delta^2 = sum_k pi_k ||grad F_k - grad F||^2. */
  readonly delta2: number;
  /** max_k ||grad F_k - grad F||^2. */
  readonly deltaMax2: number;
}

export function dissimilarity(kernel: ConvexKernel, B: Matrix): Dissimilarity {
  const mean = gradient(kernel, B);
  let delta2 = 0;
  let deltaMax2 = 0;
  deviceGradients(kernel, B).forEach((own, k) => {
    const distance2 = squaredNorm(Matrix.sub(own, mean));
    delta2 += kernel.devices[k]!.share * distance2;
    deltaMax2 = Math.max(deltaMax2, distance2);
  });
  return { delta2, deltaMax2 };
}

/** ||g - grad F||^2 for g the mean of the scheduled devices' gradients, weights pi_k / x. */
export function scheduleError2(kernel: ConvexKernel, B: Matrix, scheduled: readonly number[]): number {
  return squaredNorm(scheduleGradient(kernel, B, scheduled).sub(gradient(kernel, B)));
}

/** g = sum_S (pi_k / x) grad F_k. */
function scheduleGradient(kernel: ConvexKernel, B: Matrix, scheduled: readonly number[]): Matrix {
  const own = deviceGradients(kernel, B);
  const participation = scheduled.reduce((sum, k) => sum + kernel.devices[k]!.share, 0);
  const mean = Matrix.zeros(B.rows, B.columns);
  for (const k of scheduled) mean.add(own[k]!.mul(kernel.devices[k]!.share / participation));
  return mean;
}
