/** The thread of a plug-in solver (plugin.ts): loads the module, solves what is asked, says what came out. */
import { parentPort, workerData } from 'node:worker_threads';
import { deepFrozen } from '../core/deep-frozen.js';
import type { PluginGreeting, PluginReply, PluginRequest } from './plugin.js';
import { solverFromModule } from './run.js';

const port = parentPort!;

function lineOf(error: unknown): string {
  try {
    return (error instanceof Error ? `${error.name}: ${error.message}` : String(error))
      .split('\n')[0]!
      .slice(0, 300);
  } catch {
    return 'something that cannot be shown';
  }
}

function codeOf(error: unknown): string | undefined {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

async function greet() {
  try {
    const module = (await import((workerData as { url: string }).url)) as Record<string, unknown>;
    const solver = solverFromModule(module);
    const greeting: PluginGreeting = { kind: 'ready', name: solver.name, title: solver.title };
    port.postMessage(greeting);
    return solver;
  } catch (error) {
    port.postMessage({ kind: 'unusable', why: lineOf(error) } satisfies PluginGreeting);
    return undefined;
  }
}

const solver = await greet();

port.on('message', async ({ problem, timeLimitS }: PluginRequest) => {
  try {
    const frozen = deepFrozen(problem);
    const startMs = performance.now();
    // A solver may answer later; its promise is awaited within the same limit.
    const answer: unknown = await solver!.solve(frozen, { timeLimitS, clock: () => performance.now() });
    const seconds = (performance.now() - startMs) / 1000;
    // Proxies, getters and functions end here: what is judged is what JSON makes of the answer.
    const json: string | undefined = JSON.stringify(answer);
    port.postMessage({ kind: 'answer', json, seconds } satisfies PluginReply);
  } catch (error) {
    port.postMessage({ kind: 'threw', message: lineOf(error), code: codeOf(error) } satisfies PluginReply);
  }
});
