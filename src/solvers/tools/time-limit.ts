/**
 * The time limit of a solve. Whoever works longer than a pass over the devices between two looks breaks the promise
 * that a limit is kept within a tenth and 50 ms (test/solvers/time-limit.properties.ts).
 */
import type { StopReason } from '../../problem/solution.js';
import type { SolveOptions } from '../solver.js';

/** Thrown inside a solver when a limit is hit, caught by it; never leaves it. */
export class Stopped extends Error {
  constructor(readonly reason: StopReason) {
    super(reason);
  }
}

/** To be called about once a pass over the devices; throws Stopped when the time is up. */
export type Look = () => void;

export class TimeLimit {
  private endMs: number;
  private readonly clock: (() => number) | undefined;

  /** Counts from now. */
  constructor({ timeLimitS, clock }: Pick<SolveOptions, 'timeLimitS' | 'clock'>) {
    this.clock = timeLimitS === undefined ? undefined : clock;
    this.endMs = this.clock === undefined ? Number.POSITIVE_INFINITY : this.clock() + 1000 * timeLimitS!;
  }

  /** One look at the clock; none without a limit. */
  get isOver(): boolean {
    return this.clock !== undefined && this.clock() > this.endMs;
  }

  /** What is left, s, at least 0; Infinity without a limit. */
  get leftS(): number {
    return this.clock === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(0, (this.endMs - this.clock()) / 1000);
  }

  /**
   * Does some work and keeps `times` its duration back at the end (at most half of what is left): for writing the
   * answer, which takes as many passes over the devices as reading the problem, or more.
   */
  keepBackFor<T>(work: () => T, times: number): T {
    if (this.clock === undefined) return work();
    const startMs = this.clock();
    const result = work();
    const nowMs = this.clock();
    this.endMs -= Math.max(0, Math.min(times * (nowMs - startMs), 0.5 * (this.endMs - nowMs)));
    return result;
  }

  /** @throws Stopped when the time is up */
  readonly look: Look = () => {
    if (this.isOver) throw new Stopped('time-limit');
  };
}

/** For whoever has no limit. */
export const NO_LOOK: Look = () => {};

/** The result, or undefined where the time was up before. */
export function unlessStopped<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Stopped) return undefined;
    throw error;
  }
}
