/**
 * A solver from a user's module, kept at arm's length: it runs in a thread of its own, so that one that never ends can be
 * ended; it gets a frozen copy of the problem, so that it changes nobody else's; what it returns comes back as JSON, so
 * that nothing of it runs here.
 */
import { Worker } from 'node:worker_threads';
import { InputError } from '../core/errors.js';
import type { RoundProblem } from '../problem/round/problem.js';
import { type BenchAnswer, type BenchedSolver, EndlessError } from './run.js';

/** What the thread says first. */
export type PluginGreeting =
  | { readonly kind: 'ready'; readonly name: string; readonly title: string }
  | { readonly kind: 'unusable'; readonly why: string };

export interface PluginRequest {
  readonly problem: RoundProblem;
  readonly timeLimitS: number;
}

export type PluginReply =
  | { readonly kind: 'answer'; readonly json: string | undefined; readonly seconds: number }
  | { readonly kind: 'threw'; readonly message: string; readonly code: string | undefined };

/** A module may take so long to load, s. */
const LOADING_S = 30;
/** Beyond the tenth and 50 ms that a limit allows: for messages between threads on a busy machine, s. */
const GRACE_S = 0.5;

/** @throws InputError where the module cannot be loaded or exports no solver */
export async function loadPlugin(url: string, path: string): Promise<PluginSolver> {
  const thread = await startThread(url, path);
  return new PluginSolver(url, path, thread);
}

interface Thread {
  readonly worker: Worker;
  readonly name: string;
  readonly title: string;
}

export class PluginSolver implements BenchedSolver {
  readonly name: string;
  readonly title: string;
  private thread: Thread | undefined;

  constructor(
    private readonly url: string,
    private readonly path: string,
    thread: Thread,
  ) {
    this.name = thread.name;
    this.title = thread.title;
    this.thread = thread;
  }

  async solve(problem: RoundProblem, timeLimitS: number): Promise<BenchAnswer> {
    this.thread ??= await startThread(this.url, this.path);
    const { worker } = this.thread;
    const request: PluginRequest = { problem, timeLimitS };
    const reply = await nextMessage<PluginReply>(worker, 1.1 * timeLimitS + 0.05 + GRACE_S, () =>
      worker.postMessage(request),
    ).catch(async (error: unknown) => {
      await this.close();
      throw error;
    });
    if (reply.kind === 'threw') throw Object.assign(new Error(reply.message), { code: reply.code });
    return { answer: reply.json === undefined ? undefined : JSON.parse(reply.json), seconds: reply.seconds };
  }

  async close(): Promise<void> {
    const { thread } = this;
    this.thread = undefined;
    await thread?.worker.terminate();
  }
}

async function startThread(url: string, path: string): Promise<Thread> {
  const worker = new Worker(new URL('./plugin-worker.js', import.meta.url), {
    workerData: { url },
    // Its own prints would mix with our data.
    stdout: true,
    stderr: true,
  });
  const unusable = async (why: string): Promise<never> => {
    await worker.terminate();
    throw new InputError('--plugin', path, `an ES module that exports one solver (${why})`);
  };
  const greeting = await nextMessage<PluginGreeting>(worker, LOADING_S).catch((error: unknown) =>
    unusable(error instanceof EndlessError ? `not loaded within ${LOADING_S} s` : String(error)),
  );
  if (greeting.kind === 'unusable') return unusable(greeting.why);
  worker.unref();
  return { worker, name: greeting.name, title: greeting.title };
}

/** The thread's next message; rejects when it dies, or with EndlessError when it takes longer. */
function nextMessage<T>(worker: Worker, seconds: number, send: () => void = () => {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      clearTimeout(timer);
      for (const [event, listener] of listeners) worker.off(event, listener);
      end();
    };
    const listeners: [string, (value: unknown) => void][] = [
      ['message', (message) => settle(() => resolve(message as T))],
      ['error', (error) => settle(() => reject(error))],
      ['exit', (code) => settle(() => reject(new Error(`its thread ended (exit code ${code})`)))],
    ];
    const timer = setTimeout(() => settle(() => reject(new EndlessError(seconds))), 1000 * seconds);
    for (const [event, listener] of listeners) worker.on(event, listener);
    send();
  });
}
