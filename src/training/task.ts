/** A split fine-tuning task: data on devices, an encoder on the server, gradients on request. */
import { InputError } from '../core/errors.js';
import { randomStream } from '../core/random.js';
import { type Adaptation, headState } from './adaptation/adaptation.js';
import { createFullAdaptation } from './adaptation/full.js';
import { createLoraAdaptation } from './adaptation/lora.js';
import { type Heterogeneity, measureHeterogeneity } from './data/heterogeneity.js';
import { loadDataset } from './data/load.js';
import { type DeviceRows, partitionRows } from './data/partition.js';
import { checkPeers, PEERS, type Peer } from './data/peer.js';
import { loadModel, needsUseLite } from './encoder/load.js';
import type { LoadedModel } from './encoder/loaded-model.js';
import { type Layout, trainsEncoder } from './layout.js';
import { createDeviceSide } from './split/device.js';
import {
  bitsOf,
  type HeadState,
  type MessageSize,
  messageSizes,
  type SentMessage,
} from './split/messages.js';
import type { Precision } from './split/precision.js';
import { checkProtection, type Protection } from './split/protection.js';
import { createServerSide } from './split/server.js';
import { type SplitModel, splitScore, splitStep } from './split/step.js';
import type { SplitTaskSpec } from './task-spec.js';
import type { Backend } from './tensor/backend.js';
import { createWasmBackend } from './tensor/wasm-backend.js';
import { createCorpus } from './text/corpus.js';
import { batchWorkload, type Workload } from './work.js';

export interface DeviceGradient {
  /** Mean over the rows. */
  readonly loss: number;
  /** Gradient of that mean, `layout.size` numbers. */
  readonly gradient: Float32Array;
  readonly messages: readonly SentMessage[];
}

export interface Evaluation {
  /** Mean over the rows. */
  readonly loss: number;
  readonly correct: number;
  readonly count: number;
}

export interface Payload {
  readonly uplinkBits: number;
  readonly downlinkBits: number;
  readonly messages: readonly MessageSize[];
}

/** A mini-batch whose gradients are clipped and noised; the same numbers for the same seed and key. */
export interface NoisedBatch {
  readonly protection: Protection;
  readonly seed: number;
  /** Device and round: no noise is used twice in a run. */
  readonly key: readonly (string | number)[];
}

/** Rows whose features the server kept from an earlier upload; nothing when there is no such cache. */
export type CachedRows = ReadonlySet<number>;

export interface SplitTask {
  readonly layout: Layout;
  readonly classNames: readonly string[];
  /** Training rows of each device. */
  readonly devices: readonly DeviceRows[];
  readonly heldOut: readonly number[];
  readonly heterogeneity: Heterogeneity;
  /** The start: text vectors of the frozen model exactly, and every class equally likely. */
  initialTrainable(seed: number): Float32Array;
  /** Split forward and backward pass of one mini-batch. Deterministic; changes nothing. */
  deviceGradient(
    trainable: Float32Array,
    rows: readonly number[],
    cached?: CachedRows,
    noised?: NoisedBatch,
  ): DeviceGradient;
  /** Loss and accuracy at full precision. */
  evaluate(trainable: Float32Array, rows: readonly number[]): Evaluation;
  /** What `deviceGradient` would send for these rows, without computing. */
  payload(rows: readonly number[], cached?: CachedRows, head?: HeadState): Payload;
  /** @param cached rows whose features the device need not look up again */
  workload(rows: readonly number[], head?: HeadState, cached?: CachedRows): Workload;
}

/** Rows evaluated at once: bounds the memory of an evaluation, whatever its number of rows. */
const EVALUATION_ROWS = 32;

/**
 * @param backend float32 on the WASM kernel when absent
 * @throws InputError for a missing package, an unbuilt kernel or a value outside its range
 */
