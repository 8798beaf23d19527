/**
 * Exact expectations over all mini-batches, for any number of rounds. Every gradient of the kernel is affine in
 * theta = vec(B), so the second moments of theta follow a linear recursion: no sampling, no enumeration.
 *
 * With s = (theta - theta*, 1), gradients are J s for p x (p + 1) matrices J, and M = E[s s'] moves as
 *
 *   M+ = D M D' + eta^2 sum_S (pi_k/x)^2 (f_k/m_k) mean_i (J_i - J_k) M (J_i - J_k)',   D = I - eta [J_S; 0],
 *
 * where f_k = 1 for mini-batches drawn with replacement and (n_k - m_k)/(n_k - 1) without. E||J s||^2 = tr(J M J').
 */
import { Matrix } from 'ml-matrix';
import { InputError } from '../../core/errors.js';
import type { ConvexKernel } from './kernel.js';
import { exactConstants } from './optimum.js';

/** A scheduled device and its mini-batch. */
export interface ExpectedContribution {
  /** Index of the device. */
  readonly device: number;
  /** m_k >= 1; Infinity for the exact gradient. */
  readonly batchSize: number;
}

export type Sampling = 'with-replacement' | 'without-replacement';

/** Expectations at theta_t, before round t (the last entry of a path: after the last round). */
export interface ExpectedState {
  /** E F(theta_t) - F*. */
  readonly gap: number;
  /** E||grad F(theta_t)||^2. */
  readonly gradient2: number;
  /** E delta^2(theta_t). */
  readonly delta2: number;
  /** max_k E sigma_k^2(theta_t). */
  readonly sigma2: number;
  /** E||g - grad F||^2 of the round's schedule; 0 after the last round and for an empty one. */
  readonly error2: number;
}

interface AffineDevice {
  readonly share: number;
  readonly samples: number;
  /** Gradient map of the device's loss. */
  readonly J: Matrix;
  /** J_i - J for each sample. */
  readonly deviations: readonly Matrix[];
}

/** vec by columns, which makes vec(G B C) = (C (x) G) vec(B) for symmetric C. */
function vec(matrix: Matrix): number[] {
  return matrix.transpose().to1DArray();
}

/** [H, H theta* - r] with H = C (x) G + ridge I: the gradient as a map of s. */
function affineMap(kernel: ConvexKernel, C: Matrix, R: Matrix, minimiser: number[]): Matrix {
  const H = C.kroneckerProduct(kernel.G).add(Matrix.eye(minimiser.length).mul(kernel.ridge));
  const constant = H.mmul(Matrix.columnVector(minimiser)).sub(Matrix.columnVector(vec(R)));
  return H.addColumn(constant);
}

function affineDevices(kernel: ConvexKernel, minimiser: number[]): AffineDevice[] {
  return kernel.devices.map((device) => {
    const J = affineMap(kernel, device.C, device.R, minimiser);
    const deviations = Array.from({ length: device.samples }, (_, i) => {
      const a = Matrix.columnVector(device.a.getRow(i));
      const z = Matrix.columnVector(device.z.getRow(i));
      const R = kernel.head.transpose().mmul(z).mmul(a.transpose());
      return affineMap(kernel, a.mmul(a.transpose()), R, minimiser).sub(J);
    });
    return { share: device.share, samples: device.samples, J, deviations };
  });
}

/** tr(J M J'). */
function secondMoment(J: Matrix, M: Matrix): number {
  return Math.max(0, J.mmul(M).mul(J).sum());
}

function meanSpread(device: AffineDevice, M: Matrix): number {
  let sum = 0;
  for (const deviation of device.deviations) sum += secondMoment(deviation, M);
  return sum / device.samples;
}

