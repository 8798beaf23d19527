/**
 * weight chi of chosen columns, and what a swap changes in it: chi = sum_k pi_k d_k^2 of the debts d_k = u_k - h (theory 9.10).
 * A swap that hears somebody where nobody was, or nobody where somebody was, moves h and with it every d_k; sum_k pi_k d_k = 0
 * spares the sum over them.
 */
import type { Column } from './decision-columns.js';
import type { PriceSpace } from './price-space.js';

export class DebtTally {
  private readonly first: number;
  private readonly rounds: number;
  private readonly shares: readonly number[];
  private readonly weight: number;
  /** d_k. */
  private readonly apart: Float64Array;
  /** Changes under consideration; 0 between calls. */
  private readonly delta: Float64Array;

  constructor({ budgets, debts }: PriceSpace) {
    this.first = budgets;
    this.rounds = debts?.rounds ?? 1;
    this.shares = debts?.shares ?? [];
    this.weight = debts?.weight ?? 0;
    this.apart = new Float64Array(this.shares.length);
    this.delta = new Float64Array(this.shares.length);
  }

  /** weight chi; 0 without a balance. */
  get cost(): number {
    let chi = 0;
    for (let k = 0; k < this.shares.length; k++) chi += this.shares[k]! * this.apart[k]! ** 2;
    return this.weight * chi;
  }

  copy(): Float64Array {
    return this.apart.slice();
  }

  restore(apart: Float64Array): void {
    this.apart.set(apart);
  }

  add(column: Column, sign: 1 | -1): void {
    if (this.shares.length === 0 || column.constraint.length === 0) return;
    for (let k = 0; k < this.apart.length; k++) this.apart[k] = this.apart[k]! - sign;
    this.note(this.apart, column, sign);
  }

  /** What weight chi changes by with a swap. */
  change(from: Column, to: Column): number {
    if (this.shares.length === 0) return 0;
    this.note(this.delta, from, -1);
    this.note(this.delta, to, 1);
    const more = Math.sign(to.constraint.length) - Math.sign(from.constraint.length);
    return this.weight * (more * more + this.settle(from, more) + this.settle(to, more));
  }

  private note(into: Float64Array, { constraint, amount }: Column, sign: 1 | -1): void {
    for (let a = 0; a < constraint.length; a++) {
      const k = constraint[a]! - this.first;
      if (k >= 0) into[k] = into[k]! + sign * amount[a]! * this.rounds;
    }
  }

  /** Adds up what the deltas of some devices change in chi, and clears them. */
  private settle({ constraint }: Column, more: number): number {
    let change = 0;
    for (let a = 0; a < constraint.length; a++) {
      const k = constraint[a]! - this.first;
      if (k < 0 || this.delta[k] === 0) continue;
      const d = this.delta[k]!;
      change += this.shares[k]! * d * (2 * (this.apart[k]! - more) + d);
      this.delta[k] = 0;
    }
    return change;
  }
}
