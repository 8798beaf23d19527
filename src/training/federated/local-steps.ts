/** Several local steps between two aggregations (one step is the theorems' case). */
import { InputError } from '../../core/errors.js';
import type { SentMessage } from '../split/messages.js';
import type { SplitTask } from '../task.js';
import { createOptimiser, type StepScale } from './optimiser.js';

export interface LocalUpdate {
  /** Mean loss over the steps, each before its step. */
  readonly loss: number;
  /**
   * Sum of the steps' gradients. An SGD step of the server along it moves where the local steps went, so it is
   * aggregated like a gradient; with one step it is the gradient.
   */
  readonly gradient: Float32Array;
  readonly messages: readonly SentMessage[];
}

/**
 * The device's own copy of the trained vector takes one SGD step for each mini-batch. The head (transfer 1)
 * comes down once; transfers 2 to 4 happen in every step, but the head is the device's own in between: its gradient
 * goes up once.
 * @param batches row numbers of each step
 * @param stepSize eta of the local steps and of the server's
 */
export function localUpdate(
  task: SplitTask,
  trainable: Float32Array,
  batches: readonly (readonly number[])[],
  stepSize: number,
  stepScale: StepScale,
): LocalUpdate {
  if (batches.length === 0) throw new InputError('batches', batches, 'at least one mini-batch');
  const optimiser = createOptimiser({ kind: 'sgd', stepSize, stepScale });
  const sum = new Float64Array(trainable.length);
  const messages: SentMessage[] = [];
  let own = trainable;
  let state = optimiser.init(task.layout);
  let loss = 0;
  batches.forEach((rows, step) => {
    const result = task.deviceGradient(own, rows);
    ({ state, trainable: own } = optimiser.step(state, own, result.gradient));
    for (let i = 0; i < sum.length; i++) sum[i]! += result.gradient[i]!;
    loss += result.loss / batches.length;
    const last = step === batches.length - 1;
    messages.push(
      ...result.messages.filter(
        ({ name }) => (name !== 'head' || step === 0) && (name !== 'headGradient' || last),
      ),
    );
  });
  return { loss, gradient: Float32Array.from(sum), messages };
}
