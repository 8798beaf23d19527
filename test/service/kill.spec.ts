/**
 * kill -9 at random moments: no acknowledged outcome is lost and none happens twice. A run with kills ends with the same
 * history and state, byte for byte, as one that nobody interrupted; on PostgreSQL with two instances, one of them killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/index.js';
import { randomStream } from '../../src/core/random.js';
import { LONG } from '../long.js';
import { devicesOf, RULES, temporaryStore } from './running.js';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const FULL = process.env.DRIFTLORA_FULL !== undefined;
const KILLS = FULL ? 200 : 1;
/** Rounds are two calls each, and a kill comes after 0 to 2 of them, or some more while another instance answers. */
const ROUNDS_A_KILL = FULL ? 2 : 4;
const POSTGRES = process.env.DRIFTLORA_TEST_POSTGRES;

/**
 * Below the ports that the system gives to outgoing connections: one of those that asks a port where nobody listens just
 * now can come from that very port, connect to itself and keep it.
 */
const freePort = () =>
  new Promise<number>((resolve) => {
    const port = 10_000 + Math.floor(20_000 * Math.random());
    const server = createServer()
      .once('error', () => resolve(freePort()))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
  });

/** The command as a user starts it; ready once it answers. */
async function serve(port: number, store: string): Promise<ChildProcess> {
  const args = ['serve', '--port', String(port), '--store', store, '--workers', '1', '--log', 'warn'];
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  for (let attempt = 0; attempt < 1200; attempt++) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (reply) => reply.ok,
      () => false,
    );
    if (ready) return child;
    if (child.exitCode !== null) throw new Error(`serve ended with ${child.exitCode}: ${stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('serve did not become ready');
}

const gone = (child: ChildProcess) =>
  new Promise<void>((resolve) =>
    child.exitCode !== null || child.signalCode !== null ? resolve() : child.once('exit', () => resolve()),
  );

const horizon = KILLS * ROUNDS_A_KILL;
const request = { rules: { ...RULES, horizon }, policy: 'plain-drift-plus-penalty', seed: 5, timeLimitS: 30 };

/** All rounds of a controller, each call made again until it is answered; the address may change from call to call. */
async function drive(address: () => string, key: string, acknowledged = () => {}) {
  const client = () => createClient(address(), { attempts: 100_000, waitMs: 1, mostWaitMs: 30 });
  const { id } = await client().createController(request, key);
  for (let t = 0; t < horizon; t++) {
    await client().decide(id, t, { devices: devicesOf(t) });
    acknowledged();
    await client().end(id, t, { delayS: 0.1 + 0.02 * (t % 7), energyJ: { d1: 0.001 * t } });
    acknowledged();
  }
  const { id: _, ...controller } = await client().controller(id);
  return JSON.stringify({ controller, rounds: await allRounds(client(), id) });
}

async function allRounds(client: ReturnType<typeof createClient>, id: string) {
  const rounds: unknown[] = [];
  for (let from: number | null = 0; from !== null; ) {
    const page = await client.history(id, from);
    rounds.push(...page.rounds);
    from = page.next;
  }
  return rounds;
}

/**
 * Kills in the middle of the work, whatever the machine's speed: after some calls were acknowledged, at a random moment
 * of the time that such a call has taken lately.
 */
function reaper(seed: string) {
  const random = randomStream(Date.now(), seed);
  let calls = 0;
  let last = performance.now();
  let callMs = 50;
  let wake = () => {};
  let over = false;
  return {
    random,
    kills: 0,
    acknowledged() {
      calls++;
      const now = performance.now();
      // A start of the service lies between some calls; it is no measure of one.
      callMs = 0.8 * callMs + 0.2 * Math.min(now - last, 2 * callMs + 5);
      last = now;
      wake();
    },
    finish() {
      over = true;
      wake();
    },
    async run(kill: () => Promise<void>) {
      while (this.kills < KILLS && !over) {
        const until = calls + Math.floor(3 * random.uniform());
        while (calls < until && !over) await new Promise<void>((resolve) => (wake = resolve));
        await new Promise((resolve) => setTimeout(resolve, 1.5 * callMs * random.uniform()));
        await kill();
        this.kills++;
        if (FULL && this.kills % 20 === 0) process.stderr.write(`${this.kills} kills, ${calls} calls\n`);
      }
    },
  };
}

describe('kill -9', () => {
  it(`at ${KILLS} random moments changes nothing`, async () => {
    const port = await freePort();
    const address = () => `http://127.0.0.1:${port}`;
    const quiet = await serve(port, temporaryStore());
    const expected = await drive(address, 'quiet');
    quiet.kill('SIGTERM');
    await gone(quiet);
    expect(quiet.exitCode).toBe(0);

    const store = temporaryStore();
    let child = await serve(port, store);
    const death = reaper('kills');
    const killing = death.run(async () => {
      child.kill('SIGKILL');
      await gone(child);
      child = await serve(port, store);
    });
    const [found] = await Promise.all([
      drive(address, 'killed', () => death.acknowledged()).finally(() => death.finish()),
      killing,
    ]);
    child.kill('SIGTERM');
    await gone(child);
    expect(found).toBe(expected);
    expect(death.kills).toBe(KILLS);
  }, 7_200_000);

  it.runIf(LONG && POSTGRES !== undefined)(
    'of one of two instances on PostgreSQL changes nothing',
    async () => {
      const ports = [await freePort(), await freePort()];
      const addresses = ports.map((port) => `http://127.0.0.1:${port}`);
      let [steady, mortal] = await Promise.all(ports.map((port) => serve(port, POSTGRES!)));
      const expected = await drive(() => addresses[0]!, `quiet-${Math.random()}`);
      const death = reaper('kills of one');
      const killing = death.run(async () => {
        mortal!.kill('SIGKILL');
        await gone(mortal!);
        mortal = await serve(ports[1]!, POSTGRES!);
      });
      // Any call may meet the instance that dies; it is made again, there or at the other.
      const either = () => addresses[death.random.uniform() < 0.5 ? 0 : 1]!;
      const [found] = await Promise.all([
        drive(either, `killed-${Math.random()}`, () => death.acknowledged()).finally(() => death.finish()),
        killing,
      ]);
      for (const child of [steady!, mortal!]) {
        child.kill('SIGTERM');
        await gone(child);
      }
      expect(found).toBe(expected);
      expect(death.kills).toBeGreaterThanOrEqual(FULL ? KILLS : 1);
    },
    7_200_000,
  );
});
