/**
 * Ends what another thread of ours computes without ending the thread, so that it can hand over what is finished. A thread in a loop
 * without end reads no messages; the only one who can stop it, and not the thread, is the engine, by way of its inspector.
 */
import type { Worker } from 'node:worker_threads';
import { CUTTING } from './in-thread.js';

/** A thread that is between two computations answers by itself. */
const ANSWERS_WITHIN_MS = 500;

/** @param state of the thread's work (in-thread.ts), which the thread sets when it has begun to answer */
export async function cutShort(worker: Worker, state: Int32Array): Promise<void> {
  worker.postMessage('cut');
  await new Promise((resolve) => setTimeout(resolve, ANSWERS_WITHIN_MS));
  if (Atomics.load(state, 0) === CUTTING || worker.threadId < 0) return;
  await terminateExecution(worker.threadId);
}

async function terminateExecution(threadId: number): Promise<void> {
  const { Session } = await import('node:inspector');
  const session = new Session();
  session.connect();
  const message = JSON.stringify({ id: 1, method: 'Runtime.terminateExecution' });
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
    // Threads of the thread are told of, too; what is called an id there is a number of its own.
    if (!workerInfo.title.startsWith(`[worker ${threadId}]`)) return;
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
  });
  await new Promise<void>((resolve) => {
    session.on('NodeWorker.receivedMessageFromWorker', () => resolve());
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  });
  session.disconnect();
}
