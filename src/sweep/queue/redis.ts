/** The queue's server: its address without its secrets, and a connection or one line that says why not. */
import type { Redis } from 'ioredis';
import { DriftloraError, InputError } from '../../core/errors.js';
import { VERSION } from '../../core/version.js';

/** Of each version its own: cells of one are never computed by another. */
export const QUEUE_NAME = `driftlora-cells-${VERSION}`;

/** Holds the address where a password should not stand among the arguments that every process can see. */
export const QUEUE_VARIABLE = 'DRIFTLORA_QUEUE';

const CONNECT_WITHIN_MS = 5000;
/** Between attempts to get a lost connection back, at most. */
const RETRY_MS = 2000;

/** What the server is asked to answer in, whatever it is asked. */
const ANSWER_WITHIN_MS = 10_000;
const PING_EVERY_MS = 5000;

/** Whoever wants to end waits for a server until it has been gone for so long. */
const GONE_FOR_MS = 5000;
const IS_GONE_EVERY_MS = 100;
/** To close what is open, for which a server that answers needs no time. */
export const CLOSE_WITHIN_MS = 3000;

export interface QueueAddress {
  readonly url: string;
  /** Without user, password and options: for messages. */
  readonly shown: string;
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly username?: string;
    readonly password?: string;
    readonly db: number;
    readonly isEncrypted: boolean;
  };
}

const DEFAULT_PORT = 6379;

