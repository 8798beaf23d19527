/**
 * A sweep whose cells are computed by `driftlora worker` processes on any number of machines. Redis only carries: a
 * finished cell is kept in the sweep's directory first and removed from the queue then, and a cell that the queue has
 * lost is enqueued again.
 */
import { randomUUID } from 'node:crypto';
import type { QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { aborted, type CellSink, type ComputeCells, type FailedCell } from '../compute.js';
import { parseCell, type SweepCell } from '../index.js';
import { workersAlive } from './presence.js';
import { connectQueue, QUEUE_NAME, type QueueAddress, queueError } from './redis.js';
import { type CellQueue, type Connected, enqueue, leave } from './wanted.js';

/** Events tell of finished cells at once; a look at all that are missing finds what an event did not tell. */
const LOOK_EVERY_MS = 5000;
const LOOK_FOR_WORKERS_MS = 2000;
/** Questions of one cell each that are asked together; an answer can be the result of a cell. */
const TOGETHER = 100;
/** Results that are no results of a cell before it counts as failed. */
const MOST_BROKEN = 3;
const WAITING = ['wait', 'delayed', 'prioritized'] as const;

/**
 * What is asked of a batch is on its way together, so it takes as long as one question; not all at once, since answers
 * may be large.
 */
async function inBatches<Item, Result>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += TOGETHER) {
    results.push(...(await Promise.all(items.slice(from, from + TOGETHER).map(ask))));
  }
  return results;
}

const idsIn = async (queue: CellQueue, ...states: Parameters<CellQueue['getRanges']>[0]) =>
  new Set(await queue.getRanges(states, 0, -1));

/** A job of the queue: undefined where it is gone, null where what stands there is no JSON and so none of ours. */
const jobIn = (queue: CellQueue, fingerprint: string) =>
  queue.getJob(fingerprint).catch((error) => {
    if (error instanceof SyntaxError) return null;
    throw error;
  });

/** A cell that failed for an earlier sweep gets another chance. */
async function forgetFailures(queue: CellQueue, jobs: readonly SweepCell[]): Promise<void> {
  const failed = await idsIn(queue, 'failed');
  await inBatches(
    jobs.filter(({ fingerprint }) => failed.has(fingerprint)),
    ({ fingerprint }) => queue.remove(fingerprint),
  );
}

/** @returns how many of them waited, and do no more */
async function removeWaiting(queue: CellQueue, fingerprints: readonly string[]): Promise<number> {
  const waiting = await idsIn(queue, ...WAITING);
  const removed = await inBatches(
    fingerprints.filter((fingerprint) => waiting.has(fingerprint)),
    (fingerprint) => queue.remove(fingerprint).catch(() => 0),
  );
  return removed.reduce((sum, count) => sum + count, 0);
}

/** Takes the cells that wait and that nobody else wants out of the queue. @returns how many */
function withdraw(connected: Connected, jobs: Iterable<SweepCell>): Promise<number> {
  const fingerprints = [...jobs].map(({ fingerprint }) => fingerprint);
  return leave(connected, fingerprints, (unwanted) => removeWaiting(connected.queue, unwanted));
}

class Collection {
  readonly missing: Map<string, SweepCell>;
  readonly failed: FailedCell[] = [];
  private readonly broken = new Map<string, number>();
  private readonly taking = new Set<string>();

  constructor(
    private readonly connected: Connected,
    private readonly sink: CellSink,
    jobs: readonly SweepCell[],
    private readonly signal: AbortSignal,
  ) {
    this.missing = new Map(jobs.map((job) => [job.fingerprint, job]));
  }

  /** Nothing is missing, and what is kept has left the queue. */
  get isComplete(): boolean {
    return this.missing.size === 0 && this.taking.size === 0;
  }

