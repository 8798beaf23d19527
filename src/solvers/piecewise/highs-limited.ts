/**
 * HiGHS within a time limit that holds. It looks at its own clock between steps only, and one step of a model of thousands of
 * devices takes seconds (4,000 devices, 2 s: 5.5 s). So it runs in a thread that is ended at the limit; the caller waits, for
 * a solver answers at once.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { HighsOptions, HighsResult } from './highs-module.js';

export interface HighsTask {
  readonly text: string;
  readonly options: HighsOptions;
  /** Becomes 1 when the reply is on the port. */
  readonly signal: Int32Array;
  readonly port: MessagePort;
}

export type HighsReply = { readonly result: HighsResult } | { readonly error: string };

const THREAD = fileURLToPath(new URL('./highs-thread.js', import.meta.url));

/** False where the package runs from its sources: a thread needs the built file. */
export const hasThread = (): boolean => existsSync(THREAD);

/** @returns undefined where it had not ended after `waitS` */
export function solvedWithin(waitS: number, text: string, options: HighsOptions): HighsReply | undefined {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const workerData: HighsTask = { text, options, signal, port: port2 };
  const thread = new Worker(THREAD, {
    workerData,
    transferList: [port2],
  });
  // What ends the thread ends its answer, too: nobody else has to hear of it.
  thread.on('error', () => {});
  thread.unref();
  Atomics.wait(signal, 0, 0, 1000 * waitS);
  const reply = receiveMessageOnPort(port1)?.message as HighsReply | undefined;
  port1.close();
  void thread.terminate();
  return reply;
}
