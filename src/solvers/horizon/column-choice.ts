/**
 * One column for every round so that all budgets are kept and the penalties sum to little, with what the debts cost where the
 * problem has a balance: a multiple-choice knapsack with many constraints. Starts from what the best prices select, then greedy repair and local search.
 */
import { DebtTally } from './debt-tally.js';
import { type Column, cheapest } from './decision-columns.js';
import type { PriceSpace } from './price-space.js';

/** Overspending that counts as none: sums of T terms round. */
const ROUNDING = 1e-12;
const REPAIRS_PER_ROUND = 4;
/**
 * Overspending is first allowed at the dual's own prices, then made dearer by these factors: swaps settle while
 * they can still pass through what is not feasible.
 */
const EXCESS_FACTORS = [1, 1.3, 2, 4];
/** A budget without a price is overspent at this part of the mean price. */
const LEAST_WORTH = 1e-2;
/** Trades (one swap beyond the budget, then its repair) that are tried before the search gives up. */
const TRADES = 4;
/** Columns of a round that are considered for their small charge at the prices. */
const KEPT = 16;

export interface Selection {
  /** Of each round, in order. */
  readonly columns: readonly Column[];
  /** Sum of the columns' penalties, and what their debts cost. */
  readonly penalty: number;
}

/**
 * @param rounds columns to choose from, at least one a round
 * @param worth prices near the dual's best
 * @returns undefined where no columns within the budget were found
 */
export function selectColumns(
  rounds: readonly (readonly Column[])[],
  worth: Float64Array,
  space: PriceSpace,
): Selection | undefined {
  const search = new SwapSearch(rounds, worth, space);
  for (const factor of EXCESS_FACTORS) search.descend(factor);
  if (!search.repairAll()) return undefined;
  search.improveAll();
  for (let failures = 0; failures < TRADES; ) {
    const before = search.penalty;
    search.trade(failures);
    failures = search.penalty < before - ROUNDING * Math.abs(before) ? 0 : failures + 1;
  }
  return { columns: search.columns, penalty: search.penalty };
}

interface Swap {
  readonly t: number;
  readonly to: Column;
}

class SwapSearch {
  private readonly rounds: readonly (readonly Column[])[];
  private chosen: Column[];
  private used: Float64Array;
  /** Prices at which overspending counts, all > 0: of the budgets alone. */
  private readonly worth: Float64Array;
  /** Changes of use under consideration; 0 between calls. */
  private readonly delta: Float64Array;
  private readonly debts: DebtTally;

  constructor(rounds: readonly (readonly Column[])[], worth: Float64Array, space: PriceSpace) {
    this.rounds = rounds.map((columns) => promising(columns, worth, space.budgets));
    this.chosen = this.rounds.map((columns) => columns[0]!);
    const mean = space.budgetWorth(worth) / Math.max(space.budgets, 1);
    this.worth = worth
      .subarray(0, space.budgets)
      .map((y) => Math.max(y, LEAST_WORTH * mean, Number.MIN_VALUE));
    this.used = new Float64Array(worth.length);
    this.delta = new Float64Array(worth.length);
    this.debts = new DebtTally(space);
    for (const column of this.chosen) {
      addUse(this.used, column, 1);
      this.debts.add(column, 1);
    }
  }

  get columns(): readonly Column[] {
    return this.chosen;
  }

  get penalty(): number {
    return this.chosen.reduce((sum, { penalty }) => sum + penalty, 0) + this.debts.cost;
  }

  /** What a swap lowers the penalty by. */
  private gain(from: Column, to: Column): number {
    return from.penalty - to.penalty - this.debts.change(from, to);
  }

  /** Swaps as long as that lowers the penalty plus the excess at the dual's prices times a factor. */
  descend(factor: number): void {
    for (let left = REPAIRS_PER_ROUND * this.rounds.length; left > 0; left--) {
      const most = this.best((from, to) => {
        const gain = this.gain(from, to) - factor * this.excessChange(from, to);
        return gain > ROUNDING * Math.abs(from.penalty) ? gain : 0;
      });
      if (most === undefined) break;
      this.make(most);
    }
  }

  /** Swaps until every budget is kept; false where swaps alone do not get there. */
  repairAll(): boolean {
    for (let left = REPAIRS_PER_ROUND * this.rounds.length; left > 0; left--) {
      if (this.excess() === 0) return true;
      if (!this.repair()) return false;
    }
    return this.excess() === 0;
  }

  improveAll(): void {
    while (this.improve());
  }

