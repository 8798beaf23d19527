/** What the queue of a sweep promises, in one process over a real redis-server: once, not for ever, and few questions. */
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { type Job, Queue, UnrecoverableError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { VERSION } from '../../../src/core/version.js';
import type { PolicySummary } from '../../../src/record/records.js';
import { KNOWN_NAMES } from '../../../src/scenario/index.js';
import { cellScenario } from '../../../src/sweep/cells/fingerprint.js';
import { cellText } from '../../../src/sweep/cells/run-cell.js';
import type { CellSink } from '../../../src/sweep/compute.js';
import { readSweep } from '../../../src/sweep/document/read-sweep.js';
import type { SweepCell } from '../../../src/sweep/index.js';
import { onQueue, withdrawFrom } from '../../../src/sweep/queue/collect.js';
import { QUEUE_NAME, queueAddress } from '../../../src/sweep/queue/redis.js';
import { enqueue, leave } from '../../../src/sweep/queue/wanted.js';
import { LONG } from '../../long.js';
import { built, temporaryDirectory } from '../command.js';
import { HAS_REDIS, type RedisServer, startRedis, WITHOUT_REDIS } from './redis-server.js';
import { slowLine } from './slow-line.js';
import { until } from './tiny-sweep.js';

if (!HAS_REDIS) process.stderr.write(`test/app/sweep/queue-laws.spec.ts: ${WITHOUT_REDIS}\n`);

/** Threads of a worker run built code. */
const { serveQueue }: typeof import('../../../src/sweep/queue/serve.js') = await import(
  built('sweep/queue/serve.js').href
);

const folder = temporaryDirectory();
const badTexts = join(folder, 'bad.csv');
writeFileSync(badTexts, 'text,label\na row with,three,cells\n');

interface Grid {
  readonly rounds?: number;
  readonly data?: string;
}

/** Cells that train nothing. */
async function cellsOf(seeds: number, { rounds = 1, data }: Grid = {}): Promise<readonly SweepCell[]> {
  const texts = data ?? '{ kind: wordnet, classes: 2, rows: 12, heldOutRows: 4 }';
  const plan = await readSweep(
    `name: laws
scenario:
  rounds: ${rounds}
  learning: { data: ${texts}, devices: 3, batchSize: 1, maxTokens: 3, train: ${data !== undefined} }
  control: { historyRounds: 2, baselineDevices: 1, clairvoyantBound: false }
  policies: [random]
vary: { seeds: ${seeds} }
metrics: [weightedPenalty]
`,
    join(folder, 'laws.yaml'),
    { known: KNOWN_NAMES },
  );
  return plan.cells;
}

/** A result that is one of the cell, without running it. */
const resultOf = ({ scenario, fingerprint }: SweepCell) =>
  cellText({
    formatVersion: 3,
    driftlora: VERSION,
    fingerprint,
    scenario: cellScenario(scenario),
    policies: scenario.policies.map((policy) => ({
      summary: { policy, rounds: scenario.rounds, certifiedRounds: scenario.rounds } as PolicySummary,
      series: {},
    })),
  });

function keeper() {
  const kept: string[] = [];
  const sink: CellSink = {
    keep: async ({ fingerprint }) => {
      kept.push(fingerprint);
    },
    progress: () => {},
  };
  return { kept, sink };
}

describe.skipIf(!HAS_REDIS)('the queue of a sweep', () => {
  let redis: RedisServer;
  let url: string;
  let connection: Redis;
  let queue: Queue;
  const stop = new AbortController();
  const ends: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    url = `${redis.url}/1`; // Another file of tests has the first database of a server that is given.
    connection = new Redis(url, { maxRetriesPerRequest: null });
    queue = new Queue(QUEUE_NAME, { connection });
  });
  beforeEach(async () => {
    await connection.flushdb();
  });
  afterEach(async () => {
    await Promise.all(ends.splice(0).map((end) => end()));
  });
  afterAll(async () => {
    stop.abort();
    await queue.close();
    connection.disconnect();
    redis.stop();
  });

  const sweepOf = (cells: readonly SweepCell[], sink: CellSink, { to = url, signal = stop.signal } = {}) =>
    onQueue(queueAddress(to), () => {})(cells, sink, signal);

  /** The same server, 20 ms away. */
  async function farAway() {
    const server = new URL(url);
    const line = await slowLine(Number(server.port), 10);
    server.port = String(line.port);
    server.hostname = '127.0.0.1';
    return { line, to: server.href };
  }

  /** A worker that answers at once; every job that it got is noted. */
  function quickWorker(answer: (id: string, times: number) => string | Promise<string>) {
    const got: string[] = [];
    const own = new Redis(url, { maxRetriesPerRequest: null });
    const take = async ({ id }: { id?: string }) => {
      got.push(id!);
      return answer(id!, got.filter((one) => one === id).length);
    };
    const worker = new Worker(QUEUE_NAME, take, { connection: own, concurrency: 4 });
    ends.push(async () => {
      await worker.close();
      own.disconnect();
    });
    return got;
  }

  /** A worker of the product, and what it says of its cells. */
  function realWorker() {
    const ended = new AbortController();
    const said: { id: string; outcome: string; why: string }[] = [];
    const told: string[] = [];
    const served = serveQueue(queueAddress(url), {
      workers: 1,
      signal: ended.signal,
      onReady: () => told.push('ready'),
      onCell: (id, outcome, why) => said.push({ id, outcome, why }),
      tell: (line) => told.push(line),
    });
    ends.push(() => {
      ended.abort();
      return served;
    });
    return { said, told };
  }

  it('computes each cell once for two sweeps that want the same ones at once', async () => {
    const cells = await cellsOf(24);
    const [one, other] = [keeper(), keeper()];
    // One of the two is far away: what the near one has kept is not gone when the other asks for it.
    const { line, to } = await farAway();
    const sweeps = [sweepOf(cells, one.sink), sweepOf(cells, other.sink, { to })];
    await until(() => connection.status === 'ready', 'the server');
    let waiting = 0;
    while (waiting < cells.length) waiting = await queue.getWaitingCount();
    const wanted = () => connection.scard(`${QUEUE_NAME}:wanted:${cells.at(-1)!.fingerprint}`);
    while ((await wanted()) < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const got = quickWorker((id) => resultOf(cells.find((cell) => cell.fingerprint === id)!));
    expect(await Promise.all(sweeps)).toEqual([[], []]);
    const all = cells.map(({ fingerprint }) => fingerprint).sort();
    expect([...got].sort()).toEqual(all);
    expect([[...one.kept].sort(), [...other.kept].sort()]).toEqual([all, all]);
    expect(Object.values(await queue.getJobCounts()).reduce((sum, count) => sum + count, 0)).toBe(0);
    line.close();
  });

  it('loses no cell that another sweep comes to want while it is taken out', async () => {
    const [cell] = await cellsOf(1);
    const one = { queue, connection, sweep: 'one' };
    const other = { queue, connection: connection.duplicate(), sweep: 'other' };
    ends.push(async () => other.connection.disconnect());
    const { signal } = stop;
    const { fingerprint } = cell!;
    await enqueue(one, [cell!], signal);
    let coming: Promise<void> | undefined;
    await leave(one, [fingerprint], async (unwanted) => {
      expect(unwanted).toEqual([fingerprint]);
      // Nobody else wanted it; now somebody does, who finds it in the queue and has time to count on it.
      coming = enqueue(other, [cell!], signal);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await queue.remove(fingerprint);
    });
    await coming;
    expect(await queue.getWaitingCount()).toBe(1);
    expect((await queue.getJob(fingerprint))?.id).toBe(fingerprint);
    // Nor does one that leaves while the other one stays take it along.
    await enqueue(one, [cell!], signal);
    expect(await leave(one, [fingerprint], async (unwanted) => unwanted)).toEqual([]);
    expect(await leave(other, [fingerprint], async (unwanted) => unwanted)).toEqual([fingerprint]);
    // A sweep that was killed in the middle keeps others waiting for a while, not for ever.
    await connection.set(`${QUEUE_NAME}:going:${fingerprint}`, 'killed', 'PX', 300);
    await queue.remove(fingerprint);
    await enqueue(other, [cell!], signal);
    expect(await queue.getWaitingCount()).toBe(1);
  });

  it('computes a cell again whose result is broken, and not for ever', async () => {
    const cells = await cellsOf(2);
    const [mended, hopeless] = cells.map(({ fingerprint }) => fingerprint);
    const { kept, sink } = keeper();
    const got = quickWorker((id, times) =>
      id === mended && times > 1 ? resultOf(cells[0]!) : '{"no":"cell"}',
    );
    const failed = await sweepOf(cells, sink);
    expect(kept).toEqual([mended]);
    expect(failed.map(({ job, why }) => [job.fingerprint, why])).toEqual([
      [hopeless, '3 results in the queue were none of this cell'],
    ]);
    expect(got.filter((id) => id === mended)).toHaveLength(2);
    expect(got.filter((id) => id === hopeless)).toHaveLength(3);
    // Nor does what is left of it stand in the way of the next sweep.
    await Promise.all(ends.splice(0).map((end) => end()));
    quickWorker((id) => resultOf(cells.find((cell) => cell.fingerprint === id)!));
    const next = keeper();
    expect(await sweepOf(cells, next.sink)).toEqual([]);
    expect(next.kept).toHaveLength(2);
  });

  it('computes cells again of which what stands in the queue is null, or no JSON', async () => {
    const cells = await cellsOf(4);
    const ids = cells.map(({ fingerprint }) => fingerprint);
    const results = new Map(cells.map((cell) => [cell.fingerprint, resultOf(cell)]));
    await queue.addBulk(ids.map((jobId) => ({ name: 'cell', data: {}, opts: { jobId } })));
    quickWorker((id) => (id === ids[0] ? (null as never) : results.get(id)!));
    while ((await queue.getJobCounts('completed')).completed !== 4)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all(ends.splice(0).map((end) => end()));
    const keyOf = (id: string) => `bull:${QUEUE_NAME}:${id}`;
    await connection.hset(keyOf(ids[1]!), 'returnvalue', '{"bro');
    await connection.hset(keyOf(ids[2]!), 'data', '{"bro');
    const got = quickWorker((id) => results.get(id)!);
    const { kept, sink } = keeper();
    expect(await sweepOf(cells, sink)).toEqual([]);
    expect(kept.sort()).toEqual([...ids].sort());
    expect(got.sort()).toEqual(ids.slice(0, 3).sort());
  });

  it('leaves nothing of a sweep that ends by an error of its own, and no wish for a cell that failed', async () => {
    const cells = await cellsOf(8);
    const leftOver = async () => ({
      wishes: (await connection.keys(`${QUEUE_NAME}:wanted:*`)).length,
      waiting: await queue.getWaitingCount(),
    });
    // Takes one cell, and no other.
    const worker = new Worker(QUEUE_NAME, null, { connection, autorun: false });
    const once = async (end: (job: Job, token: string) => Promise<unknown>) => {
      let job: Job | undefined;
      while (!job) job = await worker.getNextJob('token', { block: false });
      await end(job, 'token');
    };
    const isFull = new Error('no space left');
    const full: CellSink = { keep: () => Promise.reject(isFull), progress: () => {} };
    const resultOfJob = ({ id }: Job) => resultOf(cells.find(({ fingerprint }) => fingerprint === id)!);
    const [ended] = await Promise.allSettled([
      sweepOf(cells, full),
      once((job, token) => job.moveToCompleted(resultOfJob(job), token, false)),
    ]);
    expect(ended).toEqual({ status: 'rejected', reason: isFull });
    expect(await leftOver()).toEqual({ wishes: 0, waiting: 0 });

    const [failed] = await Promise.all([
      sweepOf(cells.slice(0, 1), keeper().sink),
      queue
        .remove(cells[0]!.fingerprint)
        .then(() =>
          once((job, token) => job.moveToFailed(new UnrecoverableError('no such cell'), token, false)),
        ),
    ]);
    expect(failed.map(({ why }) => why)).toEqual(['no such cell']);
    expect(await leftOver()).toEqual({ wishes: 0, waiting: 0 });

    await enqueue({ queue, connection, sweep: 'killed' }, cells.slice(6), stop.signal);
    expect(await leftOver()).toEqual({ wishes: 2, waiting: 2 });
    await withdrawFrom(queueAddress(url), cells, () => {});
    expect(await leftOver()).toEqual({ wishes: 0, waiting: 0 });
    await worker.close();
  });

  it('fails a cell when three different workers have refused it, each of them once', async () => {
    const cells = await cellsOf(1, { data: `{ kind: file, path: ${badTexts} }` });
    const workers = [realWorker(), realWorker(), realWorker()];
    await until(() => workers.every(({ told }) => told.includes('ready')), 'three workers');
    const failed = await sweepOf(cells, keeper().sink);
    expect(failed.map(({ why }) => why)).toEqual([
      expect.stringMatching(/^3 workers gave it back: .*bad\.csv/),
    ]);
    expect(workers.map(({ said }) => said.length)).toEqual([1, 1, 1]);
    const outcomes = workers.flatMap(({ said }) => said.map(({ outcome }) => outcome)).sort();
    expect(outcomes).toEqual(['given back', 'given back', 'refused']);
  });

  it('leaves a cell that the only worker refused to others for as long as there may be some', async () => {
    const cells = await cellsOf(1, { data: `{ kind: file, path: ${badTexts} }` });
    // Another worker is there and busy: the refusing one waits for it, and tries no second time.
    const beat = setInterval(async () => {
      await connection.zadd(`${QUEUE_NAME}:alive`, Number((await connection.time())[0]), 'busy');
    }, 200);
    const { said } = realWorker();
    let isOver = false;
    const sweep = sweepOf(cells, keeper().sink).finally(() => {
      isOver = true;
    });
    await until(() => said.length > 0, 'the refusal');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect([isOver, said.map(({ outcome }) => outcome)]).toEqual([false, ['given back']]);
    clearInterval(beat);
    await connection.zrem(`${QUEUE_NAME}:alive`, 'busy');
    expect((await sweep).map(({ why }) => why)).toEqual([
      expect.stringMatching(/^all workers that are there gave it back: .*bad\.csv/),
    ]);
  });

  it('lets a worker that lost its lock stop computing and go on with another cell', async () => {
    const [long] = await cellsOf(1, { rounds: 50_000 });
    const [short] = await cellsOf(1);
    const { said } = realWorker();
    const { kept, sink } = keeper();
    const over = new AbortController();
    const sweep = sweepOf([long!], sink, { signal: over.signal });
    let lock: string | null = null;
    const key = `bull:${QUEUE_NAME}:${long!.fingerprint}:lock`;
    while (lock === null) lock = await connection.get(key);
    await connection.set(key, 'of-another-worker', 'PX', 120_000);
    expect(await sweepOf([short!], sink)).toEqual([]); // there is one thread, and it was busy for minutes
    expect(kept).toEqual([short!.fingerprint]);
    expect(await connection.get(key)).toBe('of-another-worker');
    expect(said.filter(({ id, outcome }) => id === long!.fingerprint && outcome === 'done')).toEqual([]);
    over.abort();
    await sweep;
  });

  /** A sweep of cells that take minutes and a worker that computes one of them, told to stop at the same moment, end; what they said. */
  async function toldToStop(to: string, when: (told: readonly string[]) => Promise<unknown>) {
    const over = new AbortController();
    const told: string[] = [];
    const tell = (line: string) => told.push(line);
    const address = queueAddress(to);
    const sink = { ...keeper().sink, progress: () => tell('a cell goes on') };
    const sweep = onQueue(address, tell)(await cellsOf(3, { rounds: 50_000 }), sink, over.signal);
    const onReady = () => tell('worker ready');
    const onCell = (_id: string, outcome: string) => tell(outcome);
    const serving = serveQueue(address, { workers: 1, signal: over.signal, onReady, onCell, tell });
    await when(told);
    over.abort();
    expect(await Promise.all([sweep, serving])).toEqual([[], undefined]);
    return told;
  }
  const goesOn = (told: readonly string[]) => until(() => told.includes('a cell goes on'), 'progress');

  it.runIf(LONG)(
    'ends sweeps and workers, told to, though the server is gone, or there and silent',
    async () => {
      const [dead, silent] = await Promise.all([startRedis(), startRedis()]);
      // Passes one connection of each on, and accepts all others without a word.
      const server = await startRedis();
      let open = 0;
      const hole = createServer((socket) => {
        socket.on('error', () => {});
        if (++open > 2) return;
        const on = connect(Number(new URL(server.url).port), '127.0.0.1');
        on.on('error', () => {});
        socket.pipe(on).pipe(socket);
      });
      await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
      const { port } = hole.address() as AddressInfo;
      const said = await Promise.all([
        toldToStop(dead.url, async (told) => {
          await goesOn(told);
          dead.stop();
          await until(() => told.some((line) => /connection lost/.test(line)), 'word of the loss');
        }),
        toldToStop(silent.url, async (told) => {
          await goesOn(told);
          silent.freeze();
        }),
        toldToStop(`redis://127.0.0.1:${port}`, () => until(() => open > 2, 'the connection into the hole')),
      ]);
      for (const told of said.slice(0, 2)) {
        expect(told).toContainEqual(
          expect.stringMatching(/^3 cells may still wait at .*`--withdraw` takes them/),
        );
        expect(told).toContainEqual(
          expect.stringMatching(/is gone; what this worker computed is left to others/),
        );
      }
      expect(said[2]!.filter((line) => /may still wait|is gone|worker ready/.test(line))).toEqual([]);
      for (const one of [dead, silent, server]) one.stop();
      hole.close();
    },
  );

  it('takes back what a killed sweep wanted, and says what it leaves to one that is there', async () => {
    const cells = await cellsOf(3);
    const killed = { queue, connection, sweep: 'killed' };
    const other = { queue, connection, sweep: 'other' };
    await enqueue(killed, cells, stop.signal);
    await enqueue(other, cells.slice(2), stop.signal);
    await connection.zincrby(`${QUEUE_NAME}:sweeps`, -60, 'killed');
    const over = new AbortController();
    const told: string[] = [];
    const sweep = onQueue(queueAddress(url), (line) => told.push(line))(cells, keeper().sink, over.signal);
    await until(() => told.length > 0, 'word of the workers');
    over.abort();
    await sweep;
    expect(told.slice(1)).toEqual([
      expect.stringMatching(/^2 waiting cells were taken back from redis:/),
      expect.stringMatching(/^1 cells stay at redis:.* as another sweep wants them/),
    ]);
    expect(await queue.getWaitingCount()).toBe(1);
  });

  describe('over a line of 20 ms', () => {
    const CELLS = process.env.DRIFTLORA_FULL === undefined ? 120 : 500;
    const MOST_ROUND_TRIPS = 60;

    it(`enqueues, takes back, tries again and collects ${CELLS} cells in a few dozen round trips each`, async () => {
      const cells = await cellsOf(CELLS);
      const { line, to } = await farAway();
      let before = 0;
      const since = () => {
        const trips = line.roundTrips() - before;
        before = line.roundTrips();
        return trips;
      };
      const count = async (state: 'waiting' | 'failed' | 'completed') =>
        (await queue.getJobCounts(state))[state];
      const counted = async (state: 'waiting' | 'failed' | 'completed') => {
        while ((await count(state)) !== CELLS) await new Promise((resolve) => setTimeout(resolve, 20));
      };

      const ctrlC = new AbortController();
      const first = sweepOf(cells, keeper().sink, { to, signal: ctrlC.signal });
      await counted('waiting');
      const enqueued = since();
      ctrlC.abort();
      await first;
      expect(await count('waiting')).toBe(0);
      const takenBack = since();

      const killed = new AbortController();
      const second = sweepOf(cells, keeper().sink, { signal: killed.signal });
      await counted('waiting');
      since();
      expect(await withdrawFrom(queueAddress(to), cells, () => {})).toBe(CELLS);
      const withdrawn = since();
      killed.abort();
      await second;

      const finish = () => Promise.all(ends.splice(0).map((end) => end()));
      const addAll = () =>
        queue.addBulk(
          cells.map(({ fingerprint }) => ({ name: 'cell', data: {}, opts: { jobId: fingerprint } })),
        );
      await addAll();
      quickWorker(() => Promise.reject(new Error('not yet')));
      await counted('failed');
      await finish();
      since();
      const again = keeper();
      const third = sweepOf(cells, again.sink, { to });
      await counted('waiting');
      const triedAgain = since();
      const results = new Map(cells.map((cell) => [cell.fingerprint, resultOf(cell)]));
      quickWorker((id) => results.get(id)!);
      expect(await third).toEqual([]);
      expect(again.kept).toHaveLength(CELLS);

      // Finished while no sweep was there: no event tells of them.
      await addAll();
      await counted('completed');
      await finish();
      since();
      const last = keeper();
      expect(await sweepOf(cells, last.sink, { to })).toEqual([]);
      const collected = since();
      expect(last.kept).toHaveLength(CELLS);
      line.close();
      const trips = { enqueued, takenBack, withdrawn, triedAgain, collected };
      for (const [what, number] of Object.entries(trips)) {
        expect(number, `${what} of ${JSON.stringify(trips)}`).toBeLessThan(MOST_ROUND_TRIPS);
      }
    });
  });
});
