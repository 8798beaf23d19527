/** The thread's side of work-thread.ts: classes do not survive the way between threads, words and exit codes do. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ExitCode, exitCodeOf, messageOf } from '../exit.js';

export interface ThreadStart<Request> {
  readonly request: Request;
  /** One number, 0 until the work is to stop: a thread that computes reads no messages. */
  readonly stop: SharedArrayBuffer;
}

export type ThreadMessage<News, Result> =
  | { readonly kind: 'news'; readonly news: News }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly words: string; readonly exitCode: ExitCode };

/** As much of an AbortSignal as a loop looks at. */
export interface StopFlag {
  readonly aborted: boolean;
}

/** Does the work that this thread was started for. */
export async function inThread<Request, News, Result>(
  work: (request: Request, tell: (news: News) => void, stop: StopFlag) => Promise<Result>,
): Promise<void> {
  const { request, stop } = workerData as ThreadStart<Request>;
  const flag = new Int32Array(stop);
  const post = (message: ThreadMessage<News, Result>) => parentPort!.postMessage(message);
  const signal = {
    get aborted() {
      return Atomics.load(flag, 0) !== 0;
    },
  };
  try {
    post({ kind: 'done', result: await work(request, (news) => post({ kind: 'news', news }), signal) });
  } catch (error) {
    post({ kind: 'failed', words: messageOf(error), exitCode: exitCodeOf(error) });
  }
}
