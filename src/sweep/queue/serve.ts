/** A worker of the queue: takes cells, computes them on this machine's cores, and hands the texts back. */
import type { Job } from 'bullmq';
import { VERSION } from '../../core/version.js';
import { cellPool, Fingerprints } from '../index.js';
import type { QueuedCell } from './cell-queue.js';
import { connectQueue, QUEUE_NAME, type QueueAddress } from './redis.js';

/**
 * A worker that is gone is noticed when its lock has run out, and its cell is given to another one. The lock is renewed
 * by this thread, which computes nothing, so a busy worker keeps it.
 */
const LOCK_MS = 5000;
const LOOK_FOR_LOST_MS = 2500;
/** A cell that has ended this many workers is what ends them. */
const LOSSES = 5;
/** Progress of a cell is told at most this often. */
const TELL_EVERY_MS = 1000;

/** Why this worker must not compute a job; undefined where it may. */
async function objection({ id, data }: Job<QueuedCell>): Promise<string | undefined> {
  if (data.driftlora !== VERSION) {
    return `this cell is of driftlora ${data.driftlora}, the worker is driftlora ${VERSION}`;
  }
  const own = await new Fingerprints().of(data.scenario);
  if (own === data.fingerprint && own === id) return undefined;
  return 'the cell has another fingerprint here: its scenario names files that differ between the machines';
}

export interface ServeOptions {
  /** Cells at once. */
  readonly workers: number;
  /** Ends after the cells that are running; a second time at once. */
  readonly signal: AbortSignal;
  readonly onCell: (fingerprint: string, outcome: 'done' | 'refused' | 'failed', why: string) => void;
}

/** Serves until the signal says stop. */
export async function serveQueue(
  address: QueueAddress,
  { workers, signal, onCell }: ServeOptions,
): Promise<void> {
  const { bullmq, connection, onError } = await connectQueue(address);
  const running = new Map<string, { readonly job: Job<QueuedCell>; toldMs: number }>();
  const pool = cellPool(workers, ({ fingerprint, done }) => {
    const cell = running.get(fingerprint);
    if (!cell || performance.now() - cell.toldMs < TELL_EVERY_MS) return;
    cell.toldMs = performance.now();
    cell.job.updateProgress(done).catch(() => {}); // News, not a result: it may be lost.
  });
  const compute = async (job: Job<QueuedCell>) => {
    const { fingerprint } = job.data;
    const why = await objection(job);
    if (why !== undefined) {
      onCell(fingerprint, 'refused', why);
      throw new bullmq.UnrecoverableError(why);
    }
    running.set(fingerprint, { job, toldMs: performance.now() });
    try {
      return await pool.run(job.data);
    } finally {
      running.delete(fingerprint);
    }
  };
  const worker = new bullmq.Worker<QueuedCell, string>(QUEUE_NAME, compute, {
    connection,
    concurrency: workers,
    lockDuration: LOCK_MS,
    stalledInterval: LOOK_FOR_LOST_MS,
    maxStalledCount: LOSSES,
  });
  worker.on('error', onError);
  worker.on('completed', (job) => onCell(job.data.fingerprint, 'done', ''));
  worker.on('failed', (job, error) => {
    if (job && error.name !== 'UnrecoverableError') onCell(job.data.fingerprint, 'failed', error.message);
  });
  try {
    await worker.waitUntilReady();
    if (!signal.aborted) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    }
  } finally {
    await worker.close();
    await pool.close();
    connection.disconnect();
  }
}
