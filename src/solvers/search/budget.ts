/** The limits of a search. */
import type { StopReason } from '../../problem/solution.js';
import type { SolveOptions } from '../solver.js';

export const DEFAULT_NODE_LIMIT = 5_000_000;

/** Thrown inside a search when a limit is hit, caught by the solver; never leaves it. */
export class Stopped extends Error {
  constructor(readonly reason: StopReason) {
    super(reason);
  }
}

export class Budget {
  nodes = 0;
  private readonly nodeLimit: number;
  private readonly deadlineMs: number;
  private readonly clock: (() => number) | undefined;

  constructor(options: SolveOptions) {
    this.nodeLimit = options.nodeLimit ?? DEFAULT_NODE_LIMIT;
    this.clock = options.timeLimitS === undefined ? undefined : options.clock;
    this.deadlineMs = this.clock ? this.clock() + 1000 * options.timeLimitS! : 0;
  }

  /** Counts one node. */
  spend(): void {
    this.nodes++;
    if (this.nodes > this.nodeLimit) throw new Stopped('node-limit');
    // Reading a clock costs as much as a node: look at every 64th.
    if (this.clock && (this.nodes & 63) === 0 && this.clock() > this.deadlineMs)
      throw new Stopped('time-limit');
  }
}
