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
import { devicesOf, RULES, temporaryStore } from './running.js';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const FULL = process.env.DRIFTLORA_FULL !== undefined;
const KILLS = FULL ? 200 : 2;
const ROUNDS_A_KILL = 3;
const POSTGRES = process.env.DRIFTLORA_TEST_POSTGRES;

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** The command as a user starts it; ready once it answers. */
async function serve(port: number, store: string): Promise<ChildProcess> {
  const args = ['serve', '--port', String(port), '--store', store, '--workers', '1', '--log', 'warn'];
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'ignore', 'ignore'] });
  for (let attempt = 0; attempt < 1200; attempt++) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (reply) => reply.ok,
      () => false,
    );
    if (ready) return child;
    if (child.exitCode !== null) throw new Error(`serve ended with ${child.exitCode}`);
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
async function drive(address: () => string, key: string) {
  const client = () => createClient(address(), { attempts: 2000, waitMs: 0.5, fetch: patient });
  const patient: typeof fetch = async (...args) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return fetch(...args);
  };
  const { id } = await client().createController(request, key);
  for (let t = 0; t < horizon; t++) {
    await client().decide(id, t, { devices: devicesOf(t) });
    await client().end(id, t, { delayS: 0.1 + 0.02 * (t % 7), energyJ: { d1: 0.001 * t } });
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
    const random = randomStream(Date.now(), 'kills');
    let child = await serve(port, store);
    let done = false;
    const killing = (async () => {
      for (let kill = 0; kill < KILLS && !done; kill++) {
        await new Promise((resolve) => setTimeout(resolve, 30 + 600 * random.uniform()));
        child.kill('SIGKILL');
        await gone(child);
        child = await serve(port, store);
      }
    })();
    const found = await drive(address, 'killed');
    done = true;
    await killing;
    child.kill('SIGTERM');
    await gone(child);
    expect(found).toBe(expected);
  }, 3_600_000);

  it.skipIf(POSTGRES === undefined)(
    'of one of two instances on PostgreSQL changes nothing',
    async () => {
      const ports = [await freePort(), await freePort()];
      const addresses = ports.map((port) => `http://127.0.0.1:${port}`);
      let [steady, mortal] = await Promise.all(ports.map((port) => serve(port, POSTGRES!)));
      const random = randomStream(Date.now(), 'kills of one');
      const expected = await drive(() => addresses[0]!, `quiet-${Math.random()}`);
      let done = false;
      const killing = (async () => {
        for (let kill = 0; kill < KILLS && !done; kill++) {
          await new Promise((resolve) => setTimeout(resolve, 30 + 600 * random.uniform()));
          mortal!.kill('SIGKILL');
          await gone(mortal!);
          mortal = await serve(ports[1]!, POSTGRES!);
        }
      })();
      // Any call may meet the instance that dies; it is made again, there or at the other.
      const found = await drive(() => addresses[random.uniform() < 0.5 ? 0 : 1]!, `killed-${Math.random()}`);
      done = true;
      await killing;
      for (const child of [steady!, mortal!]) {
        child.kill('SIGTERM');
        await gone(child);
      }
      expect(found).toBe(expected);
    },
    3_600_000,
  );
});
