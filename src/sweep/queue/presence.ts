/** Which workers are there. */
import type { Redis } from 'ioredis';
import { QUEUE_NAME } from './redis.js';

const WORKERS = `${QUEUE_NAME}:alive`;
const BEAT_EVERY_MS = 1500;
/** A worker that has not been heard of for this long is gone. */
const GONE_AFTER_S = 6;

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
