/** Tokens, limits of size, time and rate, slow clients, hard problems, a store that fails, and an orderly end. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { driftlora, temporaryFile } from '../app/command.js';
import { device, devicesOf, openStore, PROBLEM, RULES, startService, temporaryStore } from './running.js';

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const TOKEN = 'correct-horse-battery-staple';

describe('tokens', () => {
  it('open the service, and a controller of its own; nothing else opens either', async () => {
    const service = await startService({}, { token: TOKEN });
    const { ask } = service;
    for (const headers of [{}, bearer('wrong'), { Authorization: TOKEN }, { Authorization: 'Basic eA==' }]) {
      const { status, json } = await ask('POST', '/v1/solve', PROBLEM, headers);
      expect([status, json.type]).toEqual([401, '/problems/unauthorised']);
      expect((await ask('GET', '/metrics', undefined, headers)).status).toBe(401);
      expect((await ask('GET', '/openapi.json', undefined, headers)).status).toBe(401);
    }
    expect((await ask('GET', '/healthz')).status).toBe(200);
    expect((await ask('POST', '/v1/solve', PROBLEM, bearer(TOKEN))).status).toBe(200);
    const mine = (await ask('POST', '/v1/controllers', { rules: RULES, ownToken: true }, bearer(TOKEN))).json;
    const other = (await ask('POST', '/v1/controllers', { rules: RULES, ownToken: true }, bearer(TOKEN)))
      .json;
    expect(mine.token).toMatch(/^[\w-]{32}$/);
    const at = (id: string, token: string) => ask('GET', `/v1/controllers/${id}`, undefined, bearer(token));
    expect((await at(mine.id, mine.token)).status).toBe(200);
    expect((await at(mine.id, TOKEN)).text).not.toContain(mine.token);
    expect((await at(other.id, mine.token)).status).toBe(401);
    expect((await ask('GET', '/v1/controllers', undefined, bearer(mine.token))).status).toBe(401);
    await service.close();
  });

  it('are demanded beyond loopback, and read from a file that is never shown', async () => {
    const open = await driftlora(['serve', '--host', '0.0.0.0', '--store', temporaryStore()]);
    expect([open.code, open.stderr]).toEqual([
      2,
      expect.stringMatching(/^driftlora: --host: got "0\.0\.0\.0", accepted is .*--token-file\n$/),
    ]);
    const short = await driftlora([
      'serve',
      '--token-file',
      temporaryFile('token', 'secret-7'),
      '--store',
      temporaryStore(),
    ]);
    expect([short.code, short.stderr]).toEqual([2, expect.not.stringContaining('secret-7')]);
    const secret = await driftlora(['serve', '--store', 'postgres://me:hunter2@127.0.0.1:1/none']);
    expect([secret.code, secret.stderr]).toEqual([2, expect.not.stringContaining('hunter2')]);
  });
});

describe('limits', () => {
  it('refuse bodies, devices and requests beyond them', async () => {
    const service = await startService({ maxBodyBytes: 20_000, maxDevices: 5 });
    const { ask } = service;
    const large = await ask('POST', '/v1/solve', `{"devices":[${' '.repeat(30_000)}]}`);
    expect([large.status, large.json.type]).toEqual([413, '/problems/too-large']);
    const many = { ...PROBLEM, devices: Array.from({ length: 6 }, (_, k) => device(`d${k}`, 1e8, 0.1)) };
    expect((await ask('POST', '/v1/solve', many)).json.field).toBe('devices');
    const id = (await ask('POST', '/v1/controllers', { rules: RULES })).json.id;
    const decided = await ask('POST', `/v1/controllers/${id}/rounds/0/decision`, { devices: many.devices });
    expect([decided.status, decided.json.field]).toEqual([422, 'devices']);
    await service.close();
    const rated = await startService({ requestsPerSecond: 5 });
    const replies = await Promise.all(Array.from({ length: 20 }, () => rated.ask('GET', '/healthz')));
    expect(replies.some(({ status, type }) => status === 429 && type.includes('problem+json'))).toBe(true);
    await rated.close();
  });

  it('keep the best found when the time is up, and answer others meanwhile', async () => {
    const service = await startService({ workers: 2 });
    // Correlated values and costs without a price on energy: a knapsack that no bound closes soon.
    const hard = {
      ...PROBLEM,
      deadlineS: 0.06,
      delayPrice: 0,
      penalty: { kind: 'linear' },
      devices: Array.from({ length: 400 }, (_, k) => ({
        ...device(
          `d${k}`,
          1e6 * (10 + ((k * 7919) % 997)),
          (1 + ((k * 7919) % 997) / 1000 + ((k * 31) % 17) * 1e-4) / 800,
        ),
        fixedDelayS: 0.01,
        uplinkBits: 2e4,
      })),
    };
    const working = ['0.5', '0.5'].map((limit) => service.ask('POST', `/v1/solve?timeLimit=${limit}`, hard));
    expect((await service.ask('GET', '/healthz')).status).toBe(200);
    for (const { status, json } of await Promise.all(working)) {
      expect(status).toBe(200);
      expect(['optimal', 'feasible']).toContain(json.status);
      expect(json.gap).toBeGreaterThanOrEqual(0);
    }
    await service.close();
  });

  it('end a worker whose work does not', async () => {
    const service = await startService({ workers: 1, timeLimitS: 0.001, graceS: 0.001 });
    const { status, json } = await service.ask('POST', '/v1/controllers', {
      rules: { ...RULES, horizon: 50_000 },
    });
    expect([201, 503]).toContain(status);
    if (status === 503) expect(json.type).toBe('/problems/took-too-long');
    expect((await service.ask('GET', '/healthz')).status).toBe(200);
    await service.close();
  });

  it('close a connection that sends its headers too slowly', async () => {
    const service = await startService({ headersTimeoutS: 1, requestTimeoutS: 2 });
    const { port } = new URL(service.address);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('POST /v1/solve HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => socket.write('X-A: b\r\n'), 300);
    await new Promise<void>((resolve) => socket.once('close', () => resolve()));
    clearInterval(drip);
    expect((await service.ask('GET', '/healthz')).status).toBe(200);
    await service.close();
  }, 60_000);
});

describe('the store', () => {
  it('that is no database, or cannot be written, is refused in one line naming it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'driftlora-store-'));
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'years of work, not a database'.repeat(100));
    await expect(openStore(text)).rejects.toThrow(/^--store: got .*notes\.txt/);
    await expect(openStore(join(folder, 'none', 'store.db'))).rejects.toThrow(/^--store: got/);
    await expect(openStore('')).rejects.toThrow(/^--store: got ""/);
  });

  it('goes on where another process stopped', async () => {
    const place = temporaryStore();
    const first = await startService({}, { place });
    const id = (await first.ask('POST', '/v1/controllers', { rules: RULES })).json.id;
    const decided = await first.ask('POST', `/v1/controllers/${id}/rounds/0/decision`, {
      devices: devicesOf(0),
    });
    await first.close();
    const second = await startService({}, { place });
    const again = await second.ask('POST', `/v1/controllers/${id}/rounds/0/decision`, {
      devices: devicesOf(0),
    });
    expect(again.text).toBe(decided.text);
    expect((await second.ask('POST', `/v1/controllers/${id}/rounds/0/outcome`, { delayS: 0.1 })).status).toBe(
      200,
    );
    await second.close();
  });
});

describe('a key', () => {
  it('asks again for the token of a controller whose answer was lost, and must be one that nobody guesses', async () => {
    const { ask, close } = await startService();
    const request = { rules: RULES, ownToken: true, name: 'own' };
    const guessable = await ask('POST', '/v1/controllers', request, { 'Idempotency-Key': 'k' });
    expect([guessable.status, guessable.json.field]).toEqual([422, 'Idempotency-Key']);
    const key = { 'Idempotency-Key': crypto.randomUUID() };
    const first = await ask('POST', '/v1/controllers', request, key);
    const again = await ask('POST', '/v1/controllers', request, key);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.json).toEqual(first.json);
    const path = `/v1/controllers/${first.json.id}`;
    expect((await ask('GET', path, undefined, bearer(again.json.token))).status).toBe(200);
    expect((await ask('GET', path)).status).toBe(401);
    const other = await ask('POST', '/v1/controllers', { ...request, seed: 2 }, key);
    expect([other.status, other.text.includes(first.json.id)]).toEqual([409, false]);
    await close();
  });
});
