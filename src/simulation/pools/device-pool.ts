/**
 * Where the devices of a round train. A pool only computes: what it returns depends on the job alone, never
 * on which worker did it or when, so a run has the same bytes with any number of workers.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import {
  type DeviceGradient,
  type Evaluation,
  type LocalBatches,
  localUpdate,
  type NoisedBatch,
  type SplitTask,
  type SplitTaskSpec,
  type StepScale,
} from '../../training/index.js';

/** One piece of work: the whole model's trainable part, and the rows to use. */
export type DeviceJob =
  | {
      readonly kind: 'gradient';
      readonly trainable: Float32Array;
      readonly rows: readonly number[];
      readonly noised?: NoisedBatch | undefined;
    }
  | {
      readonly kind: 'update';
      readonly trainable: Float32Array;
      readonly batches: LocalBatches;
      readonly step: LocalStep;
    }
  | { readonly kind: 'evaluate'; readonly trainable: Float32Array; readonly rows: readonly number[] };

/** The size of each local step, a plain gradient step. */
export interface LocalStep {
  readonly stepSize: number;
  readonly stepScale: StepScale;
}

export interface DevicePool {
  readonly workers: number;
  /** @param noised where the device protects its labels */
  gradient(trainable: Float32Array, rows: readonly number[], noised?: NoisedBatch): Promise<DeviceGradient>;
  /** Several local steps: the mean of their losses and the sum of their gradients. */
  update(trainable: Float32Array, batches: LocalBatches, step: LocalStep): Promise<DeviceGradient>;
  evaluate(trainable: Float32Array, rows: readonly number[]): Promise<Evaluation>;
  close(): Promise<void>;
}

/** Held-out rows are scored in pieces of this many, whatever the number of workers. */
const EVALUATION_PIECE = 24;

/** Does one job on a task: what both kinds of pool run. */
export function doJob(task: SplitTask, job: DeviceJob): DeviceGradient | Evaluation {
  switch (job.kind) {
    case 'gradient':
      return task.deviceGradient(job.trainable, job.rows, undefined, job.noised);
    case 'update':
      return localUpdate(task, job.trainable, job.batches, job.step.stepSize, job.step.stepScale);
    case 'evaluate':
      return task.evaluate(job.trainable, job.rows);
  }
}

/** Everything in this thread: for tests, and where workers are not wanted. */
export function inlinePool(task: SplitTask): DevicePool {
  return {
    workers: 0,
    gradient: async (trainable, rows, noised) => task.deviceGradient(trainable, rows, undefined, noised),
    update: async (trainable, batches, { stepSize, stepScale }) =>
      localUpdate(task, trainable, batches, stepSize, stepScale),
    evaluate: async (trainable, rows) => task.evaluate(trainable, rows),
    close: async () => {},
  };
}

/** As many worker threads as there are cores, each with a task of its own built from the spec. */
export function workerPool(spec: SplitTaskSpec, workers = availableParallelism()): DevicePool {
  const pool = new Piscina<DeviceJob, DeviceGradient | Evaluation>({
    filename: fileURLToPath(new URL('./device-worker.js', import.meta.url)),
    minThreads: workers,
    maxThreads: workers,
    workerData: spec,
  });
  return {
    workers,
    gradient: (trainable, rows, noised) =>
      pool.run({ kind: 'gradient', trainable, rows, noised }) as Promise<DeviceGradient>,
    update: (trainable, batches, step) =>
      pool.run({ kind: 'update', trainable, batches, step }) as Promise<DeviceGradient>,
    evaluate: (trainable, rows) => pool.run({ kind: 'evaluate', trainable, rows }) as Promise<Evaluation>,
    close: () => pool.close(),
  };
}

/** Scores many rows on a pool; the pieces are added in order. */
export async function evaluateAll(
  pool: DevicePool,
  trainable: Float32Array,
  rows: readonly number[],
): Promise<{ loss: number; accuracy: number }> {
  const pieces: Promise<Evaluation>[] = [];
  for (let start = 0; start < rows.length; start += EVALUATION_PIECE) {
    pieces.push(pool.evaluate(trainable, rows.slice(start, start + EVALUATION_PIECE)));
  }
  let lossSum = 0;
  let correct = 0;
  let count = 0;
  for (const piece of await Promise.all(pieces)) {
    lossSum += piece.loss * piece.count;
    correct += piece.correct;
    count += piece.count;
  }
  return { loss: lossSum / count, accuracy: correct / count };
}
