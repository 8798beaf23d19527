/** One split forward and backward pass of a device's mini-batch: the two sides and the messages between them. */
import { type Adaptation, headSlice, headState, headView } from '../adaptation/adaptation.js';
import { trainsEncoder } from '../layout.js';
import { type Backend, type Floats, newLike, withScratch } from '../tensor/backend.js';
import { type Defence, type DeviceSide, transmitHead } from './device.js';
import type { MessageName } from './messages.js';
import type { Precision } from './precision.js';
import type { ServerSide } from './server.js';

export interface SplitModel {
  readonly backend: Backend;
  readonly adaptation: Adaptation;
  readonly device: DeviceSide;
  readonly server: ServerSide;
  readonly precision: Precision;
}

/** Token numbers and classes of a mini-batch; only the device sees them. */
export interface Batch {
  readonly tokens: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

export interface StepResult {
  /** Mean over the batch. */
  readonly loss: number;
  /** Of that mean, in the back end's element type; laid out as the trained vector. */
  readonly gradient: Floats;
  /** ||received - meant|| / ||meant|| of every message. */
  readonly relativeErrors: Readonly<Record<MessageName, number>>;
}

/** @param trained the server's vector; the device's copy of the head is what came over the air */
export function splitStep(
  model: SplitModel,
  trained: Float32Array,
  batch: Batch,
  defence?: Defence,
): StepResult {
  const { backend, adaptation, device, server } = model;
  const { layout } = adaptation;
  const gradient = newLike(backend, layout.size);
  const { loss, relativeErrors } = withScratch(backend.arena, () => {
    const vector = backend.arena.take(layout.size);
    vector.set(trained);
    const { encoder, lora } = adaptation.bind(vector);
    const slopes = backend.arena.take(layout.size);

    const { head, relativeError } = receiveHead(model, vector);
    const features = device.features(batch.tokens);
    const session = server.open(encoder, lora, features);
    const reply = device.trainHead(head, session.outputs, batch.labels, defence);
    // Under a head of zeros the gradients at the outputs are zero: they are not sent, and lead nowhere.
    const goesBack = trainsEncoder(layout) && headState(layout, vector) === 'trained';
    if (goesBack) session.backward(reply.message.outputGradients, adaptation.gradients(slopes));
    headSlice(layout, slopes).set(reply.message.headGradient);
    gradient.set(slopes);
    return {
      loss: reply.loss,
      relativeErrors: {
        features: features.relativeError,
        outputs: session.relativeError,
        ...reply.message.relativeErrors,
        head: relativeError,
      },
    };
  });
  return { loss, gradient, relativeErrors };
}

/** Transfer 1: the head as the device holds it. */
function receiveHead({ adaptation, precision }: SplitModel, vector: Floats) {
  const slice = headSlice(adaptation.layout, vector).slice() as Floats;
  const { classes, width } = headView(adaptation.layout, vector);
  const relativeError = transmitHead(precision, slice, { classes, width });
  const weight = slice.subarray(0, classes * width) as Floats;
  const bias = slice.subarray(classes * width) as Floats;
  return { head: { classes, width, weight, bias }, relativeError };
}

/** Loss and right answers of the model on a batch, both sides together. */
export function splitScore(
  { backend, adaptation, device, server }: SplitModel,
  trained: Float32Array,
  { tokens, labels }: Batch,
): { loss: number; correct: number } {
  return withScratch(backend.arena, () => {
    const vector = backend.arena.take(adaptation.layout.size);
    vector.set(trained);
    const { encoder, lora } = adaptation.bind(vector);
    const { outputs } = server.open(encoder, lora, device.features(tokens));
    return device.score(headView(adaptation.layout, vector), outputs, labels);
  });
}
