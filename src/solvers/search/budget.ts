/** The limits of a search. */
import type { SolveOptions } from '../solver.js';
import { Stopped, TimeLimit } from '../tools/time-limit.js';

const DEFAULT_NODE_LIMIT = 5_000_000;

/** Devices looked at between two looks at the clock: a millisecond's work, beside which a look costs nothing. */
const WORK_BETWEEN_LOOKS = 20_000;

export class Budget {
  nodes = 0;
  private readonly nodeLimit: number;
  private worked = 0;

  constructor(
    options: SolveOptions,
    private limit: TimeLimit = new TimeLimit(options),
  ) {
    this.nodeLimit = options.nodeLimit ?? DEFAULT_NODE_LIMIT;
  }

  get time(): TimeLimit {
    return this.limit;
  }

  /** Whoever has to end in order gets a later end. */
  extend(time: TimeLimit): void {
    this.limit = time;
  }

  /** Counts one node. */
  spend(): void {
    this.nodes++;
    if (this.nodes > this.nodeLimit) throw new Stopped('node-limit');
    // A node may look at nobody, at a price table alone.
    this.work(WORK_BETWEEN_LOOKS / 64);
  }

  /** To be called with every pass over so many devices; throws Stopped when the time is up. */
  readonly work = (devices: number): void => {
    this.worked += devices;
    if (this.worked < WORK_BETWEEN_LOOKS) return;
    this.worked = 0;
    this.limit.look();
  };
}
