/** Sweeps over a real redis-server: the bytes of a local sweep, with a worker killed in the middle of a cell. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POLICY_NAMES } from '../../../src/control/index.js';
import { solverRegistry } from '../../../src/solvers/index.js';
import { readSweep } from '../../../src/sweep/document/read-sweep.js';
import { queuedCell } from '../../../src/sweep/queue/cell-queue.js';
import { QUEUE_NAME, queueAddress, queueError } from '../../../src/sweep/queue/redis.js';
import { LONG } from '../../long.js';
import { driftlora, startDriftlora, temporaryDirectory, temporaryFile } from '../command.js';
import { HAS_REDIS, type RedisServer, startRedis, WITHOUT_REDIS } from './redis-server.js';
import { filesOf, finishedCells, TINY_CELLS, tinySweep, until } from './tiny-sweep.js';

if (!HAS_REDIS) process.stderr.write(`test/app/sweep/queue.spec.ts: ${WITHOUT_REDIS}\n`);

const KNOWN = { policies: POLICY_NAMES, solvers: solverRegistry.map(({ name }) => name) };
/** Cells long enough that a worker is killed in the middle of one. */
const SWEEP = tinySweep(40);
const plan = await readSweep(SWEEP, 'tiny.yaml', { known: KNOWN });
/** Cells that name no files: what is wrong with them is no lack of this machine's. */
const withoutFiles = await readSweep(SWEEP.replace(/ {4}(model|data): .*\n/g, ''), 'shipped.yaml', {
  known: KNOWN,
});
const CLI = fileURLToPath(new URL('../../../dist/app/cli.js', import.meta.url));
const sweepFile = temporaryFile('tiny.yaml', SWEEP);

describe.skipIf(!HAS_REDIS)('driftlora sweep --queue', () => {
  let redis: RedisServer;
  let connection: Redis;
  let queue: Queue;
  const children: ChildProcess[] = [];
  const start = (...args: string[]) => {
    const child = startDriftlora([...args, '--queue', redis.url]);
    children.push(child);
    return child;
  };
  beforeAll(async () => {
    redis = await startRedis();
    connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    queue = new Queue(QUEUE_NAME, { connection });
    await queue.obliterate({ force: true });
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await queue.close();
    connection.disconnect();
    redis.stop();
  });

  it.runIf(LONG)(
    'ends in the bytes of a local sweep though a worker is killed in a cell and another cell is queued twice',
    async () => {
      const local = join(temporaryDirectory(), 'local');
      const queued = join(temporaryDirectory(), 'queued');
      const sweep = start('sweep', sweepFile, '--out', queued);
      let active = 0;
      const victim = start('worker', '--workers', '2');
      const watch = setInterval(async () => {
        active = await queue.getActiveCount();
      }, 20);
      await until(() => active === 2 && finishedCells(queued).length > 0, 'cells in the works');
      clearInterval(watch);
      victim.kill('SIGKILL');
      await once(victim, 'exit');
      expect(await queue.getActiveCount()).toBeGreaterThan(0); // in the works, and nobody works on them

      // The same cells from somebody else: they have their ids already, so they are not new jobs.
      const before = Object.values(await queue.getJobCounts()).reduce((sum, count) => sum + count, 0);
      const { cells } = plan;
      await queue.addBulk(
        cells
          .filter(({ fingerprint }) => !finishedCells(queued).includes(`${fingerprint}.json`))
          .map((job) => ({ name: 'cell', data: queuedCell(job), opts: { jobId: job.fingerprint } })),
      );
      const after = Object.values(await queue.getJobCounts()).reduce((sum, count) => sum + count, 0);
      expect(after).toBe(before);

      start('worker', '--workers', '1');
      const [code] = await once(sweep, 'exit');
      expect(code).toBe(0);
      expect(finishedCells(queued)).toHaveLength(TINY_CELLS);
      expect((await driftlora(['sweep', sweepFile, '--out', local])).code).toBe(0);
      expect(filesOf(queued)).toEqual(filesOf(local));
      const counts = await queue.getJobCounts();
      expect(counts.completed! + counts.failed! + counts.waiting!).toBe(0); // collected, so not kept twice
    },
  );

  it('refuses cells of another version, and cells that are not what their fingerprint says', async () => {
    const [cell] = withoutFiles.cells;
    const worker = start('worker', '--workers', '1');
    const forged = { ...queuedCell(cell!), document: { ...(cell!.origin.document as object), rounds: 3 } };
    const old = { ...queuedCell(cell!), driftlora: '0.0.1' };
    const huge = { ...queuedCell(cell!), document: { rounds: 1e9 } };
    const codes = '\u001b[2J\nforged line';
    for (const [data, id, why] of [
      [old, 'a-cell-of-old', /got "0\.0\.1", accepted is a cell of driftlora/],
      [forged, cell!.fingerprint, /another fingerprint/],
      [huge, cell!.fingerprint, /rounds: got 1000000000/],
      [{ driftlora: codes }, 'codes', /accepted is a cell of driftlora/],
    ] as const) {
      const job = await queue.add('cell', data as never, { jobId: id });
      let reason = '';
      const watch = setInterval(async () => {
        reason = (await queue.getJob(id))?.failedReason ?? '';
      }, 50);
      await until(() => reason !== '', 'the refusal');
      clearInterval(watch);
      expect(reason).toMatch(why);
      expect(await queue.getJobState(id)).toBe('failed');
      await job.remove();
    }
    // It says goodbye, so nobody waits for it to be missed; no clock of the client's keeps the process for half a minute.
    const told = performance.now();
    worker.kill('SIGTERM');
    await once(worker, 'exit');
    expect(performance.now() - told).toBeLessThan(20_000);
  });

  it('names a server that refuses, without calling it a defect; Ctrl-C takes waiting cells back', async () => {
    const out = join(temporaryDirectory(), 'alone');
    for (const child of children) child.kill('SIGKILL');
    await queue.obliterate({ force: true });
    await connection.config('SET', 'maxmemory', '1');
    const refused = await driftlora(['sweep', sweepFile, '--out', out, '--queue', redis.url]);
    await connection.config('SET', 'maxmemory', '0');
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/--queue: got "redis:.*", accepted is a Redis server that .*OOM/),
    ]);
    const child = spawn(process.execPath, [CLI, 'sweep', sweepFile, '--out', out, '--queue', redis.url]);
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    await until(() => /No worker yet|last worker is gone/.test(said), 'word of the workers');
    expect(await queue.getWaitingCount()).toBe(TINY_CELLS);
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect([code, await queue.getWaitingCount()]).toEqual([4, 0]);
    expect(said).toMatch(/6 waiting cells were taken back/);
  });
});

