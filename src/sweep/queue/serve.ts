/** A worker of the queue: takes cells, computes them on this machine's cores, and hands the texts back. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Job } from 'bullmq';
import { DriftloraError } from '../../core/errors.js';
import { aborted, reasonOf } from '../compute.js';
import { type CellJob, cellPool } from '../index.js';
import { cellOf, MissingFilesError, type QueuedCell } from './cell-queue.js';
import { beat, WORKERS, workersAlive } from './presence.js';
import { CLOSE_WITHIN_MS, connectQueue, QUEUE_NAME, type QueueAddress, queueError, within } from './redis.js';

/**
 * A worker that is gone is noticed when its lock has run out, and its cell is given to another one. The lock is renewed
 * by this thread, which computes nothing, so a busy worker keeps it.
 */
const LOCK_MS = 5000;
const LOOK_FOR_LOST_MS = 2500;
/** A cell that has ended this many workers is what ends them. */
const LOSSES = 5;
/** A cell that this many workers gave back has failed; so has one that all workers gave back that are there. */
const REFUSALS = 3;
/** How long a worker that gave a cell back takes none, so that others get it: who has just ended a job is the first to ask for one. */
const REST_MS = 1000;
/** Of a reason that stands in a job, in characters. */
const LONGEST_WHY = 500;
/** Progress of a cell is told at most this often. */
const TELL_EVERY_MS = 1000;

export interface ServeOptions {
  /** Cells at once. */
  readonly workers: number;
  /** Ends after the cells that are running; a second time at once. */
  readonly signal: AbortSignal;
  readonly onReady: () => void;
  readonly onCell: (
    fingerprint: string,
    outcome: 'done' | 'refused' | 'failed' | 'given back',
    why: string,
  ) => void;
  readonly tell: (line: string) => void;
}

/** Whether it is this machine that cannot, so that another one may: files, packages, memory. */
const isOfThisMachine = (error: unknown) =>
  error instanceof MissingFilesError ||
  (error instanceof DriftloraError && /npm install/.test(error.message)) ||
  (error instanceof Error &&
    ('syscall' in error || /OUT_OF_MEMORY/.test(String((error as NodeJS.ErrnoException).code))));

/** Names of the workers that gave a cell back; a job may say anything. */
const refusersOf = ({ data }: Job<QueuedCell>): readonly unknown[] =>
  Array.isArray(data?.refusedBy) ? data.refusedBy.slice(0, REFUSALS) : [];

/** Serves until the signal says stop, or until this machine turns out to be none that can. */
export async function serveQueue(address: QueueAddress, options: ServeOptions): Promise<void> {
  const { workers, signal, onCell, onReady, tell } = options;
  const { bullmq, connection, onError, unlessGone, close } = await connectQueue(address, tell);
  const name = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const unable = new AbortController();
  const running = new Map<string, { readonly job: Job<QueuedCell>; toldMs: number }>();
  let isReady = false;
  /** False once this worker ends without its server. */
  let isServed = true;
  const pool = cellPool(workers, ({ fingerprint, done }) => {
    const cell = running.get(fingerprint);
    if (!cell || performance.now() - cell.toldMs < TELL_EVERY_MS) return;
    cell.toldMs = performance.now();
    cell.job.updateProgress(done).catch(() => {}); // News, not a result: it may be lost.
  });

  let rest: NodeJS.Timeout | undefined;
  const putBack = async (job: Job<QueuedCell>, token: string | undefined): Promise<never> => {
    await worker.pause(true);
    clearTimeout(rest);
    rest = setTimeout(() => {
      if (!unable.signal.aborted && !signal.aborted) worker.resume();
    }, REST_MS);
    await job.moveToWait(token);
    throw new bullmq.WaitingError();
  };
  /** Another worker may try, until several have. */
  const giveBack = async (job: Job<QueuedCell>, token: string | undefined, why: string): Promise<never> => {
    const refusedBy = [...new Set([...refusersOf(job), name])];
    if (refusedBy.length >= REFUSALS) {
      onCell(String(job.id), 'refused', why);
      throw new bullmq.UnrecoverableError(`${refusedBy.length} workers gave it back: ${why}`);
    }
    onCell(String(job.id), 'given back', why);
    await job.updateData({ ...job.data, refusedBy, why });
    return putBack(job, token);
  };
  /** A cell that this worker gave back is for others; it has failed when there is nobody else. */
  const leaveToOthers = async (job: Job<QueuedCell>, token: string | undefined): Promise<never> => {
    const refusers = refusersOf(job);
    const there = await workersAlive(connection);
    if (there.every((one) => refusers.includes(one))) {
      const why = `all workers that are there gave it back: ${String(job.data.why ?? 'no reason given').slice(0, LONGEST_WHY)}`;
      onCell(String(job.id), 'refused', why);
      throw new bullmq.UnrecoverableError(why);
    }
    return putBack(job, token);
  };
  const cannot = async (job: Job<QueuedCell>, token: string | undefined, error: unknown): Promise<never> => {
    if (isOfThisMachine(error)) {
      tell(`This worker cannot compute what waits, and stops: ${reasonOf(error)}`);
      worker.pause(true).catch(() => {});
      unable.abort();
    }
    return giveBack(job, token, reasonOf(error));
  };

  const compute = async (job: Job<QueuedCell>, token?: string, lost?: AbortSignal): Promise<string> => {
    let cell: CellJob;
    if (refusersOf(job).includes(name)) return leaveToOthers(job, token);
    try {
      cell = await cellOf(job.data, job.id);
    } catch (error) {
      if (error instanceof MissingFilesError) return cannot(job, token, error);
      const why = reasonOf(error);
      onCell(String(job.id), 'refused', why);
      throw new bullmq.UnrecoverableError(why);
    }
    running.set(cell.fingerprint, { job, toldMs: performance.now() });
    try {
      return await pool.run(cell, lost);
    } catch (error) {
      if (lost?.aborted || !isServed) throw error; // Another worker has it, or will.
      return await cannot(job, token, error);
    } finally {
      running.delete(cell.fingerprint);
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
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'another worker may have it now');
  });
  worker.on('completed', (job) => onCell(String(job.id), 'done', ''));
  worker.on('failed', (job, error) => {
    if (job && error.name !== 'UnrecoverableError') onCell(String(job.id), 'failed', error.message);
  });
  const stopBeating = beat(connection, WORKERS, name);
  try {
    const ready = worker.waitUntilReady().then(() => true);
    isReady = await Promise.race([ready, aborted(signal).then(() => false)]);
    if (isReady) onReady();
    await Promise.race([aborted(signal), aborted(unable.signal)]);
  } catch (error) {
    throw queueError(error, address);
  } finally {
    clearTimeout(rest);
    // Nothing is computed before a worker is ready, and so nothing is waited for.
    const closed = isReady ? worker.close() : within(CLOSE_WITHIN_MS, worker.close(true)).catch(() => {});
    isServed = (await unlessGone(Promise.all([stopBeating(), closed]))) !== false;
    if (!isServed) tell(`${address.shown} is gone; what this worker computed is left to others.`);
    await pool.close();
    close();
  }
}
