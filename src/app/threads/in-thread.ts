/** The thread's side of work-thread.ts: classes do not survive the way between threads, words and exit codes do. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ExitCode, exitCodeOf, messageOf } from '../exit.js';

/** States of a thread's work, in the number that both threads see. */
export const STOPPING = 1;
export const CUTTING = 2;

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

/** Takes what makes a result of what is finished, should the work itself be cut short (cut-short.ts). */
export type Cuttable<Result> = (result: () => Promise<Result>) => void;

/** Does the work that this thread was started for. */
export async function inThread<Request, News, Result>(
  work: (
    request: Request,
    tell: (news: News) => void,
    stop: StopFlag,
    cuttable: Cuttable<Result>,
  ) => Promise<Result>,
): Promise<void> {
  const { request, stop } = workerData as ThreadStart<Request>;
  const flag = new Int32Array(stop);
  const answer = async (result: () => Promise<Result>) => {
    try {
      post({ kind: 'done', result: await result() });
    } catch (error) {
      post({ kind: 'failed', words: messageOf(error), exitCode: exitCodeOf(error) });
    }
  };
  const cuttable: Cuttable<Result> = (result) => {
    parentPort!.on('message', () => {
      Atomics.store(flag, 0, CUTTING);
      return answer(result);
    });
  };
  const post = (message: ThreadMessage<News, Result>) => parentPort!.postMessage(message);
  const signal = {
    get aborted() {
      return Atomics.load(flag, 0) !== 0;
    },
  };
  await answer(() => work(request, (news) => post({ kind: 'news', news }), signal, cuttable));
}
