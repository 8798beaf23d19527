/** The device's part of the split: embedding before the server's encoder, task head and loss behind it. */
import type { RandomStream } from '../../core/random.js';
import type { Embedding } from '../encoder/encoder.js';
import { type Head, headBackward, headForward } from '../layers/head.js';
import { countCorrect, type LossName, lossAndGradient } from '../layers/loss.js';
import { type Backend, type Floats, newLike, withScratch } from '../tensor/backend.js';
import { type Precision, transmit } from './precision.js';
import { addNoise, clipTexts, type Protection } from './protection.js';

/** Transfer 2: features of the batch (tokens x width) and where its texts end. */
export interface FeatureMessage {
  readonly features: Floats;
  readonly lengths: readonly number[];
  readonly relativeError: number;
}

/** Transfer 4: gradient at the encoder outputs (texts x width) and of the head (classes x width, then classes). */
export interface GradientMessage {
  readonly outputGradients: Floats;
  readonly headGradient: Floats;
  readonly relativeErrors: { readonly outputGradients: number; readonly headGradient: number };
}

/** A protection with the noise of one mini-batch. */
export interface Defence extends Protection {
  readonly stream: RandomStream;
}

export interface DeviceSide {
  features(batch: readonly (readonly number[])[]): FeatureMessage;
  /** Runs the head on encoder outputs (transfer 3). `loss`, the mean over the batch, is not part of the message. */
  trainHead(
    head: Head,
    outputs: Floats,
    labels: readonly number[],
    defence?: Defence,
  ): { readonly message: GradientMessage; readonly loss: number };
  /** Mean loss and number of right answers. */
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
  return {
    features(batch) {
      const lengths = batch.map((ids) => ids.length);
      const features = newLike(backend, lengths.reduce((sum, n) => sum + n, 0) * embedding.width);
      let offset = 0;
      for (const ids of batch) {
        embedding.embed(ids, features, offset);
        offset += ids.length * embedding.width;
      }
      return { features, lengths, relativeError: transmit(precision, features, embedding.width) };
    },
    trainHead(head, outputs, labels, defence) {
      const rows = labels.length;
      const headGradient = newLike(backend, head.classes * (head.width + 1));
      const outputGradients = newLike(backend, rows * head.width);
      const mean = withScratch(arena, () => {
        const logits = headForward(backend, head, outputs, rows);
        const value = lossAndGradient(loss, logits, labels, head.classes);
        if (defence) clipTexts(defence, head, outputs, logits);
        outputGradients.set(headBackward(backend, head, outputs, logits, rows, headGradient));
        return value;
      });
      if (defence) addNoise(defence, rows, defence.stream, [outputGradients, headGradient]);
      const relativeErrors = {
        outputGradients: transmit(precision, outputGradients, head.width),
        headGradient: transmitHead(precision, headGradient, head),
      };
      return { message: { outputGradients, headGradient, relativeErrors }, loss: mean };
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

/**
 * A head, or its gradient, over the air, in place: a row is one class, its weights and then its bias.
 * @param values classes x width weights, then classes biases
 * @returns relative error
 */
export function transmitHead(
  precision: Precision,
  values: Floats,
  { classes, width }: Pick<Head, 'classes' | 'width'>,
): number {
  const rows = values.slice();
  for (let c = 0; c < classes; c++) {
    rows.set(values.subarray(c * width, (c + 1) * width), c * (width + 1));
    rows[c * (width + 1) + width] = values[classes * width + c]!;
  }
  const relativeError = transmit(precision, rows, width + 1);
  for (let c = 0; c < classes; c++) {
    values.set(rows.subarray(c * (width + 1), c * (width + 1) + width), c * width);
    values[classes * width + c] = rows[c * (width + 1) + width]!;
  }
  return relativeError;
}
