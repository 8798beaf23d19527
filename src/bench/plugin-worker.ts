/** The thread of a plug-in solver (plugin.ts): loads the module, solves what is asked, says what came out. */
import { parentPort, workerData } from 'node:worker_threads';
import { deepFrozen } from '../core/deep-frozen.js';
import { thrownInOneLine } from '../core/errors.js';
import type { PluginGreeting, PluginReply, PluginRequest } from './plugin.js';
import { solverFromModule } from './run.js';

const port = parentPort!;

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
    port.postMessage({ kind: 'unusable', why: thrownInOneLine(error) } satisfies PluginGreeting);
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
    port.postMessage({
      kind: 'threw',
      message: thrownInOneLine(error),
      code: codeOf(error),
    } satisfies PluginReply);
  }
});
