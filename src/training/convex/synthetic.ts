/** Kernels drawn from a seeded stream, for validation: shapes, curvature and disagreement are the caller's. */
import { Matrix } from 'ml-matrix';
import type { RandomStream } from '../../core/random.js';
import { type ConvexKernel, convexKernel, type DeviceData } from './kernel.js';

export interface SyntheticShape {
  /** n_k for each device, each >= 1. */
  readonly samples: readonly number[];
  readonly inputWidth: number;
  readonly rank: number;
  readonly outputWidth: number;
  readonly classes: number;
  /** Ridge, >= 0. */
  readonly ridge: number;
  /** Standard deviation of the inputs' entries: curvature grows with its square. */
  readonly inputScale: number;
  /** Standard deviation of each device's own offset of inputs and targets: 0 for identically distributed data. */
  readonly disagreement: number;
}

/** A matrix of independent normal entries. */
export function normalMatrix(stream: RandomStream, rows: number, columns: number, scale = 1): Matrix {
  const matrix = Matrix.zeros(rows, columns);
  return matrix.apply((i, j) => {
    matrix.set(i, j, scale * stream.normal());
  });
}

function shifted(matrix: Matrix, offset: Matrix): Matrix {
  return matrix.addRowVector(offset);
}

export function syntheticKernel(shape: SyntheticShape, stream: RandomStream): ConvexKernel {
  const { inputWidth, rank, outputWidth, classes, ridge, inputScale, disagreement } = shape;
  const frozen = {
    W0: normalMatrix(stream, outputWidth, inputWidth, 0.5),
    A: normalMatrix(stream, rank, inputWidth, 1 / Math.sqrt(inputWidth)),
    head: normalMatrix(stream, classes, outputWidth, 1 / Math.sqrt(outputWidth)),
    alpha: rank,
    ridge,
  };
  const data: DeviceData[] = shape.samples.map((n) => ({
    inputs: shifted(
      normalMatrix(stream, n, inputWidth, inputScale),
      normalMatrix(stream, 1, inputWidth, disagreement * inputScale),
    ),
    targets: shifted(normalMatrix(stream, n, classes), normalMatrix(stream, 1, classes, disagreement)),
  }));
  return convexKernel(frozen, data);
}
