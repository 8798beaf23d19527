/**
 * Cells in the queue on behalf of several sweeps: each says which it wants, and the last one that wants a cell takes it out. Between
 * "nobody else wants it" and its removal another sweep may come, find the cell there, and count on it: so whoever is about to
 * take a cell out marks it in the same step in which it looks, and who comes waits until it is gone.
 */
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { SweepCell } from '../index.js';
import { type QueuedCell, queuedCell } from './cell-queue.js';
import { GONE_AFTER_S, SWEEPS } from './presence.js';
import { QUEUE_NAME } from './redis.js';

export type CellQueue = Queue<QueuedCell, string>;

export interface Connected {
  readonly queue: CellQueue;
  readonly connection: Redis;
  /** This sweep, among others that may want the same cells. */
  readonly sweep: string;
}

/** Jobs added in one go. */
const BATCH = 500;
/** What nobody fetches goes after a day, in seconds. */
const KEPT_FOR = { age: 24 * 3600 };
/** What a sweep wanted that was killed is forgotten then, in seconds. */
const WANTED_FOR_S = 24 * 3600;
/** One that was killed while it took a cell out keeps others waiting this long. */
const GOING_FOR_MS = 10_000;
const LOOK_EVERY_MS = 50;

const wantersOf = (fingerprint: string) => `${QUEUE_NAME}:wanted:${fingerprint}`;
const goingOf = (fingerprint: string) => `${QUEUE_NAME}:going:${fingerprint}`;
const keysOf = (fingerprints: readonly string[]) =>
  fingerprints.flatMap((fingerprint) => [wantersOf(fingerprint), goingOf(fingerprint)]);

/** Of pairs of keys; returns one number a pair. */
const script = (each: string) => `local answers, now = {}, tonumber(redis.call('TIME')[1])
redis.call('ZADD', ARGV[3], now, ARGV[1])
for i = 1, #KEYS, 2 do
  local wanters, going, answer = KEYS[i], KEYS[i + 1], 0
  ${each}
  answers[#answers + 1] = answer
end
return answers`;

const WANT = script(`redis.call('SADD', wanters, ARGV[1])
  redis.call('EXPIRE', wanters, ARGV[2])
  answer = redis.call('EXISTS', going)`);
/** A sweep that was killed wants nothing; one that only lost its connection enqueues again what it then misses. */
const WANT_NO_MORE = script(`redis.call('SREM', wanters, ARGV[1])
  for _, other in ipairs(redis.call('SMEMBERS', wanters)) do
    local seen = redis.call('ZSCORE', ARGV[3], other)
    if not seen or tonumber(seen) < now - tonumber(ARGV[4]) then redis.call('SREM', wanters, other) end
  end
  if redis.call('SCARD', wanters) == 0 then
    redis.call('SET', going, ARGV[1], 'PX', ARGV[2])
    answer = 1
  end`);

/** @returns those that the script answers with 1 */
async function asked(
  { connection, sweep }: Connected,
  text: string,
  fingerprints: readonly string[],
  limit: number,
): Promise<readonly string[]> {
  if (fingerprints.length === 0) return [];
  const keys = keysOf(fingerprints);
  const rest = [sweep, limit, SWEEPS, GONE_AFTER_S];
  const answers = (await connection.eval(text, keys.length, ...keys, ...rest)) as readonly number[];
  return fingerprints.filter((_, i) => answers[i] === 1);
}

function addAll(queue: CellQueue, cells: readonly SweepCell[]): Promise<unknown> {
  const opts = { removeOnComplete: KEPT_FOR, removeOnFail: KEPT_FOR };
  return queue.addBulk(
    cells.map((cell) => ({
      name: 'cell',
      data: queuedCell(cell),
      opts: { jobId: cell.fingerprint, ...opts },
    })),
  );
}

/** Puts cells into the queue where they are not in it already. */
export async function enqueue(
  connected: Connected,
  cells: readonly SweepCell[],
  signal: AbortSignal,
): Promise<void> {
  for (const cellsOfBatch of batchesOf(cells)) {
    let batch = cellsOfBatch;
    while (batch.length > 0 && !signal.aborted) {
      const fingerprints = batch.map(({ fingerprint }) => fingerprint);
      const going = new Set(await asked(connected, WANT, fingerprints, WANTED_FOR_S));
      const isGoing = ({ fingerprint }: SweepCell) => going.has(fingerprint);
      const staying = batch.filter((cell) => !isGoing(cell));
      if (staying.length > 0) await addAll(connected.queue, staying);
      batch = batch.filter(isGoing);
      if (batch.length > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

export function* batchesOf<Item>(items: readonly Item[], most = BATCH): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += most) yield items.slice(from, from + most);
}

/** This sweep wants the cells no more; nothing is taken out. */
export async function wantNoMore(
  { connection, sweep }: Connected,
  fingerprints: readonly string[],
): Promise<void> {
  for (const batch of batchesOf(fingerprints)) {
    await Promise.all(batch.map((fingerprint) => connection.srem(wantersOf(fingerprint), sweep)));
  }
}

/** Nobody is known to want the cells any more. */
export async function forgetWants({ connection }: Connected, fingerprints: readonly string[]): Promise<void> {
  for (const batch of batchesOf(fingerprints)) await connection.del(...batch.map(wantersOf));
}

/**
 * This sweep wants the cells no more, and takes out those that nobody else wants.
 * @param takeOut gets their fingerprints
 */
export async function leave<Result>(
  connected: Connected,
  fingerprints: readonly string[],
  takeOut: (unwanted: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const unwanted: string[] = [];
  try {
    for (const batch of batchesOf(fingerprints)) {
      unwanted.push(...(await asked(connected, WANT_NO_MORE, batch, GOING_FOR_MS)));
    }
    return await takeOut(unwanted);
  } finally {
    // Who closes the connection before they are gone leaves marks that keep the next sweep waiting; a lost connection does, too.
    for (const batch of batchesOf(unwanted)) {
      await connected.connection.del(...batch.map(goingOf)).catch(() => {});
    }
  }
}
