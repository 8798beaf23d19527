/** `driftlora serve`: the scheduler over HTTP, until it is told to stop. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { InputError } from '../../core/errors.js';
import { wholeNumber } from '../option-values.js';

interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly store: string;
  readonly tokenFile?: string;
  readonly workers?: number;
  readonly requestsPerSecond?: number;
  readonly log: string;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'];
const LEAST_TOKEN = 16;

export function addServeCommand(root: Command): void {
  root
    .command('serve')
    .description('answer over HTTP: rounds solved and certified, controllers asked round by round')
    .option('--host <address>', 'where to listen; beyond loopback a token is demanded', '127.0.0.1')
    .option('--port <n>', 'port (0: any free one)', wholeNumber(0), 8377)
    .option(
      '--store <place>',
      'a file, or postgres://USER@HOST/DATABASE for several instances',
      'driftlora.db',
    )
    .option(
      '--token-file <file>',
      `file whose only line is the token that clients send (${LEAST_TOKEN} characters or more)`,
    )
    .option('--workers <n>', 'threads that solve and check', wholeNumber(1))
    .option('--requests-per-second <n>', 'most requests a second from one address', wholeNumber(1))
    .option('--log <level>', `what goes to stderr: ${LOG_LEVELS.join(', ')}`, 'info')
    .action(serve);
}

async function readToken(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const token = (await readFile(path, 'utf8')).trim();
  if (!/^[\x21-\x7e]+$/.test(token) || token.length < LEAST_TOKEN || token.length > 512) {
    // Never the value: it is a secret.
    throw new InputError(
      '--token-file',
      path,
      `a file with one line of ${LEAST_TOKEN} to 512 visible characters`,
    );
  }
  return token;
}

async function serve(options: ServeOptions): Promise<void> {
  const { checkAddress, createService, isLoopback, openStore, serviceSettings } = await import(
    '../../service/index.js'
  );
  const { pino } = await import('pino');
  if (!LOG_LEVELS.includes(options.log))
    throw new InputError('--log', options.log, `one of ${LOG_LEVELS.join(', ')}`);
  const { workers, requestsPerSecond } = options;
  const settings = serviceSettings(
    {
      ...(workers === undefined ? {} : { workers }),
      ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
    },
    availableParallelism(),
  );
  const token = await readToken(options.tokenFile);
  checkAddress(options.host, isLoopback(options.host), token);
  const store = await openStore(options.store);
  const logger = pino({ level: options.log }, pino.destination({ dest: 2, sync: true }));
  const service = await createService({
    store,
    settings,
    logger,
    newId: randomUUID,
    ...(token === undefined ? {} : { token }),
  });
  const stopped = new Promise<void>((resolve) => {
    const stop = () => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      // A second signal ends the process at once, as signals do.
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
  try {
    await service.app.listen({ host: options.host, port: options.port });
    const address = service.app.server.address();
    const port = typeof address === 'object' && address ? address.port : options.port;
    const host = options.host.includes(':') ? `[${options.host}]` : options.host;
    process.stderr.write(
      `driftlora listens on http://${host}:${port} (live page at /, interface at /docs).\n`,
    );
    await stopped;
    process.stderr.write('Finishing what was accepted; a second signal ends at once.\n');
  } finally {
    await service.close();
  }
}
