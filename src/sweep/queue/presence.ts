/** Which workers and sweeps are there. */
import type { Redis } from 'ioredis';
import { QUEUE_NAME } from './redis.js';

export const WORKERS = `${QUEUE_NAME}:alive`;
/** Sweeps, each with the time when it was last heard of. */
export const SWEEPS = `${QUEUE_NAME}:sweeps`;
const BEAT_EVERY_MS = 1500;
/** Who has not been heard of for this long is gone. */
export const GONE_AFTER_S = 6;

const nowS = async (connection: Redis) => Number((await connection.time())[0]);

/**
 * Says again and again that somebody is there.
 * @param among WORKERS or SWEEPS
 * @returns a function that ends it
 */
export function beat(connection: Redis, among: string, name: string): () => Promise<void> {
  const once = async () => {
    const now = await nowS(connection);
    await connection.zadd(among, now, name);
    await connection.zremrangebyscore(among, '-inf', now - GONE_AFTER_S);
  };
  const tick = () => {
    if (connection.status === 'ready') once().catch(() => {});
  };
  tick();
  const timer = setInterval(tick, BEAT_EVERY_MS);
  return async () => {
    clearInterval(timer);
    if (connection.status === 'ready') await connection.zrem(among, name).catch(() => {});
  };
}

/** Names of the workers that are alive. */
export async function workersAlive(connection: Redis): Promise<readonly string[]> {
  const since = (await nowS(connection)) - GONE_AFTER_S;
  await connection.zremrangebyscore(WORKERS, '-inf', since);
  return connection.zrange(WORKERS, 0, -1);
}