  /** The states of all cells in as many questions as there are states, not cells. */
  async lookAtAll(): Promise<void> {
    const { queue } = this.connected;
    // In the order in which a cell goes through them, so that one that moves between two questions is seen by the second.
    const others = await idsIn(queue, 'active', ...WAITING);
    const [completed, failed] = await Promise.all([idsIn(queue, 'completed'), idsIn(queue, 'failed')]);
    const missing = [...this.missing];
    const lost = missing.flatMap(([fingerprint, cell]) =>
      completed.has(fingerprint) || failed.has(fingerprint) || others.has(fingerprint) ? [] : [cell],
    );
    const names = missing.map(([fingerprint]) => fingerprint);
    await this.take(names.filter((name) => completed.has(name)));
    await inBatches(
      names.filter((name) => failed.has(name) && !completed.has(name)),
      (name) => this.fail(name),
    );
    // Some may have been taken meanwhile, as an event told of them.
    const isStillMissing = ({ fingerprint }: SweepCell) =>
      this.missing.has(fingerprint) && !this.taking.has(fingerprint);
    await enqueue(this.connected, lost.filter(isStillMissing), this.signal);
  }

  /** Keeps those that are finished. */
  async take(fingerprints: readonly string[]): Promise<void> {
    for (let from = 0; from < fingerprints.length; from += TOGETHER) {
      const batch = fingerprints
        .slice(from, from + TOGETHER)
        .filter((fingerprint) => this.missing.has(fingerprint) && !this.taking.has(fingerprint));
      for (const fingerprint of batch) this.taking.add(fingerprint);
      try {
        await this.takeTogether(batch);
      } finally {
        for (const fingerprint of batch) this.taking.delete(fingerprint);
      }
    }
  }

  /**
   * Every step is asked for all cells before the next one for any: on a line to a server far away the answers come in
   * pieces, and each piece would be followed by questions of its own.
   */
  private async takeTogether(fingerprints: readonly string[]): Promise<void> {
    const { queue } = this.connected;
    const found = await Promise.all(fingerprints.map((fingerprint) => jobIn(queue, fingerprint)));
    const kept: string[] = [];
    const broken: SweepCell[] = [];
    try {
      for (const [i, fingerprint] of fingerprints.entries()) {
        const job = found[i];
        const cell = this.missing.get(fingerprint);
        if (cell === undefined || job === undefined || (job && job.finishedOn === undefined)) continue;
        const text: unknown = job?.returnvalue;
        if (typeof text === 'string' && parseCell(text, cell)) {
          await this.sink.keep(cell, text);
          this.missing.delete(fingerprint);
          kept.push(fingerprint);
        } else broken.push(cell);
      }
    } finally {
      // Also of a batch of which one cell could not be kept.
      await leave(this.connected, kept, (unwanted) => Promise.all(unwanted.map((one) => queue.remove(one))));
    }
    for (const cell of broken) await this.again(cell);
  }

  /** What stands there as a result is none of this cell: it is computed anew, and not for ever. */
  private async again(cell: SweepCell): Promise<void> {
    const { fingerprint } = cell;
    const times = (this.broken.get(fingerprint) ?? 0) + 1;
    this.broken.set(fingerprint, times);
    await this.connected.queue.remove(fingerprint);
    if (times < MOST_BROKEN) await enqueue(this.connected, [cell], this.signal);
    else this.giveUp(cell, `${times} results in the queue were none of this cell`);
  }

  async fail(fingerprint: string): Promise<void> {
    const cell = this.missing.get(fingerprint);
    if (!cell) return;
    const why = (await jobIn(this.connected.queue, fingerprint))?.failedReason ?? 'no reason given';
    this.giveUp(cell, why);
  }

  private giveUp(job: SweepCell, why: string): void {
    this.failed.push({ job, why });
    this.missing.delete(job.fingerprint);
  }
}

