/** A store that fails: at the start one line naming it, under way 503, and nothing acknowledged is lost. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { devicesOf, openStore, RULES, startService, temporaryStore } from './running.js';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const POSTGRES = process.env.DRIFTLORA_TEST_POSTGRES;
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** The command, as a user who may not write everywhere. */
const served = (store: string) =>
  new Promise<Ended>((resolve) => {
    const rights = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
    const child = spawn(process.execPath, [CLI, 'serve', '--port', '0', '--store', store], {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...rights,
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
      // It should not have started.
      if (stderr.includes('listens on')) child.kill('SIGKILL');
    });
    child.on('close', (code) => resolve({ code, stderr }));
  });

const controllerRow = (id: string) => ({
  ...{ id, name: 'cell', policy: 'random', horizon: 9, config: 'x'.repeat(3_000), round: 0, state: '{}' },
  ...{ memory: null, decidedState: null, decidedMemory: null, tokenDigest: null, timeLimitS: 1 },
});

async function storeWithRows(): Promise<string> {
  const place = temporaryStore();
  const store = await openStore(place);
  for (let k = 0; k < 40; k++) await store.create(controllerRow(`c${k}`));
  await store.close();
  return place;
}

describe('at the start', () => {
  it('a damaged file is refused with exit code 2, and not touched', async () => {
    const place = await storeWithRows();
    const bytes = readFileSync(place);
    const page = 4096;
    expect(bytes.length).toBeGreaterThan(20 * page);
    // Whole pages of noise in the middle: the header and the tables' names are as they were.
    bytes.fill(0x5a, 12 * page, bytes.length - 4 * page);
    writeFileSync(place, bytes);
    if (isRoot) for (const path of [place, join(place, '..')]) chownSync(path, NOBODY, NOBODY);
    const { code, stderr } = await served(place);
    expect([code, stderr]).toEqual([2, expect.stringContaining(place)]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(readFileSync(place).equals(bytes)).toBe(true);
  });

  it('a file or a folder that cannot be written is refused with exit code 2', async () => {
    const place = await storeWithRows();
    chmodSync(join(place, '..'), 0o555);
    chmodSync(place, 0o444);
    const folder = mkdtempSync(join(tmpdir(), 'driftlora-readonly-'));
    chmodSync(folder, 0o555);
    for (const path of [place, join(folder, 'new.db')]) {
      const { code, stderr } = await served(path);
      expect([code, stderr]).toEqual([2, expect.stringContaining(path)]);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });
});

/** The command with files of at most so many blocks: what a full disk looks like to a process. */
function serveOnSmallDisk(store: string, blocks: number): Promise<{ child: ChildProcess; address: string }> {
  const script = `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`;
  const args = [
    '-c',
    script,
    process.execPath,
    CLI,
    'serve',
    '--port',
    '0',
    '--store',
    store,
    '--workers',
    '1',
  ];
  const child = spawn('sh', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  return new Promise((resolve, reject) => {
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
      const found = /listens on (\S+)/.exec(stderr);
      if (found) resolve({ child, address: found[1]! });
    });
    child.on('close', (code) => reject(new Error(`${code} ${stderr}`)));
  });
}

it('a disk that is full is answered with 503, and what was acknowledged stands', async () => {
  const place = temporaryStore();
  const { child, address } = await serveOnSmallDisk(place, 600);
  const post = (path: string, body: unknown) =>
    fetch(address + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const rules = { ...RULES, horizon: 1000 };
  const { id } = (await (
    await post('/v1/controllers', { rules, policy: 'plain-drift-plus-penalty' })
  ).json()) as {
    id: string;
  };
  const acknowledged: string[] = [];
  let refused: Response | undefined;
  for (let t = 0; t < 1000 && refused === undefined; t++) {
    const replies = [
      await post(`/v1/controllers/${id}/rounds/${t}/decision`, { devices: devicesOf(t, 5) }),
      await post(`/v1/controllers/${id}/rounds/${t}/outcome`, { delayS: 0.2 }),
    ];
    refused = replies.find(({ ok }) => !ok);
    if (replies[0]!.ok) acknowledged.push(await replies[0]!.text());
  }
  expect(refused!.status).toBe(503);
  const details = (await refused!.json()) as { type: string; detail: string };
  expect(details.type).toBe('/problems/storage');
  expect(details.detail).toMatch(/full|disk|I\/O/);
  // What is there can still be read.
  const { round } = (await (await fetch(`${address}/v1/controllers/${id}`)).json()) as { round: number };
  expect(round).toBeGreaterThan(0);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));

  const roomy = await startService({}, { place });
  for (const [t, text] of acknowledged.entries()) {
    const again = await roomy.ask('POST', `/v1/controllers/${id}/rounds/${t}/decision`, {
      devices: devicesOf(t, 5),
    });
    expect([t, again.text]).toEqual([t, text]);
  }
  const left = (await roomy.ask('GET', `/v1/controllers/${id}`)).json.round as number;
  expect(left).toBeGreaterThanOrEqual(round);
  await roomy.ask('POST', `/v1/controllers/${id}/rounds/${left}/decision`, { devices: devicesOf(left, 5) });
  expect(
    (await roomy.ask('POST', `/v1/controllers/${id}/rounds/${left}/outcome`, { delayS: 0.2 })).status,
  ).toBe(200);
  await roomy.close();
}, 300_000);

/** A way to PostgreSQL that can be cut. */
async function bridge(address: URL) {
  let open = true;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    if (!open) return near.destroy();
    const far = connect(Number(address.port), address.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => {}).on('close', () => other.destroy());
    }
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = new URL(address);
  own.port = String((server.address() as { port: number }).port);
  return {
    address: own.toString(),
    cut() {
      open = false;
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    mend() {
      open = true;
    },
    close: () => server.close(),
  };
}

it.skipIf(POSTGRES === undefined)(
  'a PostgreSQL that goes is answered with 503 until it is back',
  async () => {
    const way = await bridge(new URL(POSTGRES!));
    const { ask, close } = await startService({}, { place: way.address });
    const id = (await ask('POST', '/v1/controllers', { rules: RULES })).json.id as string;
    const decision = () => ask('POST', `/v1/controllers/${id}/rounds/0/decision`, { devices: devicesOf(0) });
    const outcome = () => ask('POST', `/v1/controllers/${id}/rounds/0/outcome`, { delayS: 0.2 });
    const { text } = await decision();
    // Cut while requests are under way: each is answered, as done or as not known to be done.
    const underWay = Array.from({ length: 4 }, outcome);
    await new Promise((resolve) => setTimeout(resolve, 3));
    way.cut();
    for (const { status } of await Promise.all(underWay)) expect([200, 503]).toContain(status);
    for (const reply of [
      await outcome(),
      await ask('GET', `/v1/controllers/${id}`),
      await ask('GET', '/readyz'),
    ]) {
      expect([reply.status, reply.json.type]).toEqual([503, '/problems/storage']);
      expect(reply.type).toContain('problem+json');
    }
    expect((await ask('GET', '/healthz')).status).toBe(200);
    way.mend();
    expect((await outcome()).status).toBe(200);
    expect((await decision()).text).toBe(text);
    expect((await ask('GET', `/v1/controllers/${id}`)).json).toMatchObject({
      round: 1,
      state: { spentDelayS: 0.2 },
    });
    await ask('DELETE', `/v1/controllers/${id}`);
    await close();
    way.close();
  },
);
