/**
 * What the server can compute about labels from what it holds anyway, so that nobody takes the split for a privacy
 * mechanism. From transfer 3 it has the gradient of the head's weights, G = s D^T Z: s is the head's scale, Z
 * (rows x width) the encoder's outputs, which it computed itself, and D = (P - Y) / rows, softmax probabilities minus
 * labels. With no more rows than the width, and texts that differ, Z has full row rank, so
 *
 *   D^T = G Z^+ / s,
 *
 * and in each row of D the one negative entry is that of the label. Neither the head nor the loss need be known.
 */
import { InputError } from '../../core/errors.js';
import { HEAD_SCALE } from '../layers/head.js';
import type { Floats } from '../tensor/backend.js';

/** What the server holds of one mini-batch after transfer 3. */
export interface ServerView {
  /** Encoder outputs, texts x width. */
  readonly outputs: Floats;
  /** Gradient of the head, classes x width weights and then classes biases. */
  readonly headGradient: Floats;
  readonly classes: number;
  readonly width: number;
}

/**
 * The same from transfer 4's gradients at the outputs, where the head is not zero: each row is s W^T d for one text, and with more width than
 * classes W has full rank, so that least squares give d.
 * @param weight the head's weights, classes x width, which the server sent itself
 */
export async function recoverLabelsFromOutputs(
  outputGradients: Floats,
  weight: Floats,
  { classes, width }: Pick<ServerView, 'classes' | 'width'>,
): Promise<number[]> {
  const { Matrix, pseudoInverse } = await import('ml-matrix');
  const rows = outputGradients.length / width;
  const w = Matrix.from1DArray(classes, width, [...weight.subarray(0, classes * width)]);
  const d = Matrix.from1DArray(rows, width, [...outputGradients]).mmul(pseudoInverse(w));
  return Array.from({ length: rows }, (_, i) => {
    const row = d.getRow(i);
    return row.indexOf(Math.min(...row));
  });
}

/**
 * @returns the class of each text, in order
 * @throws InputError when the sizes do not fit together
 */
export async function recoverLabels(view: ServerView): Promise<number[]> {
  const { outputs, headGradient, classes, width } = view;
  if (outputs.length % width !== 0)
    throw new InputError('outputs.length', outputs.length, `a multiple of ${width}`);
  if (headGradient.length !== classes * (width + 1)) {
    throw new InputError('headGradient.length', headGradient.length, `${classes * (width + 1)} numbers`);
  }
  // Loaded when asked for: a run has no use for it.
  const { Matrix, pseudoInverse } = await import('ml-matrix');
  const rows = outputs.length / width;
  const z = Matrix.from1DArray(rows, width, [...outputs]);
  const gradient = Matrix.from1DArray(classes, width, [...headGradient.subarray(0, classes * width)]);
  const d = gradient.mmul(pseudoInverse(z)).mul(1 / HEAD_SCALE); // classes x rows
  return Array.from({ length: rows }, (_, i) => {
    const column = d.getColumn(i);
    return column.indexOf(Math.min(...column));
  });
}
