/** The task head: logits = scale x W^T + b on text vectors x of length 1. Shapes: x rows x width, W classes x width. */
import { type Backend, type Floats, into, plain, transposed } from '../tensor/backend.js';
import { addColumnSums } from './linear.js';

/**
 * Text vectors have length 1, so their entries are about 1 / sqrt(512); this factor gives the head inputs of about
 * unit size, with which one step size serves head and LoRA factors (measured: benchmarks/training.md).
 */
export const HEAD_SCALE = 16;

export interface Head {
  readonly classes: number;
  readonly width: number;
  readonly weight: Floats;
  readonly bias: Floats;
}

/** Logits, rows x classes. */
export function headForward(backend: Backend, head: Head, x: Floats, rows: number): Floats {
  const { classes, width, weight, bias } = head;
  const logits = backend.arena.take(rows * classes);
  for (let i = 0; i < rows; i++) logits.set(bias, i * classes);
  backend.gemm(
    rows,
    classes,
    width,
    HEAD_SCALE,
    plain(x, width),
    transposed(weight, width),
    into(logits, classes),
  );
  return logits;
}

/** Adds the head's gradient of <logits, dLogits> to `gradient` (weight, then bias) and returns the one at x. */
export function headBackward(
  backend: Backend,
  { classes, width, weight }: Head,
  x: Floats,
  dLogits: Floats,
  rows: number,
  gradient: Floats,
): Floats {
  const dx = backend.arena.take(rows * width);
  const dT = transposed(dLogits, classes);
  backend.gemm(classes, width, rows, HEAD_SCALE, dT, plain(x, width), into(gradient, width));
  addColumnSums(dLogits, rows, classes, gradient.subarray(classes * width) as Floats);
  backend.gemm(
    rows,
    width,
    classes,
    HEAD_SCALE,
    plain(dLogits, classes),
    plain(weight, width),
    into(dx, width),
  );
  return dx;
}
