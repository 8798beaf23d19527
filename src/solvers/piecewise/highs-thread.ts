/** The thread of a HiGHS that has a time limit (highs-limited.ts): solves one model, tells what came out, and is ended. */
import { createRequire } from 'node:module';
import { workerData } from 'node:worker_threads';
import type { HighsReply, HighsTask } from './highs-limited.js';
import type { HighsModule } from './highs-module.js';

const { text, options, signal, port } = workerData as HighsTask;

async function replied(): Promise<HighsReply> {
  try {
    const load = createRequire(import.meta.url)('highs') as () => Promise<HighsModule>;
    return { result: (await load()).solve(text, options) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

port.postMessage(await replied());
Atomics.store(signal, 0, 1);
Atomics.notify(signal, 0);
