/**
 * Kernels whose samples are bowls of one common shape: f_i(theta) = (1/2)(theta - centre_i)' diag(curvatures)
 * (theta - centre_i). The instances on which the theorems hold with equality are all of this kind.
 */
import { Matrix } from 'ml-matrix';
import { type ConvexKernel, convexKernel } from '../training/convex/index.js';

/**
 * A convex split-LoRA kernel of rank 1 with head diag(sqrt(curvatures)) and A h = 1 for every sample.
 * @param curvatures the Hessian's eigenvalues, all > 0
 * @param centres centres[k][i] is the minimiser of sample i of device k
 */
export function bowls(
  curvatures: readonly number[],
  centres: readonly (readonly (readonly number[])[])[],
): ConvexKernel {
  const roots = curvatures.map(Math.sqrt);
  const width = curvatures.length;
  const frozen = {
    W0: Matrix.zeros(width, 1),
    A: Matrix.ones(1, 1),
    head: Matrix.diag(roots),
    alpha: 1,
    ridge: 0,
  };
  const data = centres.map((own) => ({
    inputs: Matrix.ones(own.length, 1),
    targets: new Matrix(own.map((centre) => centre.map((value, j) => value * roots[j]!))),
  }));
  return convexKernel(frozen, data);
}

/** n copies of one centre: a device without mini-batch noise. */
export function still(n: number, centre: readonly number[]): number[][] {
  return Array.from({ length: n }, () => [...centre]);
}

/** A device of two samples at centre +- spread along one axis: variance (curvature x spread)^2. */
export function pair(centre: readonly number[], axis: number, spread: number): number[][] {
  const moved = (sign: number) => centre.map((value, j) => (j === axis ? value + sign * spread : value));
  return [moved(1), moved(-1)];
}