/** f_k / m_k, the share of a sample's variance that is left in the mini-batch's mean. */
function batchFactor(samples: number, batchSize: number, sampling: Sampling): number {
  if (batchSize === Number.POSITIVE_INFINITY) return 0;
  if (!(Number.isSafeInteger(batchSize) && batchSize >= 1)) {
    throw new InputError('batchSize', batchSize, 'an integer >= 1, or Infinity');
  }
  if (sampling === 'with-replacement') return 1 / batchSize;
  if (batchSize > samples)
    throw new InputError('batchSize', batchSize, `at most ${samples} without replacement`);
  return samples === 1 ? 0 : (samples - batchSize) / ((samples - 1) * batchSize);
}

/** What a schedule makes of one round: the mean gradient map and the covariance that its mini-batches add. */
function scheduledMaps(
  devices: readonly AffineDevice[],
  round: readonly ExpectedContribution[],
  M: Matrix,
  sampling: Sampling,
): { mean: Matrix; spread: Matrix } {
  const p = M.rows - 1;
  const participation = round.reduce((sum, { device }) => sum + devices[device]!.share, 0);
  const mean = Matrix.zeros(p, p + 1);
  const spread = Matrix.zeros(p, p);
  for (const { device: k, batchSize } of round) {
    const device = devices[k]!;
    const weight = device.share / participation;
    mean.add(Matrix.mul(device.J, weight));
    const factor = (weight * weight * batchFactor(device.samples, batchSize, sampling)) / device.samples;
    if (factor === 0) continue;
    for (const own of device.deviations) spread.add(own.mmul(M).mmul(own.transpose()).mul(factor));
  }
  return { mean, spread };
}

/** M+ of the file's head. */
function step(M: Matrix, mean: Matrix, spread: Matrix, eta: number): Matrix {
  const p = mean.rows;
  const D = Matrix.eye(p + 1);
  D.setSubMatrix(Matrix.sub(D.subMatrix(0, p - 1, 0, p), Matrix.mul(mean, eta)), 0, 0);
  const next = D.mmul(M).mmul(D.transpose());
  next.setSubMatrix(next.subMatrix(0, p - 1, 0, p - 1).add(spread.mul(eta * eta)), 0, 0);
  return next;
}

/** Expectations at a state with second moments M; error2 is the round's to add. */
function expectations(devices: readonly AffineDevice[], J: Matrix, M: Matrix): Omit<ExpectedState, 'error2'> {
  const p = J.rows;
  let delta2 = 0;
  let sigma2 = 0;
  for (const device of devices) {
    delta2 += device.share * secondMoment(Matrix.sub(device.J, J), M);
    sigma2 = Math.max(sigma2, meanSpread(device, M));
  }
  const H = J.subMatrix(0, p - 1, 0, p - 1);
  const gap = Matrix.mul(H, M.subMatrix(0, p - 1, 0, p - 1)).sum() / 2;
  return { gap, gradient2: secondMoment(J, M), delta2, sigma2 };
}

/**
 * The path of expectations under a schedule fixed in advance.
 * @param start theta_0 as B, dOut x rank
 * @param schedule for each round, who takes part
 * @param eta step size > 0
 * @returns T + 1 states
 */
export function expectedPath(
  kernel: ConvexKernel,
  start: Matrix,
  schedule: readonly (readonly ExpectedContribution[])[],
  eta: number,
  sampling: Sampling = 'with-replacement',
): ExpectedState[] {
  const { minimiser } = exactConstants(kernel);
  const devices = affineDevices(kernel, vec(minimiser));
  const p = minimiser.rows * minimiser.columns;
  const J = Matrix.zeros(p, p + 1);
  for (const device of devices) J.add(Matrix.mul(device.J, device.share));
  const s = Matrix.columnVector([...vec(Matrix.sub(start, minimiser)), 1]);
  let M = s.mmul(s.transpose());

  const states: ExpectedState[] = [];
  for (const round of schedule) {
    const here = expectations(devices, J, M);
    if (round.length === 0) {
      states.push({ ...here, error2: 0 });
      continue;
    }
    const { mean, spread } = scheduledMaps(devices, round, M, sampling);
    states.push({ ...here, error2: secondMoment(Matrix.sub(mean, J), M) });
    M = step(M, mean, spread, eta);
  }
  return [...states, { ...expectations(devices, J, M), error2: 0 }];
}
