/** Who computes the cells of a sweep: this machine's cores here, other machines in queue/. */
import { type CellJob, cellPool, type SweepCell } from './index.js';

/** Where finished cells and news of running ones go. */
export interface CellSink {
  /** @param text as runCell returns it */
  keep(job: CellJob, text: string): Promise<void>;
  /** Rounds done of a running cell, setting up counted as one. */
  progress(fingerprint: string, done: number): void;
}

/** A cell that cannot be computed, and why. */
export interface FailedCell {
  readonly job: CellJob;
  readonly why: string;
}

/**
 * Computes every job and hands each result to the sink as it comes; a cell that cannot be computed does not keep the
 * others from it.
 * @param signal ends it early: the promise resolves, cells not yet kept are lost
 * @returns the cells that failed
 */
export type ComputeCells = (
  jobs: readonly SweepCell[],
  sink: CellSink,
  signal: AbortSignal,
) => Promise<readonly FailedCell[]>;

/** Resolves when the signal says stop, also where it has done so already. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

export const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** On worker threads of this process. Rejects where a result cannot be kept. */
export function onThisMachine(workers: number): ComputeCells {
  return async (jobs, sink, signal) => {
    const pool = cellPool(Math.min(workers, jobs.length), ({ fingerprint, done }) =>
      sink.progress(fingerprint, done),
    );
    const failed: FailedCell[] = [];
    const next = jobs.values();
    /** As many at once as there are threads: what waits in a pool holds memory. */
    const work = async () => {
      for (const job of next) {
        if (signal.aborted) return;
        const text = await pool.run(job).catch((error: unknown) => {
          failed.push({ job, why: reasonOf(error) });
        });
        if (text !== undefined) await sink.keep(job, text);
      }
    };
    const all = Promise.all(Array.from({ length: pool.workers }, work));
    try {
      await Promise.race([all, aborted(signal)]);
      return signal.aborted ? [] : failed;
    } finally {
      all.catch(() => {}); // Ending the threads rejects what they were doing.
      await pool.close();
    }
  };
}