describe('the address of a queue', () => {
  it('is shown without user, password and options', () => {
    const { shown, url } = queueAddress('rediss://ann:s3cret@example.org:6380/2?password=s3cret');
    expect(shown).toBe('rediss://***@example.org:6380/2');
    expect(url).toContain('s3cret');
    expect(queueAddress(true, { DRIFTLORA_QUEUE: 'redis://h:1' }).shown).toBe('redis://h:1');
    for (const odd of ['h\n.evil', 'h;s3cret', 'h:0', 'h?password=s3cret&db=1', 'h\t:1']) {
      expect(() => queueAddress(`redis://:s3cret@${odd}`), odd).toThrow(
        /got "\(not shown\)", accepted is redis:/,
      );
    }
    expect(queueAddress(' redis://:two words@[::1]:7 \n').server).toMatchObject({
      ...{ host: '::1', port: 7, password: 'two words' },
    });
  });

  it('keeps its secrets out of what a server says, also short ones, and leaves words that have their letters', () => {
    const told = (address: string, said: string) => {
      const error = Object.assign(new Error(said), { name: 'ReplyError' });
      return (queueError(error, queueAddress(address)) as Error).message;
    };
    expect(told('redis://u:s3cret@h', 'no user u with s3cret1, username')).toContain(
      'no user *** with ***1, username',
    );
    expect(told('redis://:a%40.*@h', 'a@.* is wrong, not aab')).toContain('*** is wrong, not aab');
    expect(told('redis://:-$@h', '(-$)')).toContain('(***)');
  });

  it('is refused in one line that shows no secret', async () => {
    for (const url of [
      'http://ann:s3cret@h',
      's3cret',
      'redis://',
      'redis://:s3cret@127.0.0.1:1',
      'redis://ann:12/s3cret@127.0.0.1:1',
      'redis://ann:12#s3cret@127.0.0.1:1',
      'redis://ann:12?s3cret@127.0.0.1:1',
      'redis://ann:a@s3cret@127.0.0.1:1',
      'redis://ann:s3cret%zz@127.0.0.1:1',
      'redis://127.0.0.1:1/s3cret',
    ]) {
      const { code, stderr } = await driftlora(['worker', '--queue', url]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/--queue/);
      expect(stderr).not.toMatch(/s3cret/);
    }
  });

  it.runIf(LONG)('of a server that accepts and never speaks ends within its deadline', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const started = performance.now();
    const child = spawn(process.execPath, [CLI, 'worker', '--queue', `redis://127.0.0.1:${port}`]);
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const [code] = await once(child, 'exit');
    server.close();
    expect(code).toBe(2);
    expect(said).toMatch(/^driftlora: --queue: got .*a Redis server that answers \(no answer within 5 s\)/);
    // The deadline, a start and an end: no clock of the client's keeps the process for half a minute more.
    expect(performance.now() - started).toBeLessThan(25_000);
  });

  it.skipIf(!HAS_REDIS)('of a database that the server lacks is refused', async () => {
    const server = await startRedis('right-s3cret');
    const { code, stderr } = await driftlora(['worker', '--queue', `${server.url}/999`]);
    server.stop();
    expect(code).toBe(2);
    expect(stderr).toMatch(/DB index is out of range/);
    expect(stderr).not.toMatch(/s3cret/);
  });

  it.skipIf(!HAS_REDIS)('with a wrong password ends in one line that shows neither', async () => {
    const server = await startRedis('right-s3cret');
    try {
      const wrong = server.url.replace('right', 'wrong');
      const { code, stderr } = await driftlora([
        'sweep',
        sweepFile,
        '--out',
        join(temporaryDirectory(), 'o'),
        '--queue',
        wrong,
      ]);
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /--queue: got "redis:\/\/\*\*\*@127\.0\.0\.1:\d+", accepted is a Redis server that answers/,
      );
      expect(stderr).not.toMatch(/s3cret/);
    } finally {
      server.stop();
    }
  });
});
