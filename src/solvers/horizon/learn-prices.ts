/**
 * Prices by trial: a constraint that is overspent gets dearer, one that is not gets cheaper, both by a power of
 * spent / budget. Powers suit prices that differ by orders of magnitude between devices. A price that keeps
 * passing its goal moves less and less; one that keeps moving one way, more.
 */
import { InputError } from '../../core/errors.js';
import type { HorizonBudget, HorizonPrices } from '../../problem/horizon/problem.js';
import { PriceSpace, type Spent } from './price-space.js';

export interface LearnOptions {
  /** Most evaluations (a whole number >= 1; default 15). */
  readonly evaluations?: number;
  /** Good enough: every priced constraint spent to within this part of its budget (> 0; default 0.03). */
  readonly tolerance?: number;
}

/** Trials answer by at most this factor in one step. */
const MOST_RATIO = 8;
const FIRST_POWER = 0.6;
const MOST_POWER = 1.2;
const GROW = 1.3;
const SHRINK = 0.5;
/** A price whose whole budget is worth less than this part of all others' is as good as none. */
const NEGLIGIBLE = 1e-5;

/** The prices' next values after a trial. Holds what earlier trials taught: the power of each price. */
export class PriceTrials {
  private readonly power: Float64Array;
  private readonly last: Float64Array;

  constructor(size: number) {
    this.power = new Float64Array(size).fill(FIRST_POWER);
    this.last = new Float64Array(size);
  }

  /** @param used parts of the budget that the trial at `worth` used */
  next(worth: Float64Array, used: Float64Array): Float64Array {
    return worth.map((y, j) => {
      const ratio = Math.min(MOST_RATIO, Math.max(1 / MOST_RATIO, used[j]!));
      const step = Math.log(ratio);
      if (step * this.last[j]! < 0) this.power[j] = this.power[j]! * SHRINK;
      else if (this.last[j] !== 0) this.power[j] = Math.min(MOST_POWER, this.power[j]! * GROW);
      this.last[j] = step;
      return y * Math.exp(this.power[j]! * step);
    });
  }
}

/** Largest part by which a constraint misses its budget: overspent, or left over at a price that matters. */
export function imbalance(worth: Float64Array, used: Float64Array): number {
  const all = worth.reduce((sum, y) => sum + y, 0);
  let most = 0;
  for (let j = 0; j < worth.length; j++) {
    const over = used[j]! - 1;
    if (over > 0 || worth[j]! > NEGLIGIBLE * all) most = Math.max(most, Math.abs(over));
  }
  return most;
}

/**
 * Prices at which the horizon spends about its budget, for a controller to start from or the bundle.
 * @param evaluate what a horizon spends at given prices, on past channels or any sample scaled to the budget
 * @param start a price > 0 for every constraint of the budget
 * @returns the prices, among those tried, that came nearest
 * @throws InputError for a start or an option out of range
 */
export function learnPrices(
  evaluate: (prices: HorizonPrices) => Spent,
  budget: HorizonBudget,
  start: HorizonPrices,
  options: LearnOptions = {},
): HorizonPrices {
  const { evaluations = 15, tolerance = 0.03 } = options;
  if (!(Number.isInteger(evaluations) && evaluations >= 1)) {
    throw new InputError('evaluations', evaluations, 'a whole number >= 1');
  }
  if (!(tolerance > 0)) throw new InputError('tolerance', tolerance, 'a number > 0');
  const space = new PriceSpace(budget);
  let worth = space.toWorth(start);
  if (!worth.every((y) => y > 0 && Number.isFinite(y))) {
    throw new InputError('start', start, 'a finite price > 0 for every constraint of the budget');
  }
  const trials = new PriceTrials(space.size);
  let best = { worth, miss: Number.POSITIVE_INFINITY };
  for (let turn = 0; turn < evaluations; turn++) {
    const used = space.toDense(space.toUse(evaluate(space.toPrices(worth))));
    const miss = imbalance(worth, used);
    if (miss < best.miss) best = { worth, miss };
    if (miss <= tolerance) break;
    worth = trials.next(worth, used);
  }
  return space.toPrices(best.worth);
}
