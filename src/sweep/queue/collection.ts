/**
 * What of a sweep is collected from the queue: a finished cell is kept in the sweep's directory first and removed from the queue
 * then, and a cell that the queue has lost is enqueued again.
 */
import type { CellSink, FailedCell } from '../compute.js';
import { parseCell, type SweepCell } from '../index.js';
import { batchesOf, type CellQueue, type Connected, enqueue, leave, wantNoMore } from './wanted.js';

/** Questions of one cell each that are asked together; an answer can be the result of a cell. */
const TOGETHER = 100;
/** Results that are no results of a cell before it counts as failed. */
const MOST_BROKEN = 3;
export const WAITING = ['wait', 'delayed', 'prioritized'] as const;

/**
 * What is asked of a batch is on its way together, so it takes as long as one question; not all at once, since answers
 * may be large.
 */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const batch of batchesOf(items, TOGETHER)) results.push(...(await Promise.all(batch.map(ask))));
  return results;
}

export const idsIn = async (queue: CellQueue, ...states: Parameters<CellQueue['getRanges']>[0]) =>
  new Set(await queue.getRanges(states, 0, -1));

/** A job of the queue: undefined where it is gone, null where what stands there is no JSON and so none of ours. */
const jobIn = (queue: CellQueue, fingerprint: string) =>
  queue.getJob(fingerprint).catch((error) => {
    if (error instanceof SyntaxError) return null;
    throw error;
  });

export class Collection {
  readonly missing: Map<string, SweepCell>;
  readonly failed: FailedCell[] = [];
  private readonly broken = new Map<string, number>();
  private readonly taking = new Set<string>();
  private readonly takes = new Set<Promise<void>>();

  constructor(
    private readonly connected: Connected,
    private readonly sink: CellSink,
    jobs: readonly SweepCell[],
    private readonly signal: AbortSignal,
  ) {
    this.missing = new Map(jobs.map((job) => [job.fingerprint, job]));
  }

  /** Nothing is missing, and what is kept has left the queue. */
  get isComplete(): boolean {
    return this.missing.size === 0 && this.taking.size === 0;
  }

  /** The states of all cells in as many questions as there are states, not cells. */
  async lookAtAll(): Promise<void> {
    const { queue } = this.connected;
    // In the order in which a cell goes through them, so that one that moves between two questions is seen by the second.
    const others = await idsIn(queue, 'active', ...WAITING);
    const [completed, failed] = await Promise.all([idsIn(queue, 'completed'), idsIn(queue, 'failed')]);
    const missing = [...this.missing];
    const lost = missing.flatMap(([fingerprint, cell]) =>
      completed.has(fingerprint) || failed.has(fingerprint) || others.has(fingerprint) ? [] : [cell],
    );
    const names = missing.map(([fingerprint]) => fingerprint);
    await this.take(names.filter((name) => completed.has(name)));
    await inBatches(
      names.filter((name) => failed.has(name) && !completed.has(name)),
      (name) => this.fail(name),
    );
    // Some may have been taken meanwhile, as an event told of them.
    const isStillMissing = ({ fingerprint }: SweepCell) =>
      this.missing.has(fingerprint) && !this.taking.has(fingerprint);
    await enqueue(this.connected, lost.filter(isStillMissing), this.signal);
  }

  /** Resolves when nothing is being taken any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.takes);
  }

  /** Keeps those that are finished; told to stop, it goes no further than what it has begun. */
  async take(fingerprints: readonly string[]): Promise<void> {
    const taking = this.takeInBatches(fingerprints);
    this.takes.add(taking);
    await taking.finally(() => this.takes.delete(taking));
  }

  private async takeInBatches(fingerprints: readonly string[]): Promise<void> {
    for (const some of batchesOf(fingerprints, TOGETHER)) {
      if (this.signal.aborted) return;
      const batch = some.filter(
        (fingerprint) => this.missing.has(fingerprint) && !this.taking.has(fingerprint),
      );
      for (const fingerprint of batch) this.taking.add(fingerprint);
      try {
        await this.takeTogether(batch);
      } finally {
        for (const fingerprint of batch) this.taking.delete(fingerprint);
      }
    }
  }

  /**
   * Every step is asked for all cells before the next one for any: on a line to a server far away the answers come in
   * pieces, and each piece would be followed by questions of its own.
   */
  private async takeTogether(fingerprints: readonly string[]): Promise<void> {
    const { queue } = this.connected;
    const found = await Promise.all(fingerprints.map((fingerprint) => jobIn(queue, fingerprint)));
    const kept: string[] = [];
    const broken: SweepCell[] = [];
    try {
      for (const [i, fingerprint] of fingerprints.entries()) {
        const job = found[i];
        const cell = this.missing.get(fingerprint);
        if (cell === undefined || job === undefined || (job && job.finishedOn === undefined)) continue;
        const text: unknown = job?.returnvalue;
        if (typeof text === 'string' && parseCell(text, cell)) {
          await this.sink.keep(cell, text);
          this.missing.delete(fingerprint);
          kept.push(fingerprint);
        } else broken.push(cell);
      }
    } finally {
      // Also of a batch of which one cell could not be kept.
      await leave(this.connected, kept, (unwanted) => Promise.all(unwanted.map((one) => queue.remove(one))));
    }
    for (const cell of broken) await this.again(cell);
  }

  /** What stands there as a result is none of this cell: it is computed anew, and not for ever. */
  private async again(cell: SweepCell): Promise<void> {
    const { fingerprint } = cell;
    const times = (this.broken.get(fingerprint) ?? 0) + 1;
    this.broken.set(fingerprint, times);
    await this.connected.queue.remove(fingerprint);
    if (times < MOST_BROKEN) await enqueue(this.connected, [cell], this.signal);
    else await this.giveUp(cell, `${times} results in the queue were none of this cell`);
  }

  async fail(fingerprint: string): Promise<void> {
    const cell = this.missing.get(fingerprint);
    if (!cell) return;
    const why = (await jobIn(this.connected.queue, fingerprint))?.failedReason ?? 'no reason given';
    await this.giveUp(cell, why);
  }

  private async giveUp(job: SweepCell, why: string): Promise<void> {
    if (!this.missing.delete(job.fingerprint)) return; // Told by an event and found by a look.
    this.failed.push({ job, why });
    // What failed stays for a day to be looked at; whoever enqueues it anew is asked by nobody to wait for this sweep.
    await wantNoMore(this.connected, [job.fingerprint]);
  }
}
