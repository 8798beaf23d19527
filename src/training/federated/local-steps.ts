/** Several local steps between two aggregations (one step is the theorems' case). */
import { InputError } from '../../core/errors.js';
import {
  bitsOf,
  type HeadState,
  type MessageName,
  type MessageSize,
  type SentMessage,
} from '../split/messages.js';
import type { CachedRows, Payload, SplitTask } from '../task.js';
import type { Workload } from '../work.js';
import { createOptimiser, type StepScale } from './optimiser.js';

/** Row numbers of each local step. */
export type LocalBatches = readonly (readonly number[])[];

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
 * The head (transfer 1) comes down once; transfers 2 to 4 happen in every step, but the head is the device's own in between: its
 * gradient goes up once.
 */
function isSent(name: MessageName, step: number, steps: number): boolean {
  if (name === 'head') return step === 0;
  return name !== 'headGradient' || step === steps - 1;
}

/** What the server holds before each step: what it kept, and what came up in the steps before. */
function cachedBefore(batches: LocalBatches, step: number, cached: CachedRows): CachedRows {
  return step === 0 ? cached : new Set([...cached, ...batches.slice(0, step).flat()]);
}

function checkBatches(batches: LocalBatches): void {
  if (batches.length === 0) throw new InputError('batches', batches, 'at least one mini-batch');
}

/**
 * The device's own copy of the trained vector takes one SGD step for each mini-batch; the server holds the encoder's part of it.
 * @param stepSize eta of the local steps and of the server's
 * @param cached rows whose features the server keeps; what comes up in a step is kept in the next. Absent: nothing is
 */
export function localUpdate(
  task: SplitTask,
  trainable: Float32Array,
  batches: LocalBatches,
  stepSize: number,
  stepScale: StepScale,
  cached?: CachedRows,
): LocalUpdate {
  checkBatches(batches);
  const optimiser = createOptimiser({ kind: 'sgd', stepSize, stepScale });
  const sum = new Float64Array(trainable.length);
  const messages: SentMessage[] = [];
  let own = trainable;
  let state = optimiser.init(task.layout);
  let loss = 0;
  batches.forEach((rows, step) => {
    const result = task.deviceGradient(own, rows, cached && cachedBefore(batches, step, cached));
    ({ state, trainable: own } = optimiser.step(state, own, result.gradient));
    for (let i = 0; i < sum.length; i++) sum[i]! += result.gradient[i]!;
    loss += result.loss / batches.length;
    messages.push(...result.messages.filter(({ name }) => isSent(name, step, batches.length)));
  });
  return { loss, gradient: Float32Array.from(sum), messages };
}

/** What `localUpdate` would send, and how much both sides would compute for it. */
export function localCosts(
  task: Pick<SplitTask, 'payload' | 'workload'>,
  batches: LocalBatches,
  cached?: CachedRows,
  head: HeadState = 'trained',
): Payload & Workload {
  checkBatches(batches);
  const messages: MessageSize[] = [];
  const work = { tokens: 0, deviceFlop: 0, serverFlop: 0 };
  // A task may say its bits without saying of which messages.
  const silent = { uplinkBits: 0, downlinkBits: 0 };
  batches.forEach((rows, step) => {
    const before = cached && cachedBefore(batches, step, cached);
    // After its first step a device's own head is trained.
    const own = step === 0 ? head : 'trained';
    const payload = task.payload(rows, before, own);
    const { tokens, deviceFlop, serverFlop } = task.workload(rows, own, before);
    work.tokens += tokens;
    work.deviceFlop += deviceFlop;
    work.serverFlop += serverFlop;
    silent.uplinkBits += payload.uplinkBits - bitsOf(payload.messages, 'up');
    silent.downlinkBits += payload.downlinkBits - bitsOf(payload.messages, 'down');
    messages.push(...payload.messages.filter(({ name }) => isSent(name, step, batches.length)));
  });
  return {
    ...work,
    uplinkBits: silent.uplinkBits + bitsOf(messages, 'up'),
    downlinkBits: silent.downlinkBits + bitsOf(messages, 'down'),
    messages,
  };
}