function decoded(part: string): string | undefined {
  try {
    return part === '' ? undefined : decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * A password with a / or # in it makes a URL of something else; nothing of such a text is shown.
 * @returns undefined where the text is no address
 */
function parsedAddress(url: string): URL | undefined {
  // A parser of URLs drops line breaks and tabs inside: two lines of a file would become one address.
  const text = url.trim();
  const parsed = !/\p{Cc}/u.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  const isAddress =
    parsed !== undefined &&
    /^([\w.-]+|\[[\da-f:.]+\])$/i.test(parsed.hostname) &&
    parsed.port !== '0' &&
    /^rediss?:$/.test(parsed.protocol) &&
    /^(\/\d{0,6})?$/.test(parsed.pathname) &&
    parsed.hash === '' &&
    /^(\?password=[^@&]*)?$/.test(parsed.search);
  return isAddress ? parsed : undefined;
}

/**
 * @param option what stands behind --queue; `true` for --queue alone
 * @throws InputError, which never shows what may be a secret
 */
export function queueAddress(option: string | true, environment = process.env): QueueAddress {
  const url = option === true ? environment[QUEUE_VARIABLE] : option;
  const accepted =
    `redis://HOST:PORT or rediss://USER:PASSWORD@HOST:PORT/DATABASE, here or in ${QUEUE_VARIABLE}; in a password ` +
    '@ is written %40, / %2F, # %23, ? %3F';
  if (!url) throw new InputError('--queue', url, accepted);
  const parsed = parsedAddress(url);
  if (!parsed) throw new InputError('--queue', '(not shown)', accepted);
  const username = decoded(parsed.username);
  const password = decoded(parsed.password) ?? parsed.searchParams.get('password') ?? undefined;
  const secret = parsed.username || parsed.password ? '***@' : '';
  return {
    url,
    shown: `${parsed.protocol}//${secret}${parsed.host}${parsed.pathname}`,
    server: {
      host: parsed.hostname.replace(/^\[|\]$/g, ''),
      port: Number(parsed.port || DEFAULT_PORT),
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      db: Number(parsed.pathname.slice(1) || 0),
      isEncrypted: parsed.protocol === 'rediss:',
    },
  };
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
  /** To be given to 'error' of everything on the connection: what is said again and again is told once. */
  readonly onError: (error: Error) => void;
  /**
   * The work's result, or false once the server has not answered for GONE_FOR_MS: what waits for a server that is gone waits for
   * ever. The work may still go on then.
   */
  unlessGone<Result>(work: Promise<Result>): Promise<Result | false>;
  close(): void;
}

/** System errors have a code; ioredis closes what waits on a lost connection with a message of its own. */
const isAboutConnection = (error: NodeJS.ErrnoException) =>
  typeof error.code === 'string' || /connection is closed|socket timeout/i.test(error.message);

/** Shorter secrets are parts of ordinary words, whose stars would tell them. */
const LONG_SECRET = 4;

/** A message without the secrets of the address. */
function withoutSecrets(message: string, { url, shown, server }: QueueAddress): string {
  const secrets = [server.password, server.username].filter((one) => one !== undefined && one !== 'default');
  const letters = '[\\p{L}\\p{N}_]';
  return secrets.reduce<string>(
    (text, secret) => {
      if (secret!.length >= LONG_SECRET) return text.replaceAll(secret!, '***');
      // Of what is no letter a pattern with `u` lets only these be escaped.
      const literal = secret!.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
      return text.replace(new RegExp(`(?<!${letters})${literal}(?!${letters})`, 'gu'), '***');
    },
    message.replaceAll(url, shown),
  );
}

/** What the server itself refuses (OOM, READONLY, NOAUTH, ...) is told with its name, and is no defect of ours. */
export function queueError(error: unknown, address: QueueAddress): unknown {
  if (error instanceof DriftloraError || !(error instanceof Error)) return error;
  if (error.name !== 'ReplyError' && !isAboutConnection(error)) return error;
  const said = withoutSecrets(error.message, address);
  return new InputError('--queue', address.shown, `a Redis server that takes and gives jobs (${said})`);
}

export function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Knows whether a server is gone: its connection is down, or it is there and does not answer. */
function absence(connection: Redis) {
  let downSinceMs: number | undefined;
  connection.on('close', () => {
    downSinceMs ??= performance.now();
  });
  connection.on('ready', () => {
    downSinceMs = undefined;
  });
  return function unlessGone<Result>(work: Promise<Result>): Promise<Result | false> {
    let answeredMs = downSinceMs ?? performance.now();
    let isAsking = false;
    const ask = async () => {
      isAsking = true;
      await connection.ping();
      answeredMs = performance.now();
      isAsking = false;
    };
    let timer: NodeJS.Timeout;
    const gone = new Promise<false>((resolve) => {
      timer = setInterval(() => {
        if (performance.now() - answeredMs >= GONE_FOR_MS) resolve(false);
        else if (!isAsking) ask().catch(() => {}); // The connection was closed for good: nobody waits any more.
      }, IS_GONE_EVERY_MS);
    });
    return Promise.race([work, gone]).finally(() => clearInterval(timer));
  };
}

/** A connection that has died without a word is noticed by a question that nobody answers. */
function pingNowAndThen(connection: Redis, onDead: () => void): NodeJS.Timeout {
  let isAsking = false;
  return setInterval(() => {
    if (isAsking || connection.status !== 'ready') return;
    isAsking = true;
    within(ANSWER_WITHIN_MS, connection.ping())
      .catch(() => {
        onDead();
        connection.disconnect(true);
      })
      .finally(() => {
        isAsking = false;
      });
  }, PING_EVERY_MS);
}

/** Tells what goes wrong on a connection, each thing once until it is right again. */
function trouble(address: QueueAddress, tell: (line: string) => void) {
  let isLost = false;
  let last = '';
  const say = (what: string) => tell(`${address.shown}: ${withoutSecrets(what, address)}`);
  return {
    onError(error: Error) {
      const isConnection = isAboutConnection(error);
      if (isLost || (!isConnection && error.message === last)) return;
      isLost = isConnection;
      last = error.message;
      say(isConnection ? 'connection lost, trying again' : error.message);
    },
    onReady() {
      if (isLost) say('connection is back');
      isLost = false;
    },
  };
}

/** Rejects with InputError where no server answers in time. A connection lost later is taken up again. */
export async function connectQueue(
  address: QueueAddress,
  tell: (line: string) => void,
): Promise<QueueConnection> {
  const { shown, server } = address;
  const { bullmq, ioredis } = await loadPackages(shown);
  const { isEncrypted, ...options } = server;
  const { onError, onReady } = trouble(address, tell);
  let wasReady = false;
  let reason = 'no answer';
  const connection = new ioredis.Redis({
    ...options,
    ...(isEncrypted ? { tls: {} } : {}),
    lazyConnect: true,
    connectTimeout: CONNECT_WITHIN_MS,
    keepAlive: 5000,
    maxRetriesPerRequest: null,
    retryStrategy: (attempts) => (wasReady ? Math.min(100 * attempts, RETRY_MS) : null),
  });
  connection.on('error', (error) => {
    reason = error.message;
    if (wasReady) onError(error);
  });
  connection.on('ready', onReady);
  const unlessGone = absence(connection);
  try {
    const answered = async () => {
      await connection.connect();
      await connection.ping();
      await connection.select(server.db); // The client itself goes on in another one when the server has no such.
    };
    await within(CONNECT_WITHIN_MS, answered());
    // Whoever is asked to wait is asked to answer within 10 s: a longer silence is a dead connection. Not before now:
    // the client's clock goes on after a server that never spoke was given up, and the process with it.
    connection.options.socketTimeout = 3 * ANSWER_WITHIN_MS;
    wasReady = true;
  } catch (error) {
    connection.disconnect();
    const said = error instanceof Error && !/closed/i.test(error.message) ? error.message : reason;
    const accepted = `a Redis server that answers (${withoutSecrets(said, address)})`;
    throw new InputError('--queue', shown, accepted);
  }
  const pings = pingNowAndThen(connection, () => onError(new Error('connection is closed')));
  const close = () => {
    clearInterval(pings);
    connection.disconnect();
  };
  return { bullmq, connection, onError, unlessGone, close };
}
