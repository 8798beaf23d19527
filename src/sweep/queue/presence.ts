/** Who is there: workers that are alive, and which sweeps still want a cell. */
import type { Redis } from 'ioredis';
import { QUEUE_NAME } from './redis.js';

const WORKERS = `${QUEUE_NAME}:alive`;
const BEAT_EVERY_MS = 1500;
/** A worker that has not been heard of for this long is gone. */
const GONE_AFTER_S = 6;
/** A sweep that was killed wants its cells this long, in seconds. */
const WANTED_FOR_S = 24 * 3600;

const nowS = async (connection: Redis) => Number((await connection.time())[0]);

/** @returns a function that ends it */
export function beat(connection: Redis, name: string): () => Promise<void> {
  const once = async () => {
    await connection.zadd(WORKERS, await nowS(connection), name);
  };
  const tick = () => {
    if (connection.status === 'ready') once().catch(() => {});
  };
  tick();
  const timer = setInterval(tick, BEAT_EVERY_MS);
  return async () => {
    clearInterval(timer);
    if (connection.status === 'ready') await connection.zrem(WORKERS, name).catch(() => {});
  };
}

/** Names of the workers that are alive. */
export async function workersAlive(connection: Redis): Promise<readonly string[]> {
  const since = (await nowS(connection)) - GONE_AFTER_S;
  await connection.zremrangebyscore(WORKERS, '-inf', since);
  return connection.zrange(WORKERS, 0, -1);
}

const wantersOf = (fingerprint: string) => `${QUEUE_NAME}:wanted:${fingerprint}`;

export async function want(connection: Redis, fingerprints: readonly string[], sweep: string): Promise<void> {
  const pipeline = connection.pipeline();
  for (const fingerprint of fingerprints) {
    pipeline.sadd(wantersOf(fingerprint), sweep).expire(wantersOf(fingerprint), WANTED_FOR_S);
  }
  await pipeline.exec();
}

/** @returns those that nobody else wants; asked in one go, however many they are */
export async function wantNoMore(
  connection: Redis,
  fingerprints: readonly string[],
  sweep: string,
): Promise<readonly string[]> {
  const pipeline = connection.pipeline();
  for (const fingerprint of fingerprints) {
    pipeline.srem(wantersOf(fingerprint), sweep).scard(wantersOf(fingerprint));
  }
  const answers = (await pipeline.exec()) ?? [];
  const refusal = answers.find(([error]) => error)?.[0];
  if (refusal) throw refusal;
  return fingerprints.filter((_, i) => answers[2 * i + 1]?.[1] === 0);
}
