// What a request of /v1/solve with 100 devices costs in processor time, in its parts: node benchmarks/service/parts.mjs
// First the worker's work alone, then the whole service beside it, while load.mjs's generator asks on 32 connections.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { BENCH_FAMILIES, benchProblem } from '../../dist/bench/families.js';
import { parseJson } from '../../dist/core/strict-json.js';
import { validateRoundProblem } from '../../dist/problem/round/validate.js';
import { createService, openStore, serviceSettings } from '../../dist/service/index.js';
import { work } from '../../dist/service/work/tasks.js';
import { exact } from '../../dist/solvers/exact.js';

const body = JSON.stringify(benchProblem(BENCH_FAMILIES[0], 100, 1));
const limits = { maxDevices: 5000, maxHorizon: 100_000, timeLimitS: 10, maxTimeLimitS: 60 };
const parsed = JSON.parse(body);
const problem = validateRoundProblem(parsed);
const say = (what, ms) => process.stdout.write(`${what}: ${ms.toFixed(2)} ms\n`);
const spentMs = (since) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

/** Processor time of one of many, once it runs as fast as it will. */
async function cost(what, once) {
  for (let i = 0; i < 500; i++) await once();
  const since = process.cpuUsage();
  for (let i = 0; i < 3000; i++) await once();
  say(what, spentMs(since) / 3000);
}

await cost('a request in a worker', () => work({ kind: 'solve', body, limits }));
await cost(`  reading ${body.length} bytes of JSON strictly`, () => parseJson(body, 'body'));
await cost('  of that, JSON.parse', () => JSON.parse(body));
await cost('  validation', () => validateRoundProblem(parsed));
await cost('  solving', () => exact.solve(problem));

const { app, close } = await createService({
  store: await openStore(':memory:'),
  settings: serviceSettings({ requestsPerSecond: 1e9 }, availableParallelism()),
  newId: randomUUID,
});
const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/v1/solve`;
const asked = (seconds) =>
  new Promise((resolve) => {
    const child = fork(fileURLToPath(new URL('load.mjs', import.meta.url)));
    child.once('message', resolve);
    child.send({ url, body, seconds, connections: 32 });
  });
await asked(3);
const since = process.cpuUsage();
const { count } = await asked(6);
say('a request of the service, all threads', spentMs(since) / count);
await close();
process.exit(0);
