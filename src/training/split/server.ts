/** The server's part of the split: the encoder with what is trained of it. It never sees a token, a label or a loss. */
import type { Encoder, LoraSet } from '../encoder/encoder.js';
import { type EncoderGradients, encoderBackward, encoderForward } from '../encoder/pass.js';
import { type Backend, type Floats, newLike } from '../tensor/backend.js';
import type { FeatureMessage } from './device.js';
import { type Precision, transmit } from './precision.js';

/** One device's batch between its forward and its backward pass. */
export interface ServerSession {
  /** Transfer 3: text vectors, texts x width. */
  readonly outputs: Floats;
  readonly relativeError: number;
  /** Adds the gradients that follow from transfer 4 to `gradients`. */
  backward(outputGradients: Floats, gradients: EncoderGradients): void;
}

export interface ServerSide {
  /** Runs in the back end's arena: whoever opens a session releases the arena when done with it. */
  open(encoder: Encoder, lora: LoraSet, message: FeatureMessage): ServerSession;
}

export function createServerSide(backend: Backend, precision: Precision): ServerSide {
  return {
    open(encoder, lora, { features, lengths }) {
      const received = backend.arena.take(features.length);
      received.set(features);
      const { y, cache } = encoderForward(backend, encoder, lora, received, lengths);
      const outputs = newLike(backend, y.length);
      outputs.set(y);
      const relativeError = transmit(precision, outputs, encoder.outputWidth);
      return {
        outputs,
        relativeError,
        backward(outputGradients, gradients) {
          const dy = backend.arena.take(outputGradients.length);
          dy.set(outputGradients);
          encoderBackward(backend, encoder, lora, cache, dy, gradients);
        },
      };
    },
  };
}
