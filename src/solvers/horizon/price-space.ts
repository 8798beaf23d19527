/**
 * Prices as a vector, one entry for each constraint of the budget, in units in which they are comparable: the
 * worth of the whole budget, y_j = theta_j budget_j, in penalty units. Use is measured in budgets, so a horizon
 * that spends exactly what it may uses 1 of each.
 */
import type { HorizonBudget, HorizonPrices } from '../../problem/horizon/problem.js';

/** Delays and energies, of a round or of a horizon. */
export interface Spent {
  readonly delayS: number;
  readonly energyJ: Readonly<Record<string, number>>;
}

/** A sparse vector of uses: `amount[i]` budgets of constraint `constraint[i]`. */
export interface Use {
  readonly constraint: readonly number[];
  readonly amount: readonly number[];
}

export class PriceSpace {
  /** Number of constraints: the delay's first, if it has a budget, then the energies'. */
  readonly size: number;
  private readonly delayed: boolean;
  private readonly ids: readonly string[];
  private readonly placeOf: ReadonlyMap<string, number>;
  private readonly totals: readonly number[];

  constructor(budget: HorizonBudget) {
    const energies = Object.entries(budget.energyJ ?? {});
    this.delayed = budget.delayS !== undefined;
    const first = this.delayed ? 1 : 0;
    this.ids = energies.map(([id]) => id);
    this.placeOf = new Map(this.ids.map((id, i) => [id, first + i]));
    this.totals = [
      ...(budget.delayS === undefined ? [] : [budget.delayS]),
      ...energies.map(([, joules]) => joules),
    ];
    this.size = this.totals.length;
  }

  toPrices(worth: Float64Array): HorizonPrices {
    const price = (j: number) => worth[j]! / this.totals[j]!;
    return {
      delayPrice: this.delayed ? price(0) : 0,
      energyPrice: Object.fromEntries(this.ids.map((id) => [id, price(this.placeOf.get(id)!)])),
    };
  }

  toWorth(prices: HorizonPrices): Float64Array {
    const worth = new Float64Array(this.size);
    if (this.delayed) worth[0] = prices.delayPrice * this.totals[0]!;
    for (const [id, j] of this.placeOf) {
      worth[j] = (Object.hasOwn(prices.energyPrice, id) ? prices.energyPrice[id]! : 0) * this.totals[j]!;
    }
    return worth;
  }

  /** What has no budget is left out. */
  toUse({ delayS, energyJ }: Spent): Use {
    const constraint: number[] = [];
    const amount: number[] = [];
    if (this.delayed && delayS > 0) {
      constraint.push(0);
      amount.push(delayS / this.totals[0]!);
    }
    for (const [id, joules] of Object.entries(energyJ)) {
      const j = this.placeOf.get(id);
      if (j === undefined || joules === 0) continue;
      constraint.push(j);
      amount.push(joules / this.totals[j]!);
    }
    return { constraint, amount };
  }

  toDense({ constraint, amount }: Use): Float64Array {
    const dense = new Float64Array(this.size);
    for (let i = 0; i < constraint.length; i++) dense[constraint[i]!] = amount[i]!;
    return dense;
  }
}