export async function createSplitTask(spec: SplitTaskSpec, backend?: Backend): Promise<SplitTask> {
  checkPeers(peersOf(spec));
  const engine = backend ?? (await createWasmBackend());
  const [model, dataset] = await Promise.all([
    loadModel(spec.model, engine, spec.isSizesOnly),
    loadDataset(spec.dataset),
  ]);
  const { embedding, encoder } = model;
  checkMaxTokens(spec.maxTokens, embedding.maxTokens);
  const { labels, classNames, training, heldOut, owners } = dataset;
  const classes = classNames.length;
  const adaptation =
    spec.adaptation === 'full'
      ? createFullAdaptation(encoder, classes)
      : createLoraAdaptation(encoder, spec.lora, classes);
  const holders = spec.namedDevices ?? spec.devices;
  const devices = partitionRows(spec.partition, training, labels, holders, spec.seed, owners);
  const corpus = createCorpus(dataset, model.tokenizer, spec.maxTokens);
  const split = createSplitModel(spec, engine, model, adaptation, spec.precision);
  const exact = createSplitModel(spec, engine, model, adaptation, 'fp32');

  const sizes = (rows: readonly number[], cached?: CachedRows, head?: HeadState) => {
    const sent = cached ? rows.filter((row) => !cached.has(row)) : rows;
    return messageSizes({
      lengths: corpus.lengths(sent),
      cachedTexts: rows.length - sent.length,
      featureWidth: embedding.width,
      outputWidth: encoder.outputWidth,
      classes,
      precision: spec.precision,
      encoderTrained: trainsEncoder(adaptation.layout),
      ...(head && { head }),
    });
  };
  const checkTrainable = ({ length }: Float32Array) => {
    const { size } = adaptation.layout;
    if (length !== size) throw new InputError('trainable.length', length, `the layout's size, ${size}`);
  };

  return {
    layout: adaptation.layout,
    classNames,
    devices,
    heldOut,
    heterogeneity: measureHeterogeneity(devices, labels, classes),
    initialTrainable: (seed) => adaptation.initial(seed),
    deviceGradient(trainable, rows, cached, noised) {
      checkComputes(spec);
      checkRows(rows);
      checkTrainable(trainable);
      if (noised) checkProtection(noised.protection);
      const { loss, gradient, relativeErrors } = splitStep(
        split,
        trainable,
        corpus.batch(rows),
        noised && { ...noised.protection, stream: randomStream(noised.seed, 'privacy', ...noised.key) },
      );
      const messages = sizes(rows, cached, headState(adaptation.layout, trainable)).map((m) => ({
        ...m,
        relativeError: relativeErrors[m.name],
      }));
      return { loss, gradient: Float32Array.from(gradient), messages };
    },
    evaluate(trainable, rows) {
      checkComputes(spec);
      checkRows(rows);
      checkTrainable(trainable);
      let total = 0;
      let correct = 0;
      for (let from = 0; from < rows.length; from += EVALUATION_ROWS) {
        const part = rows.slice(from, from + EVALUATION_ROWS);
        const score = splitScore(exact, trainable, corpus.batch(part));
        total += score.loss * part.length;
        correct += score.correct;
      }
      return { loss: total / rows.length, correct, count: rows.length };
    },
    payload(rows, cached, head) {
      const messages = sizes(rows, cached, head);
      return { uplinkBits: bitsOf(messages, 'up'), downlinkBits: bitsOf(messages, 'down'), messages };
    },
    workload: (rows, head, cached) =>
      batchWorkload(
        encoder,
        spec.adaptation === 'full' ? { kind: 'full' } : { kind: 'lora', lora: spec.lora },
        classes,
        corpus.lengths(rows),
        head,
        cached && corpus.lengths(rows.filter((row) => !cached.has(row))),
      ),
  };
}

/** The optional packages that a task reads: asked for together, so that one line installs them all. */
function peersOf({ model, dataset, isSizesOnly = false }: SplitTaskSpec): Peer[] {
  return [
    ...(needsUseLite(model) && !isSizesOnly ? [PEERS.useLite] : []),
    ...(dataset.kind === 'wordnet' ? [PEERS.wordnet] : []),
    ...(dataset.kind === 'spam-assassin' ? [PEERS.spamAssassin] : []),
  ];
}

function createSplitModel(
  spec: SplitTaskSpec,
  backend: Backend,
  { embedding }: LoadedModel,
  adaptation: Adaptation,
  precision: Precision,
): SplitModel {
  return {
    backend,
    adaptation,
    precision,
    device: createDeviceSide(backend, embedding, spec.loss ?? 'cross-entropy', precision),
    server: createServerSide(backend, precision),
  };
}

function checkComputes({ isSizesOnly }: SplitTaskSpec): void {
  if (isSizesOnly)
    throw new InputError('isSizesOnly', isSizesOnly, 'false, where a model is trained or scored');
}

function checkRows(rows: readonly number[]): void {
  if (rows.length === 0) throw new InputError('rows', rows, 'at least one row');
}

function checkMaxTokens(maxTokens: number, modelLimit: number): void {
  if (!Number.isInteger(maxTokens) || maxTokens < 1 || maxTokens > modelLimit) {
    throw new InputError('maxTokens', maxTokens, `an integer from 1 to ${modelLimit}`);
  }
}
