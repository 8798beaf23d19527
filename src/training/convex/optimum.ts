/**
 * Exact constants of the convex kernel. The Hessian of F is C (x) G + ridge I (x: Kronecker), so its eigenvalues
 * are g_i c_j + ridge with those of two small symmetric matrices.
 */
import { EigenvalueDecomposition, type Matrix } from 'ml-matrix';
import { InputError } from '../../core/errors.js';
import { type ConvexKernel, loss } from './kernel.js';

export interface ExactConstants {
  /** L, the largest eigenvalue. */
  readonly L: number;
  /** mu, the least positive eigenvalue: for a least-squares loss that is the Polyak-Lojasiewicz constant. */
  readonly mu: number;
  /** A minimiser B*, dOut x rank (the one of least norm). */
  readonly minimiser: Matrix;
  /** F* = F(B*). */
  readonly minimum: number;
}

/** Eigenvalues below this fraction of the largest are taken for zeros of a rank-deficient Hessian. */
const RANK_TOLERANCE = 1e-11;

/**
 * L, mu, B*, F*.
 * @throws InputError when the Hessian is zero: such a loss has neither L nor mu
 */
export function exactConstants(kernel: ConvexKernel): ExactConstants {
  const g = new EigenvalueDecomposition(kernel.G, { assumeSymmetric: true });
  const c = new EigenvalueDecomposition(kernel.C, { assumeSymmetric: true });
  const positive = (value: number) => Math.max(0, value);
  const L =
    positive(Math.max(...g.realEigenvalues)) * positive(Math.max(...c.realEigenvalues)) + kernel.ridge;
  if (!(L > 0)) throw new InputError('kernel', L, 'a loss that depends on B (largest eigenvalue > 0)');

  let mu = L;
  const coordinates = g.eigenvectorMatrix.transpose().mmul(kernel.R).mmul(c.eigenvectorMatrix);
  g.realEigenvalues.forEach((gi, i) => {
    c.realEigenvalues.forEach((cj, j) => {
      const eigenvalue = positive(gi) * positive(cj) + kernel.ridge;
      const isZero = eigenvalue <= RANK_TOLERANCE * L;
      if (!isZero) mu = Math.min(mu, eigenvalue);
      coordinates.set(i, j, isZero ? 0 : coordinates.get(i, j) / eigenvalue);
    });
  });
  const minimiser = g.eigenvectorMatrix.mmul(coordinates).mmul(c.eigenvectorMatrix.transpose());
  return { L, mu, minimiser, minimum: loss(kernel, minimiser) };
}
