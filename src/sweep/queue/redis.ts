/** The queue's server: its address without its secrets, and a connection or one line that says why not. */
import type { Redis } from 'ioredis';
import { InputError } from '../../core/errors.js';
import { VERSION } from '../../core/version.js';

/** Of each version its own: cells of one are never computed by another. */
export const QUEUE_NAME = `driftlora-cells-${VERSION}`;

/** Holds the address where a password should not stand among the arguments that every process can see. */
export const QUEUE_VARIABLE = 'DRIFTLORA_QUEUE';

const CONNECT_WITHIN_MS = 5000;
/** Between attempts to get a lost connection back, at most. */
const RETRY_MS = 2000;

export interface QueueAddress {
  readonly url: string;
  /** Without user, password and options: for messages. */
  readonly shown: string;
}

/**
 * @param option what stands behind --queue; `true` for --queue alone
 * @throws InputError, which never shows what may be a secret
 */
export function queueAddress(option: string | true, environment = process.env): QueueAddress {
  const url = option === true ? environment[QUEUE_VARIABLE] : option;
  const accepted = `redis://HOST:PORT or rediss://USER:PASSWORD@HOST:PORT, here or in ${QUEUE_VARIABLE}`;
  if (!url) throw new InputError('--queue', url, accepted);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed?.hostname || !/^rediss?:$/.test(parsed.protocol)) {
    throw new InputError('--queue', '(not shown)', accepted);
  }
  const secret = parsed.username || parsed.password ? '***@' : '';
  return { url, shown: `${parsed.protocol}//${secret}${parsed.host}${parsed.pathname}` };
}

/** Loads the optional packages of the queue. */
async function loadPackages(shown: string) {
  try {
    const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, ioredis };
  } catch {
    const accepted = 'this option after `npm install bullmq@6.7.0 ioredis@5.11.1`';
    throw new InputError('--queue', shown, accepted);
  }
}

export interface QueueConnection {
  readonly bullmq: typeof import('bullmq');
  readonly connection: Redis;
  /** To be given to 'error' of everything on the connection: a lost one is told once, not at every attempt. */
  readonly onError: (error: Error) => void;
}

/** System errors have a code; ioredis closes what waits on a lost connection with a message of its own. */
const isAboutConnection = (error: NodeJS.ErrnoException) =>
  typeof error.code === 'string' || /connection is closed/i.test(error.message);

/** Rejects with InputError where no server answers. A connection lost later is taken up again. */
export async function connectQueue({ url, shown }: QueueAddress): Promise<QueueConnection> {
  const { bullmq, ioredis } = await loadPackages(shown);
  let isLost = false;
  let wasReady = false;
  const connection = new ioredis.Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_WITHIN_MS,
    maxRetriesPerRequest: null,
    retryStrategy: (attempts) => (wasReady ? Math.min(100 * attempts, RETRY_MS) : null),
  });
  let reason = 'no answer';
  const onError = (error: Error) => {
    reason = error.message;
    if (!wasReady || isLost) return;
    isLost = isAboutConnection(error);
    const what = isLost ? 'connection lost, trying again' : error.message.replaceAll(url, shown);
    process.stderr.write(`${shown}: ${what}\n`);
  };
  connection.on('error', onError);
  connection.on('ready', () => {
    if (isLost) process.stderr.write(`${shown}: connection is back\n`);
    isLost = false;
  });
  try {
    await connection.connect();
    await connection.ping();
    wasReady = true;
  } catch (error) {
    connection.disconnect();
    const said = error instanceof Error && !/closed/i.test(error.message) ? error.message : reason;
    throw new InputError('--queue', shown, `a Redis server that answers (${said})`);
  }
  return { bullmq, connection, onError };
}
