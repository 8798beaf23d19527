/** What the convex kernel is at one B, straight from the definitions: references for expectations and estimates. */
import { Matrix } from 'ml-matrix';
import {
  type ConvexDevice,
  type ConvexKernel,
  deviceGradients,
  type ExactConstants,
  gradient,
  squaredNorm,
} from '../../../src/training/convex/index.js';

/** The gradient of each sample's loss (ridge included) on one device. */
export function sampleGradients(kernel: ConvexKernel, device: ConvexDevice, B: Matrix): Matrix[] {
  const residual = device.a.mmul(B.transpose()).mmul(kernel.head.transpose()).sub(device.z);
  const back = residual.mmul(kernel.head); // rows head' (head B a_i - z_i)
  const pull = Matrix.mul(B, kernel.ridge);
  return Array.from({ length: device.samples }, (_, i) =>
    Matrix.columnVector(back.getRow(i))
      .mmul(Matrix.rowVector(device.a.getRow(i)))
      .add(pull),
  );
}

/** sigma_k^2 = mean_i ||grad f_i - grad F_k||^2 of each device. Theorems take the largest as sigma^2. */
export function sampleVariances(kernel: ConvexKernel, B: Matrix): number[] {
  const own = deviceGradients(kernel, B);
  return kernel.devices.map((device, k) => {
    let sum = 0;
    for (const one of sampleGradients(kernel, device, B)) sum += squaredNorm(one.sub(own[k]!));
    return sum / device.samples;
  });
}

/**
 * F(B) - F* without the cancellation of a difference: (1/2) <D, G D C + ridge D> with D = B - B*.
 * @returns >= 0
 */
export function gapToOptimum(kernel: ConvexKernel, { minimiser }: ExactConstants, B: Matrix): number {
  const D = Matrix.sub(B, minimiser);
  return (Matrix.mul(D, kernel.G.mmul(D).mmul(kernel.C)).sum() + kernel.ridge * squaredNorm(D)) / 2;
}

/** ||grad F(B)||^2. */
export function gradientNorm2(kernel: ConvexKernel, B: Matrix): number {
  return squaredNorm(gradient(kernel, B));
}
