/**
 * Solves the rounds of one horizon on worker threads. A round's answer depends on the round and the prices alone,
 * and answers come back in order, so the clairvoyant result has the same bytes with any number of workers.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { HorizonProblem } from '../../problem/horizon/problem.js';
import type { RoundSolution } from '../../problem/round/solution.js';
import type { RoundsRequest, SolveRoundsAsync } from '../../solvers/horizon/index.js';

export interface HorizonPool {
  readonly workers: number;
  /** For `clairvoyantOn`. */
  readonly evaluate: SolveRoundsAsync;
  close(): Promise<void>;
}

/** Rounds in one message: their times differ by a factor of ten, so pieces are small. */
const PIECE = 5;

/** @param workers threads (a whole number >= 1) */
export function horizonPool(problem: HorizonProblem, workers = availableParallelism()): HorizonPool {
  const pool = new Piscina<RoundsRequest, readonly RoundSolution[]>({
    filename: fileURLToPath(new URL('./horizon-worker.js', import.meta.url)),
    minThreads: workers,
    maxThreads: workers,
    workerData: problem,
  });
  return {
    workers,
    async evaluate({ prices, rounds }) {
      const pieces: Promise<readonly RoundSolution[]>[] = [];
      for (let start = 0; start < rounds.length; start += PIECE) {
        pieces.push(pool.run({ prices, rounds: rounds.slice(start, start + PIECE) }));
      }
      return (await Promise.all(pieces)).flat();
    },
    close: () => pool.close(),
  };
}
