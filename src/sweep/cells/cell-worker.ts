/** Entry of a worker thread that runs whole cells, one at a time and in this thread alone. */
import { parentPort } from 'node:worker_threads';
import { inScenarioKeys } from '../../scenario/index.js';
import { createSplitTask, type SplitTask, type SplitTaskSpec } from '../../training/index.js';
import type { CellProgress } from './cell-pool.js';
import { type CellJob, runCell } from './run-cell.js';

/** The last cell's task: neighbouring cells differ in what is decided more often than in what is learned. */
let last: { readonly name: string; readonly task: Promise<SplitTask> } | undefined;

function createTask(spec: SplitTaskSpec): Promise<SplitTask> {
  const name = JSON.stringify(spec);
  if (last?.name !== name) last = { name, task: inScenarioKeys(createSplitTask(spec)) };
  return last.task;
}

export default function work(job: CellJob): Promise<string> {
  const { fingerprint } = job;
  return runCell(job, {
    createTask,
    onProgress: (done) => parentPort?.postMessage({ fingerprint, done } satisfies CellProgress),
  });
}
