/** A real redis-server for tests: one for each file, whose tests set its limits and empty its queue; without a binary the one of DRIFTLORA_TEST_REDIS. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { Redis } from 'ioredis';

const GIVEN = process.env.DRIFTLORA_TEST_REDIS;
const hasBinary = spawnSync('redis-server', ['--version']).status === 0;

export const HAS_REDIS = GIVEN !== undefined || hasBinary;
export const WITHOUT_REDIS =
  'skipped, as there is no Redis: install redis-server, or name a server in DRIFTLORA_TEST_REDIS';

export interface RedisServer {
  readonly url: string;
  stop(): void;
  /** It is there and answers nobody. */
  freeze(): void;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function answers(url: string): Promise<void> {
  const client = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: 200 });
  client.on('error', () => {});
  await client.ping();
  client.disconnect();
}

/** @param password of the default user, where the server is our own */
export async function startRedis(password?: string): Promise<RedisServer> {
  if (!hasBinary && GIVEN !== undefined && password === undefined)
    return { url: GIVEN, stop: () => {}, freeze: () => {} };
  const port = await freePort();
  const secret = password ? ['--requirepass', password] : [];
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...secret];
  const child: ChildProcess = spawn('redis-server', args, { stdio: 'ignore' });
  const url = `redis://${password ? `:${password}@` : ''}127.0.0.1:${port}`;
  await answers(url);
  return { url, stop: () => child.kill('SIGKILL'), freeze: () => child.kill('SIGSTOP') };
}
