/** The device's part of the split: embedding before the server's encoder, task head and loss behind it. */
import type { Embedding } from '../encoder/encoder.js';
import { type Head, headBackward, headForward } from '../layers/head.js';
import { countCorrect, type LossName, lossAndGradient } from '../layers/loss.js';
import { type Backend, type Floats, withScratch } from '../tensor/backend.js';
import { type Precision, transmit } from './precision.js';

/** Transfer 1: features of the batch (tokens x width) and where its texts end. */
export interface FeatureMessage {
  readonly features: Floats;
  readonly lengths: readonly number[];
}

/** Transfer 3: gradient at the encoder outputs (texts x width) and of the head (classes x width, then classes). */
export interface GradientMessage {
  readonly outputGradients: Floats;
  readonly headGradient: Floats;
}

export interface DeviceSide {
  features(batch: readonly (readonly number[])[]): FeatureMessage;
  /** Runs the head on encoder outputs (transfer 2). `loss` stays on the device's own books. */
  trainHead(
    head: Head,
    outputs: Floats,
    labels: readonly number[],
  ): GradientMessage & { readonly loss: number };
  score(head: Head, outputs: Floats, labels: readonly number[]): { loss: number; correct: number };
}

/**
 * @param backend arithmetic of the device
 * @param precision of what it sends
 */
export function createDeviceSide(
  backend: Backend,
  embedding: Embedding,
  loss: LossName,
  precision: Precision,
): DeviceSide {
  const { arena } = backend;
  const like = (length: number) => newLike(arena.take(0), length);
  return {
    features(batch) {
      const lengths = batch.map((ids) => ids.length);
      const features = like(lengths.reduce((sum, n) => sum + n, 0) * embedding.width);
      let offset = 0;
      for (const ids of batch) {
        embedding.embed(ids, features, offset);
        offset += ids.length * embedding.width;
      }
      transmit(precision, features, embedding.width);
      return { features, lengths };
    },
    trainHead(head, outputs, labels) {
      const rows = labels.length;
      const headGradient = like(head.classes * (head.width + 1));
      const outputGradients = like(rows * head.width);
      const value = withScratch(arena, () => {
        const logits = headForward(backend, head, outputs, rows);
        const mean = lossAndGradient(loss, logits, labels, head.classes);
        outputGradients.set(headBackward(backend, head, outputs, logits, rows, headGradient).dx);
        return mean;
      });
      transmit(precision, outputGradients, head.width);
      transmitHead(precision, headGradient, head);
      return { outputGradients, headGradient, loss: value };
    },
    score(head, outputs, labels) {
      return withScratch(arena, () => {
        const logits = headForward(backend, head, outputs, labels.length);
        const correct = countCorrect(logits, labels, head.classes);
        return { correct, loss: lossAndGradient(loss, logits, labels, head.classes) };
      });
    },
  };
}

/** A head (or its gradient) over the air: a row of the weights with its bias is one class. */
export function transmitHead(
  precision: Precision,
  values: Floats,
  head: Pick<Head, 'classes' | 'width'>,
): void {
  const { classes, width } = head;
  const row = newLike(values, width + 1);
  for (let c = 0; c < classes; c++) {
    row.set(values.subarray(c * width, (c + 1) * width));
    row[width] = values[classes * width + c]!;
    transmit(precision, row, width + 1);
    values.set(row.subarray(0, width), c * width);
    values[classes * width + c] = row[width]!;
  }
}

/** A zeroed array of the same element type, outside any arena: messages outlive the pass that made them. */
export function newLike(sample: Floats, length: number): Floats {
  return sample instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
}
