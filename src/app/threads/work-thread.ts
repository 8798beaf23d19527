/** Work in a thread of its own, so that this one hears signals while it lasts. */
import { Worker } from 'node:worker_threads';
import { InputError } from '../../core/errors.js';
import { SaidError } from '../exit.js';
import { cutShort } from './cut-short.js';
import { STOPPING, type ThreadMessage, type ThreadStart } from './in-thread.js';

/** @param News what the work tells while it lasts */
export interface ThreadHooks<News> {
  readonly onNews: (news: News) => void;
  /** Asks the work to end where it next can. */
  readonly signal: AbortSignal;
  /** Asks for what is finished, whatever the work is at; for work that says how (in-thread.ts). */
  readonly cut?: AbortSignal;
  /** Whether the thread is ended at once instead: then the promise resolves with undefined. */
  readonly isEndedAtOnce?: boolean;
}

/**
 * @param entry module that calls `inThread`
 * @throws what the work threw, as its thread tells it
 */
export async function workInThread<Request, News, Result>(
  entry: URL,
  request: Request,
  { onNews, signal, cut, isEndedAtOnce = false }: ThreadHooks<News>,
): Promise<Result | undefined> {
  const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const worker = new Worker(entry, { workerData: { request, stop } satisfies ThreadStart<Request> });
  const state = new Int32Array(stop);
  let onStop = () => {};
  let onCut = () => {};
  try {
    return await new Promise<Result | undefined>((resolve, reject) => {
      onStop = () => {
        Atomics.store(state, 0, STOPPING);
        if (isEndedAtOnce) resolve(undefined);
      };
      signal.addEventListener('abort', onStop);
      if (signal.aborted) onStop();
      onCut = () => void cutShort(worker, state).catch(reject);
      cut?.addEventListener('abort', onCut);
      worker.on('message', (message: ThreadMessage<News, Result>) => {
        if (message.kind === 'news') onNews(message.news);
        else if (message.kind === 'done') resolve(message.result);
        else reject(new SaidError(message.words, message.exitCode));
      });
      worker.on('error', (error) => reject(named(error)));
      worker.on('exit', (code) => reject(new Error(`a thread ended early (exit code ${code})`)));
    });
  } finally {
    signal.removeEventListener('abort', onStop);
    cut?.removeEventListener('abort', onCut);
    await worker.terminate();
  }
}

/** Too much for the memory is no defect. */
function named(error: Error & { readonly code?: string }): Error {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
  return new InputError(
    'memory',
    'too little',
    'a smaller scenario, or more memory (NODE_OPTIONS=--max-old-space-size=MB)',
  );
}