/** Resolves when every cell is collected or has failed, or the signal says stop. */
function collected(
  collection: Collection,
  events: QueueEvents,
  sink: CellSink,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let isLooking = false;
    const look = (work: Promise<void>) =>
      work.then(
        () => {
          if (collection.isComplete) finish(resolve);
        },
        (error) => finish(() => reject(error)),
      );
    const lookAtAll = () => {
      if (isLooking) return;
      isLooking = true;
      look(
        collection.lookAtAll().finally(() => {
          isLooking = false;
        }),
      );
    };
    const timer = setInterval(lookAtAll, LOOK_EVERY_MS);
    const finish = (end: () => void) => {
      clearInterval(timer);
      end();
    };
    events.on('completed', ({ jobId }) => look(collection.take([jobId])));
    events.on('failed', ({ jobId }) => look(collection.fail(jobId)));
    events.on('progress', ({ jobId, data }) => {
      if (collection.missing.has(jobId)) sink.progress(jobId, Number(data));
    });
    aborted(signal).then(() => finish(resolve));
    lookAtAll();
  });
}

/** Says when there is no worker, and when there is one again. */
function watchWorkers(connection: Redis, { shown }: QueueAddress, tell: (line: string) => void) {
  let had: boolean | undefined;
  const look = async () => {
    if (connection.status !== 'ready') return;
    const has = (await workersAlive(connection)).length > 0;
    if (has === had) return;
    if (has && had === false) tell('A worker is there; going on.');
    if (!has) {
      const what = had ? 'The last worker is gone; waiting for another one' : 'No worker yet';
      tell(`${what}: start \`driftlora worker --queue ${shown}\`.`);
    }
    had = has;
  };
  const timer = setInterval(() => look().catch(() => {}), LOOK_FOR_WORKERS_MS);
  look().catch(() => {});
  return () => clearInterval(timer);
}

/** Opens the queue, works, closes; what the server refuses is told with its name. */
async function connected<Result>(
  address: QueueAddress,
  tell: (line: string) => void,
  work: (connected: Connected, events: () => QueueEvents) => Promise<Result>,
): Promise<Result> {
  const { bullmq, connection, onError, close } = await connectQueue(address, tell);
  const queue: CellQueue = new bullmq.Queue(QUEUE_NAME, { connection });
  queue.on('error', onError);
  let events: QueueEvents | undefined;
  const openEvents = () => {
    events = new bullmq.QueueEvents(QUEUE_NAME, { connection });
    events.on('error', onError);
    return events;
  };
  try {
    return await work({ queue, connection, sweep: randomUUID() }, openEvents);
  } catch (error) {
    throw queueError(error, address);
  } finally {
    await Promise.allSettled([events?.close(), queue.close()]);
    close();
  }
}

/**
 * On the workers of a queue. What is enqueued when this process is killed stays there, and is found again by the next;
 * told to stop, it takes back the cells that still wait.
 */
export function onQueue(address: QueueAddress, tell: (line: string) => void): ComputeCells {
  return (jobs, sink, signal) =>
    connected(address, tell, async (to, openEvents) => {
      const events = openEvents();
      await events.waitUntilReady();
      await forgetFailures(to.queue, jobs);
      await enqueue(to, jobs, signal);
      const collection = new Collection(to, sink, jobs, signal);
      const unwatch = watchWorkers(to.connection, address, tell);
      try {
        await collected(collection, events, sink, signal);
      } finally {
        unwatch();
      }
      if (signal.aborted) {
        const count = await withdraw(to, collection.missing.values());
        if (count > 0) tell(`${count} waiting cells were taken back from ${address.shown}.`);
      }
      return collection.failed;
    });
}

/** Takes the waiting cells of a sweep out of the queue, e.g. of one that was killed. @returns how many */
export function withdrawFrom(
  address: QueueAddress,
  jobs: readonly SweepCell[],
  tell: (line: string) => void,
): Promise<number> {
  return connected(address, tell, ({ queue }) =>
    removeWaiting(
      queue,
      jobs.map(({ fingerprint }) => fingerprint),
    ),
  );
}
