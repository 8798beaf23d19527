/** The limits of a search. */
import type { SolveOptions } from '../solver.js';
import { Stopped, TimeLimit } from '../time-limit.js';

export const DEFAULT_NODE_LIMIT = 5_000_000;

export class Budget {
  nodes = 0;
  private readonly nodeLimit: number;
  readonly time: TimeLimit;

  constructor(options: SolveOptions) {
    this.nodeLimit = options.nodeLimit ?? DEFAULT_NODE_LIMIT;
    this.time = new TimeLimit(options);
  }

  /** Counts one node. */
  spend(): void {
    this.nodes++;
    if (this.nodes > this.nodeLimit) throw new Stopped('node-limit');
    // Reading a clock costs as much as a node: look at every 64th.
    if ((this.nodes & 63) === 0) this.time.look();
  }
}
