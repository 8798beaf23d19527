/** `driftlora worker`: computes the cells of sweeps that wait in a queue, until it is told to stop. */
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { VERSION } from '../../core/version.js';
import { QUEUE_VARIABLE, queueAddress } from '../../sweep/queue/redis.js';
import { serveQueue } from '../../sweep/queue/serve.js';
import { wholeNumber } from '../option-values.js';
import { tell } from '../progress.js';

interface WorkerCommandOptions {
  readonly queue?: string | true;
  readonly workers: number;
}

export function addWorkerCommand(root: Command): void {
  root
    .command('worker')
    .description('compute cells for "driftlora sweep --queue", on as many machines as there are')
    .option('--queue [url]', `Redis server, redis://HOST:PORT (default: what ${QUEUE_VARIABLE} says)`)
    .option('--workers <n>', 'cells computed at once', wholeNumber(1), availableParallelism())
    .action(work);
}

async function work({ queue, workers }: WorkerCommandOptions): Promise<void> {
  const address = queueAddress(queue ?? true);
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(130);
    process.stderr.write('Stopping after the cells that are running. Again to quit at once.\n');
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    await serveQueue(address, {
      workers,
      signal: stop.signal,
      onReady: () => tell(`driftlora ${VERSION}: ${workers} at once for ${address.shown}.`),
      onCell: (fingerprint, outcome, why) =>
        tell(`${outcome} ${fingerprint.slice(0, 12)}${why && `: ${why}`}`),
      tell,
    });
  } finally {
    process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal);
  }
}
