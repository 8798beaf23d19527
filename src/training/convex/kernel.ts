/**
 * The convex split-LoRA kernel: encoder weight W0 + (alpha/r) B A with A and the head fixed, B trained, squared
 * loss with a ridge. Device k's loss is
 *
 *   F_k(B) = (1/n_k) sum_i (1/2)||head (W0 + (alpha/r) B A) h_i - y_i||^2 + (ridge/2)||B||^2,
 *
 * a quadratic in B. With a_i = (alpha/r) A h_i and z_i = y_i - head W0 h_i it reads (1/2)||head B a_i - z_i||^2, so
 * that G = head' head, C_k = mean a_i a_i', R_k = mean head' z_i a_i' say all there is to know:
 *
 *   grad F_k(B) = G B C_k - R_k + ridge B.
 */
import { Matrix } from 'ml-matrix';
import { InputError } from '../../core/errors.js';

/** The frozen parts. Shapes: W0 dOut x dIn, A rank x dIn, head classes x dOut. */
export interface FrozenParts {
  readonly W0: Matrix;
  readonly A: Matrix;
  readonly head: Matrix;
  /** LoRA's alpha; the factor in front of B A is alpha / rank. */
  readonly alpha: number;
  /** Weight of (1/2)||B||^2, >= 0. */
  readonly ridge: number;
}

/** A device's data, one sample a row. Shapes: inputs n x dIn, targets n x classes. */
export interface DeviceData {
  readonly inputs: Matrix;
  readonly targets: Matrix;
}

/** A device, reduced to what its loss needs. */
export interface ConvexDevice {
  /** pi_k = n_k / sum n. */
  readonly share: number;
  /** n_k. */
  readonly samples: number;
  /** Rows a_i = (alpha/r) A h_i: n x rank. */
  readonly a: Matrix;
  /** Rows z_i = y_i - head W0 h_i: n x classes. */
  readonly z: Matrix;
  /** C_k = mean a_i a_i': rank x rank. */
  readonly C: Matrix;
  /** R_k = mean head' z_i a_i': dOut x rank. */
  readonly R: Matrix;
}

export interface ConvexKernel {
  readonly devices: readonly ConvexDevice[];
  /** classes x dOut. */
  readonly head: Matrix;
  /** G = head' head: dOut x dOut. */
  readonly G: Matrix;
  /** C = sum pi_k C_k. */
  readonly C: Matrix;
  /** R = sum pi_k R_k. */
  readonly R: Matrix;
  readonly ridge: number;
}

function requireShape(field: string, matrix: Matrix, rows: number, columns: number): void {
  if (matrix.rows !== rows || matrix.columns !== columns) {
    throw new InputError(field, `${matrix.rows} x ${matrix.columns}`, `${rows} x ${columns}`);
  }
}

function reduceDevice(frozen: FrozenParts, data: DeviceData, total: number, field: string): ConvexDevice {
  const { W0, A, head, alpha } = frozen;
  const samples = data.inputs.rows;
  requireShape(`${field}.inputs`, data.inputs, samples, W0.columns);
  requireShape(`${field}.targets`, data.targets, samples, head.rows);
  const a = data.inputs.mmul(A.transpose()).mul(alpha / A.rows);
  const z = Matrix.sub(data.targets, data.inputs.mmul(W0.transpose()).mmul(head.transpose()));
  const C = a.transpose().mmul(a).div(samples);
  const R = head.transpose().mmul(z.transpose()).mmul(a).div(samples);
  return { share: samples / total, samples, a, z, C, R };
}

/**
 * Reduces model and data to the kernel.
 * @throws InputError for shapes that do not fit, an empty device, or a bad ridge or alpha
 */
export function convexKernel(frozen: FrozenParts, data: readonly DeviceData[]): ConvexKernel {
  const { W0, A, head, alpha, ridge } = frozen;
  if (!(Number.isFinite(ridge) && ridge >= 0)) throw new InputError('ridge', ridge, 'a finite number >= 0');
  if (!(Number.isFinite(alpha) && alpha > 0)) throw new InputError('alpha', alpha, 'a finite number > 0');
  if (data.length === 0) throw new InputError('data', data.length, 'at least one device');
  requireShape('A', A, A.rows, W0.columns);
  requireShape('head', head, head.rows, W0.rows);
  const total = data.reduce((sum, device) => sum + device.inputs.rows, 0);
  const devices = data.map((device, k) => reduceDevice(frozen, device, total, `data[${k}]`));
  const C = Matrix.zeros(A.rows, A.rows);
  const R = Matrix.zeros(W0.rows, A.rows);
  for (const device of devices) {
    C.add(Matrix.mul(device.C, device.share));
    R.add(Matrix.mul(device.R, device.share));
  }
  return { devices, head, G: head.transpose().mmul(head), C, R, ridge };
}

/** A quadratic's gradient from its statistics: G B C - R + ridge B. */
function gradientOf({ G, ridge }: ConvexKernel, C: Matrix, R: Matrix, B: Matrix): Matrix {
  return G.mmul(B).mmul(C).sub(R).add(Matrix.mul(B, ridge));
}

/** grad F(B), dOut x rank. */
export function gradient(kernel: ConvexKernel, B: Matrix): Matrix {
  return gradientOf(kernel, kernel.C, kernel.R, B);
}

/** grad F_k(B) of each device. */
export function deviceGradients(kernel: ConvexKernel, B: Matrix): Matrix[] {
  return kernel.devices.map(({ C, R }) => gradientOf(kernel, C, R, B));
}

/** F(B). */
export function loss(kernel: ConvexKernel, B: Matrix): number {
  let sum = (kernel.ridge / 2) * squaredNorm(B);
  for (const device of kernel.devices) {
    const residual = device.a.mmul(B.transpose()).mmul(kernel.head.transpose()).sub(device.z);
    sum += (device.share * squaredNorm(residual)) / (2 * device.samples);
  }
  return sum;
}

/** ||M||_F^2. */
export function squaredNorm(matrix: Matrix): number {
  const norm = matrix.norm('frobenius');
  return norm * norm;
}
