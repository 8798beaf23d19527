// Load on loopback, as ratios within one run: node benchmarks/service/load.mjs [--seconds 10] [--soak 60] [--controllers 10000]
// 1. requests a second of /v1/solve with 100 devices, 32 connections, beside the same Fastify server validating the same body by schema alone;
// 2. memory over a soak; 3. /healthz while hard solves fill the workers; 4. decision latency with 10,000 controllers beside one.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import fastify from 'fastify';
import Database from 'libsql';
import { BENCH_FAMILIES, benchProblem } from '../../dist/bench/families.js';
import { createService, openStore, serviceSettings } from '../../dist/service/index.js';
import { jsonSchema, roundProblemSchema } from '../../dist/service/schemas.js';

const CONNECTIONS = 32;
/** Rounds that every controller has ended before anything is measured. */
const HISTORY = 100;
const TIMED = 100;
/** Copies written in one transaction. */
const BATCH = 250;

/** Sends one body over and over; prints rate and latencies. Runs in a process of its own. */
async function generate({ url, body, seconds, connections }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies = [];
  const end = performance.now() + 1000 * seconds;
  const once = () =>
    new Promise((resolve, reject) => {
      const start = performance.now();
      const headers = body
        ? { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
        : {};
      const call = request(url, { method: body ? 'POST' : 'GET', agent, headers }, (reply) => {
        reply.resume();
        reply.on('end', () => {
          if (reply.statusCode !== 200) reject(new Error(`status ${reply.statusCode}`));
          latencies.push(performance.now() - start);
          resolve();
        });
      });
      call.on('error', reject);
      call.end(body);
    });
  const loop = async () => {
    while (performance.now() < end) await once();
  };
  await Promise.all(Array.from({ length: connections }, loop));
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const at = (part) => latencies[Math.min(latencies.length - 1, Math.floor(part * latencies.length))];
  return {
    perSecond: latencies.length / seconds,
    medianMs: at(0.5),
    p99Ms: at(0.99),
    count: latencies.length,
  };
}

function load(task) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url));
    child.once('message', (result) => (result.error ? reject(new Error(result.error)) : resolve(result)));
    child.send(task);
  });
}

async function service(place = ':memory:') {
  const made = await createService({
    store: await openStore(place),
    settings: serviceSettings({ requestsPerSecond: 1e9 }, availableParallelism()),
    newId: randomUUID,
  });
  return { ...made, address: await made.app.listen({ host: '127.0.0.1', port: 0 }) };
}

async function validationAlone() {
  const app = fastify({ bodyLimit: 1 << 23, ajv: { customOptions: { strict: false } } });
  app.post('/v1/solve', { schema: { body: jsonSchema(roundProblemSchema) } }, async () => ({ ok: true }));
  return { app, address: await app.listen({ host: '127.0.0.1', port: 0 }) };
}

async function main() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '10' },
      soak: { type: 'string', default: '60' },
      controllers: { type: 'string', default: '10000' },
    },
  });
  const seconds = Number(values.seconds);
  const body = JSON.stringify(benchProblem(BENCH_FAMILIES[0], 100, 1));
  const say = (text) => process.stdout.write(`${text}\n`);
  const show = ({ perSecond, medianMs, p99Ms }) =>
    `${perSecond.toFixed(0)} a second, median ${medianMs.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
  say(
    `${cpus()[0].model}, ${availableParallelism()} cores, Node ${process.version}; load generator on the same machine`,
  );

  const alone = await validationAlone();
  const running = await service();
  const rates = { alone: [], solve: [] };
  for (let turn = 0; turn < 3; turn++) {
    for (const [name, { address }] of [
      ['alone', alone],
      ['solve', running],
    ]) {
      rates[name].push(
        await load({ url: `${address}/v1/solve`, body, seconds: seconds / 2, connections: CONNECTIONS }),
      );
    }
  }
  const median = (list) => list.toSorted((a, b) => a.perSecond - b.perSecond)[1];
  say(`schema validation alone: ${show(median(rates.alone))}`);
  say(`/v1/solve, 100 devices: ${show(median(rates.solve))}`);
  say(`ratio ${(median(rates.solve).perSecond / median(rates.alone).perSecond).toFixed(2)} (target 0.5)`);
  await alone.app.close();

  const memory = [];
  const soak = load({
    url: `${running.address}/v1/solve`,
    body,
    seconds: Number(values.soak),
    connections: CONNECTIONS,
  });
  const sampling = setInterval(() => memory.push(process.memoryUsage().rss / 2 ** 20), 1000);
  const soaked = await soak;
  clearInterval(sampling);
  const third = Math.floor(memory.length / 3);
  const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
  say(
    `soak of ${values.soak} s: ${show(soaked)}; resident memory ${mean(memory.slice(third, 2 * third)).toFixed(0)} MiB in its second third, ${mean(memory.slice(2 * third)).toFixed(0)} MiB in its last`,
  );

  const hard = hardProblem();
  const solving = Array.from({ length: 4 }, () =>
    fetch(`${running.address}/v1/solve?timeLimit=${seconds}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: hard,
    }),
  );
  const probe = await load({ url: `${running.address}/healthz`, seconds: seconds / 2, connections: 1 });
  say(`/healthz while 4 hard solves run: p99 ${probe.p99Ms.toFixed(1)} ms (target 50)`);
  await Promise.all(solving);
  await running.close();

  const [one, many] = await latencies(Number(values.controllers));
  say(
    `decisions one after another, 10 devices: median ${one.toFixed(1)} ms with 1 controller, ${many.toFixed(1)} ms with ${values.controllers}, each with a history of ${HISTORY} rounds: ratio ${(many / one).toFixed(2)} (target 1.5)`,
  );
}

