/** Entry of a worker thread: builds the task once, then does jobs. */
import { workerData } from 'node:worker_threads';
import {
  createSplitTask,
  type DeviceGradient,
  type Evaluation,
  type SplitTaskSpec,
} from '../../training/index.js';
import { type DeviceJob, doJob } from './device-pool.js';

// Piscina hands workerData on as the second entry of an array of its own.
const spec = (Array.isArray(workerData) ? workerData[1] : workerData) as SplitTaskSpec;
const task = createSplitTask(spec);

export default async function work(job: DeviceJob): Promise<DeviceGradient | Evaluation> {
  return doJob(await task, job);
}
