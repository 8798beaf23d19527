/**
 * A sweep whose cells are computed by `driftlora worker` processes on any number of machines. Redis only carries: cells
 * are put into it, collected from it (collection.ts), and taken back.
 */
import { randomUUID } from 'node:crypto';
import type { QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { aborted, type CellSink, type ComputeCells } from '../compute.js';
import type { SweepCell } from '../index.js';
import { Collection, idsIn, inBatches, WAITING } from './collection.js';
import { beat, SWEEPS, workersAlive } from './presence.js';
import {
  CLOSE_WITHIN_MS,
  connectQueue,
  QUEUE_NAME,
  type QueueAddress,
  type QueueConnection,
  queueError,
  within,
} from './redis.js';
import { type CellQueue, type Connected, enqueue, forgetWants, leave } from './wanted.js';

/** Events tell of finished cells at once; a look at all that are missing finds what an event did not tell. */
const LOOK_EVERY_MS = 5000;
const LOOK_FOR_WORKERS_MS = 2000;
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

const NOTHING = { taken: 0, left: 0 };

/** Of cells not collected. */
interface TakenBack {
  /** Waited, and do no more. */
  readonly taken: number;
  /** Stay, since another sweep wants them. */
  readonly left: number;
}

/** Takes the cells that wait and that nobody else wants out of the queue. */
function withdraw(connected: Connected, jobs: Iterable<SweepCell>): Promise<TakenBack> {
  const fingerprints = [...jobs].map(({ fingerprint }) => fingerprint);
  return leave(connected, fingerprints, async (unwanted) => ({
    taken: await removeWaiting(connected.queue, unwanted),
    left: fingerprints.length - unwanted.length,
  }));
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
  work: (
    connected: Connected,
    use: { openEvents(): QueueEvents; unlessGone: QueueConnection['unlessGone'] },
  ) => Promise<Result>,
): Promise<Result> {
  const { bullmq, connection, onError, unlessGone, close } = await connectQueue(address, tell);
  const queue: CellQueue = new bullmq.Queue(QUEUE_NAME, { connection });
  queue.on('error', onError);
  const sweep = randomUUID();
  const stopBeating = beat(connection, SWEEPS, sweep);
  let events: QueueEvents | undefined;
  const openEvents = () => {
    events = new bullmq.QueueEvents(QUEUE_NAME, { connection });
    events.on('error', onError);
    return events;
  };
  try {
    return await work({ queue, connection, sweep }, { openEvents, unlessGone });
  } catch (error) {
    throw queueError(error, address);
  } finally {
    const closed = Promise.allSettled([stopBeating(), events?.close(), queue.close()]);
    await unlessGone(within(CLOSE_WITHIN_MS, closed)).catch(() => {});
    close();
  }
}

/**
 * On the workers of a queue. What is enqueued when this process is killed stays there, and is found again by the next;
 * told to stop, or ended by an error of its own, it takes back the cells that still wait.
 */
export function onQueue(address: QueueAddress, tell: (line: string) => void): ComputeCells {
  return (jobs, sink, signal) =>
    connected(address, tell, async (to, { openEvents, unlessGone }) => {
      const ended = new AbortController();
      const end = AbortSignal.any([signal, ended.signal]);
      const collection = new Collection(to, sink, jobs, end);
      let unwatch = () => {};
      const collecting = async () => {
        const events = openEvents();
        await Promise.race([events.waitUntilReady(), aborted(end)]);
        if (end.aborted) return;
        await forgetFailures(to.queue, jobs);
        await enqueue(to, jobs, end);
        if (end.aborted) return;
        unwatch = watchWorkers(to.connection, address, tell);
        await collected(collection, events, sink, end);
      };
      const work = collecting();
      try {
        await Promise.race([work, aborted(end)]);
      } finally {
        unwatch();
        ended.abort();
        const back = await unlessGone(takeBack(to, collection, work));
        tellOf(back, collection.missing.size, address, tell);
      }
      return collection.failed;
    });
}

/**
 * Takes back what a sweep that ends has not collected.
 * @param work settles when nothing is enqueued any more
 * @returns false where the server refused
 */
async function takeBack(
  connected: Connected,
  collection: Collection,
  work: Promise<unknown>,
): Promise<TakenBack | false> {
  await work.catch(() => {}); // Told by who awaits it.
  await collection.settled();
  const { missing } = collection;
  return missing.size === 0 ? NOTHING : withdraw(connected, missing.values()).catch(() => false);
}

function tellOf(
  back: TakenBack | false,
  missing: number,
  { shown }: QueueAddress,
  tell: (line: string) => void,
): void {
  const how = '`driftlora sweep` with `--withdraw` takes them back';
  if (back === false) tell(`${missing} cells may still wait at ${shown}: ${how}.`);
  if (!back) return;
  if (back.taken > 0) tell(`${back.taken} waiting cells were taken back from ${shown}.`);
  if (back.left > 0)
    tell(`${back.left} cells stay at ${shown}, as another sweep wants them, or did seconds ago: ${how}.`);
}

/** Takes the waiting cells of a sweep out of the queue, e.g. of one that was killed. @returns how many */
export function withdrawFrom(
  address: QueueAddress,
  jobs: readonly SweepCell[],
  tell: (line: string) => void,
): Promise<number> {
  return connected(address, tell, async (to) => {
    const fingerprints = jobs.map(({ fingerprint }) => fingerprint);
    // Nobody is asked: whoever runs and still wants one of them misses it at its next look, and enqueues it again.
    await forgetWants(to, fingerprints);
    return removeWaiting(to.queue, fingerprints);
  });
}
