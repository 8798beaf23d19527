/** A split fine-tuning task: data on devices, a frozen encoder with LoRA on the server, gradients on request. */
import { InputError } from '../core/errors.js';
import { loadDataset } from './data/load.js';
import {
  type DeviceRows,
  type Heterogeneity,
  measureHeterogeneity,
  partitionRows,
} from './data/partition.js';
import { loadModel } from './encoder/load.js';
import { createLayout, type Layout } from './layout.js';
import { headSlice, headView, initialVector, loraGradientViews, loraViews } from './parameters.js';
import { createDeviceSide, newLike, transmitHead } from './split/device.js';
import { bitsOf, type MessageSize, messageSizes } from './split/messages.js';
import { createServerSide } from './split/server.js';
import type { SplitTaskSpec } from './task-spec.js';
import { type Backend, type Floats, withScratch } from './tensor/backend.js';
import { createWasmBackend } from './tensor/wasm-backend.js';
import { batchWorkload, type Workload } from './work.js';

export interface DeviceGradient {
  /** Mean over the rows. */
  readonly loss: number;
  /** Gradient of that mean, `layout.size` numbers. */
  readonly gradient: Float32Array;
  readonly messages: readonly MessageSize[];
}

export interface Evaluation {
  /** Mean over the rows. */
  readonly loss: number;
  readonly correct: number;
  readonly count: number;
}

export interface SplitTask {
  readonly layout: Layout;
  readonly classNames: readonly string[];
  /** Training rows of each device. */
  readonly devices: readonly DeviceRows[];
  readonly heldOut: readonly number[];
  readonly heterogeneity: Heterogeneity;
  /** A random, B and head zero: the frozen model exactly. */
  initialTrainable(seed: number): Float32Array;
  /** Split forward and backward pass of one mini-batch. Deterministic; changes nothing. */
  deviceGradient(trainable: Float32Array, rows: readonly number[]): DeviceGradient;
  /** Loss and accuracy at full precision. */
  evaluate(trainable: Float32Array, rows: readonly number[]): Evaluation;
  /** Bits `deviceGradient` would send for these rows, without computing. */
  payload(rows: readonly number[]): {
    uplinkBits: number;
    downlinkBits: number;
    messages: readonly MessageSize[];
  };
  workload(rows: readonly number[]): Workload;
}

/** Rows evaluated at once: bounds the memory of an evaluation, whatever its number of rows. */
const EVALUATION_ROWS = 32;

/**
 * @param backend float32 on the WASM kernel when absent
 * @throws InputError for a missing package, an unbuilt kernel or a value outside its range
 */
export async function createSplitTask(spec: SplitTaskSpec, backend?: Backend): Promise<SplitTask> {
  const engine = backend ?? (await createWasmBackend());
  const [model, dataset] = await Promise.all([loadModel(spec.model, engine), loadDataset(spec.dataset)]);
  const { embedding, encoder, tokenizer } = model;
  checkSpec(spec, embedding.maxTokens);
  const { texts, labels, classNames, training, heldOut, owners } = dataset;
  const classes = classNames.length;
  const layout = createLayout(encoder, spec.lora, classes);
  const devices = partitionRows(spec.partition, training, labels, spec.devices, spec.seed, owners);

  const tokenised = new Map<number, readonly number[]>();
  const tokensOf = (row: number): readonly number[] => {
    let ids = tokenised.get(row);
    if (!ids) {
      const text = texts[row];
      if (text === undefined) throw new InputError('rows', row, `row numbers below ${texts.length}`);
      ids = tokenizer.encode(text).slice(0, spec.maxTokens);
      if (ids.length === 0) ids = [0]; // an empty text is one unknown piece, as nothing cannot be averaged
      tokenised.set(row, ids);
    }
    return ids;
  };
  const labelsOf = (rows: readonly number[]) => rows.map((row) => labels[row]!);

  const loss = spec.loss ?? 'cross-entropy';
  const device = createDeviceSide(engine, embedding, loss, spec.precision);
  const server = createServerSide(engine, encoder, spec.precision);
  const exactDevice = createDeviceSide(engine, embedding, loss, 'fp32');
  const exactServer = createServerSide(engine, encoder, 'fp32');

  const sizes = (rows: readonly number[]) =>
    messageSizes({
      tokens: rows.reduce((sum, row) => sum + tokensOf(row).length, 0),
      texts: rows.length,
      featureWidth: embedding.width,
      outputWidth: encoder.outputWidth,
      classes,
      precision: spec.precision,
    });
  const copyIn = (trainable: Float32Array): Floats => {
    if (trainable.length !== layout.size) {
      throw new InputError('trainable.length', trainable.length, `the layout's size, ${layout.size}`);
    }
    const vector = engine.arena.take(layout.size);
    vector.set(trainable);
    return vector;
  };

  return {
    layout,
    classNames,
    devices,
    heldOut,
    heterogeneity: measureHeterogeneity(devices, labels, classes),
    initialTrainable: (seed) => initialVector(layout, seed),
    deviceGradient(trainable, rows) {
      if (rows.length === 0) throw new InputError('rows', rows, 'at least one row');
      return withScratch(engine.arena, () => {
        const vector = copyIn(trainable);
        const gradient = engine.arena.take(layout.size);
        const broadcast = newLike(vector, layout.size);
        broadcast.set(vector);
        transmitHead(spec.precision, headSlice(layout, broadcast), headView(layout, broadcast));

        const message = device.features(rows.map(tokensOf));
        const session = server.open(loraViews(encoder, layout, spec.lora, vector), message);
        const reply = device.trainHead(headView(layout, broadcast), session.outputs, labelsOf(rows));
        const blocks = loraGradientViews(encoder, layout, spec.lora, gradient);
        session.backward(reply.outputGradients, { blocks });
        headSlice(layout, gradient).set(reply.headGradient);
        return { loss: reply.loss, gradient: Float32Array.from(gradient), messages: sizes(rows) };
      });
    },
    evaluate(trainable, rows) {
      let total = 0;
      let correct = 0;
      for (let from = 0; from < rows.length; from += EVALUATION_ROWS) {
        const part = rows.slice(from, from + EVALUATION_ROWS);
        withScratch(engine.arena, () => {
          const vector = copyIn(trainable);
          const lora = loraViews(encoder, layout, spec.lora, vector);
          const session = exactServer.open(lora, exactDevice.features(part.map(tokensOf)));
          const score = exactDevice.score(headView(layout, vector), session.outputs, labelsOf(part));
          total += score.loss * part.length;
          correct += score.correct;
        });
      }
      return { loss: total / rows.length, correct, count: rows.length };
    },
    payload(rows) {
      const messages = sizes(rows);
      return { uplinkBits: bitsOf(messages, 'up'), downlinkBits: bitsOf(messages, 'down'), messages };
    },
    workload: (rows) =>
      batchWorkload(
        encoder,
        spec.lora,
        classes,
        rows.map((row) => tokensOf(row).length),
      ),
  };
}

function checkSpec({ maxTokens, lora }: SplitTaskSpec, modelLimit: number): void {
  if (!Number.isInteger(maxTokens) || maxTokens < 1 || maxTokens > modelLimit) {
    throw new InputError('maxTokens', maxTokens, `an integer from 1 to ${modelLimit}`);
  }
  if (!Number.isInteger(lora.rank) || lora.rank < 1)
    throw new InputError('lora.rank', lora.rank, 'an integer >= 1');
  if (!(lora.alpha > 0 && Number.isFinite(lora.alpha))) {
    throw new InputError('lora.alpha', lora.alpha, 'a finite number > 0');
  }
}