function hardProblem() {
  const devices = Array.from({ length: 60 }, (_, k) => ({
    id: `d${k}`,
    share: (1 + ((k * 7919) % 997) / 1000) / 120,
    snrHz: 1e6 * (10 + ((k * 7919) % 997)),
    uplinkBits: 2e4 + ((k * 31) % 17),
    fixedDelayS: 0.01,
    transmitPowerW: 0.2,
    fixedEnergyJ: 0.01,
  }));
  return JSON.stringify({
    bandwidthHz: 1e6,
    deadlineS: 0.2,
    penaltyWeight: 10,
    penalty: { kind: 'linear' },
    delayPrice: 3,
    delayKind: 'synchronous',
    devices,
  });
}

const devicesOf = (t) =>
  Array.from({ length: 10 }, (_, k) => ({
    ...{ id: `d${k}`, share: 0.1, snrHz: 1e7 * (1 + ((7 * t + 3 * k) % 11)), uplinkBits: 1e6 },
    ...{ fixedDelayS: 0.05, transmitPowerW: 0.2, fixedEnergyJ: 0.01 },
  }));

async function post(url, sent) {
  const reply = await fetch(url, {
    method: 'POST',
    // Copying thousands of controllers takes longer than a server keeps a connection that nobody uses.
    headers: { 'Content-Type': 'application/json', Connection: 'close' },
    body: JSON.stringify(sent),
  });
  if (!reply.ok) throw new Error(await reply.text());
  return reply.json();
}

/** A service with so many controllers: one that was driven, and copies of it with all its rounds, texts and all. */
async function populated(count) {
  const folder = mkdtempSync(join(tmpdir(), 'driftlora-load-'));
  const place = join(folder, 'store.db');
  const running = await service(place);
  const rules = { horizon: HISTORY + TIMED, bandwidthHz: 10e6, averageDelayS: 0.3, deadlineS: 2 };
  const request = { rules, policy: 'plain-drift-plus-penalty' };
  const { id } = await post(`${running.address}/v1/controllers`, request);
  const decide = (controller, t) =>
    post(`${running.address}/v1/controllers/${controller}/rounds/${t}/decision`, { devices: devicesOf(t) });
  const end = (controller, t) =>
    post(`${running.address}/v1/controllers/${controller}/rounds/${t}/outcome`, { delayS: 0.2 });
  for (let t = 0; t < HISTORY; t++) {
    await decide(id, t);
    await end(id, t);
  }
  const ids = [id, ...Array.from({ length: count - 1 }, (_, k) => `copy-${k}`)];
  copy(place, id, ids.slice(1));
  return { ids, decide, end, close: () => running.close(), folder };
}

function copy(place, id, copies) {
  const database = new Database(place);
  const of = (table, but) =>
    database
      .prepare(`select * from ${table} limit 0`)
      .columns()
      .map(({ name }) => name)
      .filter((name) => name !== but);
  const [controllers, rounds] = [of('controllers', 'id'), of('rounds', 'controller_id')];
  const addController = database.prepare(
    `insert into controllers (id, ${controllers}) select ?, ${controllers} from controllers where id = ?`,
  );
  const addRounds = database.prepare(
    `insert into rounds (controller_id, ${rounds}) select ?, ${rounds} from rounds where controller_id = ?`,
  );
  for (let from = 0; from < copies.length; from += BATCH) {
    database.exec('begin');
    for (const name of copies.slice(from, from + BATCH)) {
      addController.run(name, id);
      addRounds.run(name, id);
    }
    database.exec('commit');
  }
  database.close();
}

/** Median times of a decision in ms with one controller and with many, in turns; among many each time another one. */
async function latencies(count) {
  const stores = [await populated(1), await populated(count)];
  const times = [[], []];
  for (let turn = 0; turn < TIMED; turn++) {
    for (const [k, { ids, decide, end }] of stores.entries()) {
      const controller = ids[(turn * 7919) % ids.length];
      const t = ids.length === 1 ? HISTORY + turn : HISTORY;
      const start = performance.now();
      await decide(controller, t);
      times[k].push(performance.now() - start);
      await end(controller, t);
    }
  }
  for (const { close, folder } of stores) {
    await close();
    rmSync(folder, { recursive: true });
  }
  return times.map((list) => list.toSorted((a, b) => a - b)[TIMED / 2]);
}

// A generator of load where this file was forked, else the benchmark.
if (process.send) {
  process.once('message', async (task) => {
    process.send(await generate(task).catch((error) => ({ error: error.message })));
    process.disconnect();
  });
} else await main();