  /**
   * Overspends by the swap of the given rank in gain for excess, repairs, improves, and takes it all back unless
   * the penalty is lower.
   */
  trade(rank: number): void {
    const before = {
      chosen: [...this.chosen],
      used: this.used.slice(),
      debts: this.debts.copy(),
      penalty: this.penalty,
    };
    const swap = this.overspendingSwaps()[rank];
    if (swap === undefined) return;
    this.make(swap);
    if (this.repairAll()) {
      this.improveAll();
      if (this.penalty < before.penalty) return;
    }
    this.chosen = before.chosen;
    this.used = before.used;
    this.debts.restore(before.debts);
  }

  /** What the budgets are overspent by, in penalty units at the dual's prices. */
  private excess(): number {
    return this.worth.reduce((sum, worth, j) => sum + worth * over(this.used[j]!), 0);
  }

  /** Makes the swap that takes most excess away for the penalty it adds; false where none takes any. */
  private repair(): boolean {
    const least = this.best((from, to) => {
      const relief = -this.excessChange(from, to);
      return relief > 0 ? relief / Math.max(1e-9 * relief, -this.gain(from, to)) : 0;
    });
    if (least !== undefined) this.make(least);
    return least !== undefined;
  }

  /** Makes the swap that lowers the penalty most within the budgets; false where none does. */
  private improve(): boolean {
    const most = this.best((from, to) => {
      const gain = this.gain(from, to);
      return gain > ROUNDING * Math.abs(from.penalty) && this.excessChange(from, to) <= 0 ? gain : 0;
    });
    if (most !== undefined) this.make(most);
    return most !== undefined;
  }

  private best(merit: (from: Column, to: Column) => number): Swap | undefined {
    let best: Swap | undefined;
    let most = 0;
    for (const [t, columns] of this.rounds.entries()) {
      const from = this.chosen[t]!;
      for (const to of columns) {
        const value = to === from ? 0 : merit(from, to);
        if (value > most) {
          most = value;
          best = { t, to };
        }
      }
    }
    return best;
  }

  /** The swaps with the highest gain for the excess they make, first first. */
  private overspendingSwaps(): Swap[] {
    const found: { swap: Swap; rate: number }[] = [];
    for (const [t, columns] of this.rounds.entries()) {
      const from = this.chosen[t]!;
      for (const to of columns) {
        const gain = this.gain(from, to);
        if (gain <= 0) continue;
        const excess = this.excessChange(from, to);
        if (excess > 0) found.push({ swap: { t, to }, rate: gain / excess });
      }
    }
    found.sort((a, b) => b.rate - a.rate);
    return found.slice(0, TRADES).map(({ swap }) => swap);
  }

  /** How the excess changes with a swap. */
  private excessChange(from: Column, to: Column): number {
    addUse(this.delta, from, -1);
    addUse(this.delta, to, 1);
    return this.settle(from.constraint) + this.settle(to.constraint);
  }

  /** Adds up what the deltas of some constraints change, and clears them. */
  private settle(constraint: readonly number[]): number {
    const { delta, used } = this;
    let change = 0;
    for (let a = 0; a < constraint.length; a++) {
      const j = constraint[a]!;
      const d = delta[j]!;
      if (d === 0) continue;
      if (j >= this.worth.length) {
        delta[j] = 0;
        continue;
      }
      change += this.worth[j]! * (over(used[j]! + d) - over(used[j]!));
      delta[j] = 0;
    }
    return change;
  }

  private make({ t, to }: Swap): void {
    addUse(this.used, this.chosen[t]!, -1);
    addUse(this.used, to, 1);
    this.debts.add(this.chosen[t]!, -1);
    this.debts.add(to, 1);
    this.chosen[t] = to;
  }
}

/**
 * The columns with the least charge, the least first; and for every budget the first of them all that spares it,
 * so that there is a way out of any excess.
 */
function promising(columns: readonly Column[], worth: Float64Array, budgets: number): Column[] {
  const ordered = cheapest(columns, worth, columns.length);
  const spending = new Set(ordered[0]?.constraint.filter((j) => j < budgets));
  return ordered.filter((column, i) => {
    const spares = [...spending].filter((j) => !column.constraint.includes(j));
    for (const j of spares) spending.delete(j);
    return i < KEPT || spares.length > 0;
  });
}

function over(use: number): number {
  return Math.max(0, use - 1 - ROUNDING);
}

function addUse(used: Float64Array, { constraint, amount }: Column, sign: 1 | -1): void {
  for (let a = 0; a < constraint.length; a++) {
    const j = constraint[a]!;
    used[j] = used[j]! + sign * amount[a]!;
  }
}
