/** The best schedule found so far, and how much better another must be to matter. */

import type { Allocation } from '../tools/allocation/gathered.js';
import { allocate } from '../tools/allocation.js';
import { compareWorth, type Worth, worthOf } from '../tools/objective.js';
import type { RoundColumns } from '../tools/problem-columns.js';
import { type Look, NO_LOOK } from '../tools/time-limit.js';
import type { QuickAllocation } from './quick-allocation.js';

export interface Schedule extends Worth {
  readonly scheduled: readonly number[];
  readonly allocation: Allocation;
}

/** Half of the tolerance 1e-9 of docs/certificates.md, so that a checker's rounding cannot tip the scale. */
const RELATIVE_CUT = 5e-10;
const ROUNDING_CUT = 3e-14;

export class Incumbent {
  best: Schedule | undefined;
  allocations = 0;
  /** Told of every schedule that becomes the best. */
  onBetter: ((best: Schedule) => void) | undefined;

  constructor(
    private readonly columns: RoundColumns,
    private readonly quick?: QuickAllocation,
    private readonly look: Look = NO_LOOK,
    private readonly roundingCut = ROUNDING_CUT,
  ) {}

  /** Bounds at or above this close a part. */
  get cutoff(): number {
    const { best } = this;
    if (best === undefined) return Number.POSITIVE_INFINITY;
    return best.objective - RELATIVE_CUT * Math.abs(best.objective) - this.roundingCut * best.scale;
  }

  /**
   * Allocates a schedule and keeps it if it is better.
   * @param guess a bandwidth price to start from, 0 for none
   * @param guessTauS tau to start from, where it has a price
   * @returns the allocation (its bandwidths are written over by the next offer), undefined where the schedule is infeasible
   */
  offer(scheduled: readonly number[], guess = 0, guessTauS = 0): Allocation | undefined {
    const { columns } = this;
    if (scheduled.length > columns.maxScheduled || scheduled.length < columns.minScheduled) return undefined;
    this.allocations++;
    this.look();
    const allocation =
      this.quick?.solve(scheduled, guess, guessTauS) ?? allocate(columns, scheduled, guess, this.look);
    if (allocation !== undefined) this.compare(scheduled, allocation);
    return allocation;
  }

  /** Offers a schedule; what it is worth at its best, with the multipliers of that. */
  valued(
    scheduled: readonly number[],
    guess?: number,
    guessTauS?: number,
  ): { objective: number; price: number; tauS: number } | undefined {
    const allocation = this.offer(scheduled, guess, guessTauS);
    if (allocation === undefined) return undefined;
    const { objective } = worthOf(this.columns, scheduled, allocation.bandwidthHz);
    return { objective, price: allocation.price, tauS: allocation.tauS };
  }

  private compare(scheduled: readonly number[], allocation: Allocation): void {
    const worth = worthOf(this.columns, scheduled, allocation.bandwidthHz);
    if (this.best !== undefined && !isBetter(worth, scheduled, this.best)) return;
    const { price, tauS } = allocation;
    const kept = { bandwidthHz: allocation.bandwidthHz.slice(0, scheduled.length), price, tauS };
    const { objective, scale, delayS, energyJ } = worth;
    this.best = { objective, scale, delayS, energyJ, scheduled: [...scheduled], allocation: kept };
    this.onBetter?.(this.best);
  }
}

/** Where worth does not tell, lower indexes first (theory 3). */
function isBetter(a: Worth, scheduled: readonly number[], b: Schedule): boolean {
  const order = compareWorth(a, b);
  if (order !== 0) return order < 0;
  for (let i = 0; i < scheduled.length && i < b.scheduled.length; i++) {
    if (scheduled[i] !== b.scheduled[i]) return scheduled[i]! < b.scheduled[i]!;
  }
  return scheduled.length < b.scheduled.length;
}
