/**
 * A sweep whose cells are computed by `driftlora worker` processes on any number of machines. Redis only carries: a
 * finished cell is kept in the sweep's directory first and removed from the queue then, and a cell that the queue has
 * lost is enqueued again.
 */
import type { Queue, QueueEvents } from 'bullmq';
import { InputError } from '../../core/errors.js';
import type { CellSink, ComputeCells } from '../compute.js';
import { type CellJob, parseCell } from '../index.js';
import { type QueuedCell, queuedCell } from './cell-queue.js';
import { connectQueue, QUEUE_NAME, type QueueAddress } from './redis.js';

type CellQueue = Queue<QueuedCell, string>;

/** Events tell of finished cells at once; a look at all that are missing finds what an event did not tell. */
const LOOK_EVERY_MS = 5000;
/** Jobs added in one go. */
const BATCH = 500;

const FAILED = 'failed';

async function enqueue(queue: CellQueue, jobs: readonly CellJob[]): Promise<void> {
  for (let from = 0; from < jobs.length; from += BATCH) {
    const batch = jobs.slice(from, from + BATCH);
    await queue.addBulk(
      batch.map((job) => ({ name: 'cell', data: queuedCell(job), opts: { jobId: job.fingerprint } })),
    );
  }
}

/** A cell that failed for an earlier sweep gets another chance. */
async function forgetFailures(queue: CellQueue, jobs: readonly CellJob[]): Promise<void> {
  for (const { fingerprint } of jobs) {
    if ((await queue.getJobState(fingerprint)) === FAILED) await queue.remove(fingerprint);
  }
}

class Collection {
  private readonly missing: Map<string, CellJob>;
  private readonly looking = new Set<string>();

  constructor(
    private readonly queue: CellQueue,
    private readonly sink: CellSink,
    jobs: readonly CellJob[],
  ) {
    this.missing = new Map(jobs.map((job) => [job.fingerprint, job]));
  }

  get isComplete(): boolean {
    return this.missing.size === 0;
  }

  has(fingerprint: string): boolean {
    return this.missing.has(fingerprint);
  }

  async lookAtAll(): Promise<void> {
    for (const fingerprint of [...this.missing.keys()]) await this.lookAt(fingerprint);
  }

  /** Takes a cell if it is finished. Rejects with InputError where it has failed for good. */
  async lookAt(fingerprint: string): Promise<void> {
    const cell = this.missing.get(fingerprint);
    if (!cell || this.looking.has(fingerprint)) return;
    this.looking.add(fingerprint);
    try {
      const state = await this.queue.getJobState(fingerprint);
      if (state === 'completed') await this.take(cell);
      else if (state === FAILED) await this.fail(cell);
      else if (state === 'unknown') await enqueue(this.queue, [cell]);
    } finally {
      this.looking.delete(fingerprint);
    }
  }

  private async take(cell: CellJob): Promise<void> {
    const text = (await this.queue.getJob(cell.fingerprint))?.returnvalue;
    // Another sweep may have taken it in between: then it is unknown at the next look, and enqueued again.
    if (text === undefined || text === null) return;
    if (!parseCell(text, cell.fingerprint)) {
      throw new InputError(
        `cell ${cell.fingerprint}`,
        text,
        'a result as a worker of this version returns it',
      );
    }
    await this.sink.keep(cell, text);
    this.missing.delete(cell.fingerprint);
    await this.queue.remove(cell.fingerprint);
  }

  private async fail({ fingerprint, scenario }: CellJob): Promise<never> {
    const reason = (await this.queue.getJob(fingerprint))?.failedReason ?? 'no reason given';
    throw new InputError(
      `cell ${fingerprint}, seed ${scenario.seed}`,
      reason,
      'a cell that a worker can compute',
    );
  }
}

/** Resolves when everything is collected or the signal says stop; rejects with the first cell that failed. */
function collected(
  collection: Collection,
  events: QueueEvents,
  sink: CellSink,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (work: Promise<void>) =>
      work.then(
        () => {
          if (collection.isComplete) finish(resolve);
        },
        (error) => finish(() => reject(error)),
      );
    const timer = setInterval(() => look(collection.lookAtAll()), LOOK_EVERY_MS);
    const finish = (end: () => void) => {
      clearInterval(timer);
      end();
    };
    events.on('completed', ({ jobId }) => look(collection.lookAt(jobId)));
    events.on('failed', ({ jobId }) => look(collection.lookAt(jobId)));
    events.on('progress', ({ jobId, data }) => {
      if (collection.has(jobId)) sink.progress(jobId, Number(data));
    });
    signal.addEventListener('abort', () => finish(resolve), { once: true });
    look(collection.lookAtAll());
  });
}

/** On the workers of a queue. What is enqueued stays there when this process ends, and is found again by the next. */
export function onQueue(address: QueueAddress): ComputeCells {
  return async (jobs, sink, signal) => {
    const { bullmq, connection, onError } = await connectQueue(address);
    const queue: CellQueue = new bullmq.Queue(QUEUE_NAME, { connection });
    const events = new bullmq.QueueEvents(QUEUE_NAME, { connection });
    queue.on('error', onError);
    events.on('error', onError);
    try {
      await events.waitUntilReady();
      await forgetFailures(queue, jobs);
      await enqueue(queue, jobs);
      if ((await queue.getWorkersCount()) === 0) {
        process.stderr.write(`No worker yet: start \`driftlora worker --queue ${address.shown}\`.\n`);
      }
      await collected(new Collection(queue, sink, jobs), events, sink, signal);
    } finally {
      await Promise.allSettled([events.close(), queue.close()]);
      connection.disconnect();
    }
  };
}
