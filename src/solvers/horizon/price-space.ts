/**
 * Prices as a vector, one entry for each constraint of the budget, in units in which they are comparable: the
 * worth of the whole budget, y_j = theta_j budget_j, in penalty units. Use is measured in budgets, so a horizon
 * that spends exactly what it may uses 1 of each.
 *
 * With a balance the prices of debts follow, of either sign: v_k = n_k H, H the busy rounds, so that a device heard alone in every
 * round uses 1 of u_k (theory 9.10). They always sum to 0, which loses nothing; then rounds with somebody need no -sum_k n_k.
 */
import { ownValue } from '../../core/own.js';
import {
  type HorizonBudget,
  type HorizonPrices,
  type HorizonProblem,
  isIdle,
} from '../../problem/horizon/problem.js';
import { byId } from '../../problem/round/by-id.js';

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

/** What a balance makes of the dual: prices v without a sign, and the term -(1/2) sum_k curvature_k v_k^2. */
export interface DebtSpace {
  readonly ids: readonly string[];
  readonly shares: readonly number[];
  /** Penalty for a unit of chi. */
  readonly weight: number;
  /** H: what a unit of v is measured in. */
  readonly rounds: number;
  /** 1/(2 weight pi_k H^2). */
  readonly curvature: readonly number[];
}

export class PriceSpace {
  /** Number of coordinates: the delay's first, if it has a budget, then the energies', then the debts'. */
  readonly size: number;
  /** Coordinates of budgets, whose prices are >= 0. */
  readonly budgets: number;
  readonly debts: DebtSpace | undefined;
  private readonly debtPlaceOf: ReadonlyMap<string, number>;
  private readonly delayed: boolean;
  private readonly ids: readonly string[];
  private readonly placeOf: ReadonlyMap<string, number>;
  private readonly totals: readonly number[];

  static of(problem: HorizonProblem): PriceSpace {
    return new PriceSpace(problem.budget, debtSpace(problem));
  }

  constructor(budget: HorizonBudget, debts?: DebtSpace) {
    const energies = Object.entries(budget.energyJ ?? {});
    this.delayed = budget.delayS !== undefined;
    const first = this.delayed ? 1 : 0;
    this.ids = energies.map(([id]) => id);
    this.placeOf = new Map(this.ids.map((id, i) => [id, first + i]));
    this.totals = [
      ...(budget.delayS === undefined ? [] : [budget.delayS]),
      ...energies.map(([, joules]) => joules),
    ];
    this.budgets = this.totals.length;
    this.debts = debts;
    this.debtPlaceOf = new Map(debts?.ids.map((id, k) => [id, this.budgets + k]));
    this.size = this.budgets + (debts?.ids.length ?? 0);
  }

  toPrices(worth: Float64Array): HorizonPrices {
    const price = (j: number) => worth[j]! / this.totals[j]!;
    return {
      delayPrice: this.delayed ? price(0) : 0,
      energyPrice: Object.fromEntries(this.ids.map((id) => [id, price(this.placeOf.get(id)!)])),
      ...(this.debts ? { debtPrice: this.debtPrices(worth, this.debts) } : {}),
    };
  }

  /** Their sum is 0 up to rounding: what is left of it goes to everybody by share. */
  private debtPrices(worth: Float64Array, { ids, shares, rounds }: DebtSpace): Record<string, number> {
    const prices = ids.map((_, k) => worth[this.budgets + k]! / rounds);
    const sum = prices.reduce((total, price) => total + price, 0);
    return byId(ids, (k) => prices[k]! - shares[k]! * sum);
  }

  toWorth(prices: HorizonPrices): Float64Array {
    const worth = new Float64Array(this.size);
    if (this.delayed) worth[0] = prices.delayPrice * this.totals[0]!;
    for (const [id, j] of this.placeOf) {
      worth[j] = (Object.hasOwn(prices.energyPrice, id) ? prices.energyPrice[id]! : 0) * this.totals[j]!;
    }
    const { debts } = this;
    if (debts && prices.debtPrice) {
      const given = debts.ids.map((id) => ownValue(prices.debtPrice, id) ?? 0);
      const sum = given.reduce((total, price) => total + price, 0);
      debts.ids.forEach((_, k) => {
        worth[this.budgets + k] = (given[k]! - debts.shares[k]! * sum) * debts.rounds;
      });
    }
    return worth;
  }

  /** Prices of budgets alone, with no prices of debts. */
  withoutDebts(budgets: Float64Array): Float64Array {
    const worth = new Float64Array(this.size);
    worth.set(budgets.subarray(0, this.budgets));
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

  /** The same with what the decision adds to u_k: 1/x of whom it schedules, in H. */
  toUseOf(spent: Spent, scheduled: readonly string[]): Use {
    const use = this.toUse(spent);
    const { debts } = this;
    if (debts === undefined || scheduled.length === 0) return use;
    const places = scheduled.map((id) => this.debtPlaceOf.get(id)!);
    const x = places.reduce((sum, j) => sum + debts.shares[j - this.budgets]!, 0);
    return {
      constraint: [...use.constraint, ...places],
      amount: [...use.amount, ...places.map(() => 1 / (x * debts.rounds))],
    };
  }

  /** sum over the budgets' prices: theta . budget. */
  budgetWorth(worth: Float64Array): number {
    let sum = 0;
    for (let j = 0; j < this.budgets; j++) sum += worth[j]!;
    return sum;
  }

  /** sum_k n_k^2/(4 weight pi_k). */
  debtWorth(worth: Float64Array): number {
    return this.debts?.curvature.reduce((sum, c, k) => sum + 0.5 * c * worth[this.budgets + k]! ** 2, 0) ?? 0;
  }

  toDense({ constraint, amount }: Use): Float64Array {
    const dense = new Float64Array(this.size);
    for (let i = 0; i < constraint.length; i++) dense[constraint[i]!] = amount[i]!;
    return dense;
  }
}

function debtSpace({ balance, rounds }: HorizonProblem): DebtSpace | undefined {
  if (balance === undefined) return undefined;
  const ids = Object.keys(balance.shares);
  const shares = Object.values(balance.shares);
  const busy = Math.max(1, rounds.filter((round) => !isIdle(round)).length);
  const curvature = shares.map((share) => 1 / (2 * balance.weight * share * busy * busy));
  return { ids, shares, weight: balance.weight, rounds: busy, curvature };
}
