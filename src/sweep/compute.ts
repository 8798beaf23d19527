/** Who computes the cells of a sweep: this machine's cores here, other machines in queue/. */
import { type CellJob, cellPool } from './index.js';

/** Where finished cells and news of running ones go. */
export interface CellSink {
  /** @param text as runCell returns it */
  keep(job: CellJob, text: string): Promise<void>;
  /** Rounds done of a running cell, setting up counted as one. */
  progress(fingerprint: string, done: number): void;
}

/**
 * Computes every job and hands each result to the sink as it comes.
 * @param signal ends it early: the promise resolves, cells not yet kept are lost
 */
export type ComputeCells = (jobs: readonly CellJob[], sink: CellSink, signal: AbortSignal) => Promise<void>;

/** On worker threads of this process. Rejects with the first cell's error, at once. */
export function onThisMachine(workers: number): ComputeCells {
  return async (jobs, sink, signal) => {
    const pool = cellPool(Math.min(workers, jobs.length), ({ fingerprint, done }) =>
      sink.progress(fingerprint, done),
    );
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const all = Promise.all(jobs.map(async (job) => sink.keep(job, await pool.run(job))));
    try {
      await Promise.race([all, stopped]);
    } finally {
      all.catch(() => {}); // Ending the threads rejects what they were doing.
      await pool.close();
    }
  };
}
