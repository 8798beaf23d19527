/** Cells in parallel, one a thread. Which thread runs a cell, and when, does not change its bytes. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { CellJob } from './run-cell.js';

/** Where a running cell is: rounds done, its setting up counted as one. */
export interface CellProgress {
  readonly fingerprint: string;
  readonly done: number;
}

export interface CellPool {
  readonly workers: number;
  /**
   * @param signal ends the cell in the middle
   * @returns the text of the result, see runCell
   */
  run(job: CellJob, signal?: AbortSignal): Promise<string>;
  /** Ends the threads, whatever they are doing. */
  close(): Promise<void>;
}

/** @param workers threads; memory grows with each by one copy of the model and the data */
export function cellPool(workers: number, onProgress: (progress: CellProgress) => void = () => {}): CellPool {
  const pool = new Piscina<CellJob, string>({
    filename: fileURLToPath(new URL('./cell-worker.js', import.meta.url)),
    minThreads: workers,
    maxThreads: workers,
  });
  pool.on('message', onProgress);
  return {
    workers,
    run: ({ scenario, fingerprint }, signal) =>
      pool.run({ scenario, fingerprint }, { signal: signal ?? null }) as Promise<string>,
    close: () => pool.destroy(),
  };
}
