/**
 * The bundle's model of the dual, from the columns seen so far,
 *
 *   model(y) = sum_t min_i [penalty_ti + y . use_ti] - size sum_j y_j,     y >= 0,
 *
 * (with a balance also for v, the prices of debts, of either sign with sum 0, less size (1/2) sum_k curvature_k v_k^2)
 * which is above the dual everywhere, and its smooth form for Newton's method: every minimum a soft one of
 * temperature mu, y >= 0 a barrier. The soft minima's weights mix columns into a schedule of fractions
 * (Dantzig-Wolfe), which by weak duality bounds the model, and with it the dual, from above.
 */
import type { Column } from './decision-columns.js';
import type { PriceSpace } from './price-space.js';

export interface DualModel {
  readonly space: PriceSpace;
  /** For each busy round that takes part. */
  readonly rounds: readonly (readonly Column[])[];
  /** The part of the budget that is theirs: 1 for all rounds. */
  readonly size: number;
  /** Penalty of the idle rounds. */
  readonly constant: number;
}

/** Where the model is to be maximised. */
export interface Neighbourhood {
  /** y of the centre, all > 0, and v. */
  readonly centre: Float64Array;
  /** How far to go, in units of the centre's own prices: the proximal term is sum (y - c)^2 / (2 reach c), about. */
  readonly reach: number;
  /** What prices of debts are measured in by the proximal term, in penalty units. */
  readonly debtScale: number;
  /** How far above the model's true maximum the smoothing may leave us, in penalty units. */
  readonly accuracy: number;
}

export interface ModelMaximum {
  readonly worth: Float64Array;
  /** model(worth), not smoothed: what the dual there is at most. */
  readonly value: number;
  /** No prices make the dual larger than this; Infinity where the mixture cannot be made to fit the budget. */
  readonly upper: number;
}

/** A price near 0 may move by this part of the mean price as if it were its own. */
const LEAST_SCALE = 0.03;
/** Columns that weigh less are left out of slope and curvature. */
const LEAST_WEIGHT = 1e-14;

/** The smoothed model around some prices. */
export interface Local {
  readonly value: number;
  readonly slope: Float64Array;
  /** Minus the second derivatives: positive definite. */
  readonly curvature: Float64Array[];
}

/** The model with soft minima, a barrier at y = 0 and the proximal term. */
export class SmoothedModel {
  private readonly size: number;
  /** Coordinates with a barrier. */
  private readonly budgets: number;
  /** Curvature of the term in v, scaled to the model's rounds; empty without a balance. */
  private readonly debtCurvature: readonly number[];
  private readonly finestTemperature: number;
  private readonly finestBarrier: number;
  /** Curvature of the proximal term. */
  private readonly pull: Float64Array;
  private temperature = 0;
  private barrier = 0;

  constructor(
    private readonly model: DualModel,
    private readonly near: Neighbourhood,
  ) {
    const { space } = model;
    this.size = near.centre.length;
    this.budgets = space.budgets;
    this.debtCurvature = space.debts?.curvature.map((curvature) => model.size * curvature) ?? [];
    const { centre, reach, debtScale } = near;
    const mean = space.budgetWorth(centre) / this.budgets;
    this.pull = centre.map((y, j) =>
      j < this.budgets ? 1 / (reach * (y + LEAST_SCALE * mean)) : 1 / (reach * debtScale),
    );
    let doubt = 0;
    for (const columns of model.rounds) doubt += Math.log(columns.length + 1);
    // A soft minimum of n terms is below the minimum by at most temperature ln n; a barrier costs itself a price.
    this.finestTemperature = (0.5 * near.accuracy) / Math.max(doubt, 1);
    this.finestBarrier = (0.5 * near.accuracy) / Math.max(this.budgets, 1);
  }

  setSoftness(factor: number): void {
    this.temperature = this.finestTemperature * factor;
    this.barrier = this.finestBarrier * factor;
  }

  /** Value, slope and curvature of the smoothed, proximal model. */
  at(worth: Float64Array): Local {
    const { size, budgets } = this;
    const { centre } = this.near;
    const slope = new Float64Array(size).fill(-this.model.size, 0, budgets);
    const curvature = Array.from({ length: size }, () => new Float64Array(size));
    let value = this.model.constant;
    for (const columns of this.model.rounds) value += this.addRound(columns, worth, slope, curvature);
    for (let j = 0; j < budgets; j++) {
      const y = worth[j]!;
      const away = (y - centre[j]!) * this.pull[j]!;
      value += this.barrier * Math.log(y) - this.model.size * y - 0.5 * away * (y - centre[j]!);
      slope[j] = slope[j]! + this.barrier / y - away;
      const row = curvature[j]!;
      row[j] = row[j]! + this.barrier / (y * y) + this.pull[j]!;
    }
    for (let j = budgets; j < size; j++) value += this.addDebt(j, worth, slope, curvature);
    return { value, slope, curvature };
  }

  /** Adds the slope and curvature of a debt's own terms, and returns their value. */
  private addDebt(
    j: number,
    worth: Float64Array,
    slope: Float64Array,
    curvature: readonly Float64Array[],
  ): number {
    const v = worth[j]!;
    const own = this.debtCurvature[j - this.budgets]!;
    const away = (v - this.near.centre[j]!) * this.pull[j]!;
    slope[j] = slope[j]! - own * v - away;
    const row = curvature[j]!;
    row[j] = row[j]! + own + this.pull[j]!;
    return -0.5 * own * v * v - 0.5 * away * (v - this.near.centre[j]!);
  }

  /** Adds one round's slope and curvature and returns its soft minimum. */
  private addRound(
    columns: readonly Column[],
    worth: Float64Array,
    slope: Float64Array,
    curvature: Float64Array[],
  ): number {
    const { value, weights } = softMinimum(columns, worth, this.temperature);
    const mean = new Map<number, number>();
    for (let i = 0; i < columns.length; i++) {
      const weight = weights[i]!;
      if (weight < LEAST_WEIGHT) continue;
      const { constraint, amount } = columns[i]!;
      for (let a = 0; a < constraint.length; a++) {
        const j = constraint[a]!;
        const part = weight * amount[a]!;
        mean.set(j, (mean.get(j) ?? 0) + part);
        const row = curvature[j]!;
        for (let b = 0; b < constraint.length; b++) {
          const k = constraint[b]!;
          row[k] = row[k]! + (part * amount[b]!) / this.temperature;
        }
      }
    }
    for (const [j, part] of mean) {
      slope[j] = slope[j]! + part;
      const row = curvature[j]!;
      for (const [k, other] of mean) row[k] = row[k]! - (part * other) / this.temperature;
    }
    return value;
  }

  /** The model itself at some prices, and the bound of the mixture that the soft minima make there. */
  finish(worth: Float64Array): ModelMaximum {
    const { model } = this;
    let value = model.constant;
    let penalty = model.constant;
    let nobody = model.constant;
    let heard = 0;
    const used = new Float64Array(this.size);
    for (const columns of model.rounds) {
      const { least, weights } = softMinimum(columns, worth, this.temperature);
      value += least;
      let idle = Number.POSITIVE_INFINITY;
      for (const [i, column] of columns.entries()) {
        penalty += weights[i]! * column.penalty;
        column.constraint.forEach((j, a) => {
          used[j] = used[j]! + weights[i]! * column.amount[a]!;
        });
        if (column.constraint.length > 0) heard += weights[i]!;
        else idle = Math.min(idle, column.penalty);
      }
      nobody += idle;
    }
    for (let j = 0; j < this.budgets; j++) value -= model.size * worth[j]!;
    value -= model.size * model.space.debtWorth(worth);
    const worst = used.subarray(0, this.budgets).reduce((most, use) => Math.max(most, use / model.size), 1);
    // Mixing in enough of the schedule without anybody brings every use within the budget, and shrinks the debts.
    const plain = worst === 1 ? penalty : penalty / worst + nobody * (1 - 1 / worst);
    const upper = plain + this.debtCost(used, heard) / (worst * worst);
    return { worth, value, upper };
  }

  /** weight chi/size of a mixture: what the term in v can take from it at most. */
  private debtCost(used: Float64Array, heard: number): number {
    const { space, size } = this.model;
    const { debts } = space;
    if (debts === undefined) return 0;
    const chi = debts.shares.reduce(
      (sum, share, k) => sum + share * (used[this.budgets + k]! * debts.rounds - heard) ** 2,
      0,
    );
    return (debts.weight * chi) / size;
  }
}

interface SoftMinimum {
  readonly value: number;
  readonly least: number;
  readonly weights: Float64Array;
}

/** -mu ln sum exp(-charge/mu) over the columns, with the weights of its derivative. */
function softMinimum(columns: readonly Column[], worth: Float64Array, temperature: number): SoftMinimum {
  const weights = new Float64Array(columns.length);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < columns.length; i++) {
    const { penalty, constraint, amount } = columns[i]!;
    let charge = penalty;
    for (let a = 0; a < constraint.length; a++) charge += worth[constraint[a]!]! * amount[a]!;
    weights[i] = charge;
    if (charge < least) least = charge;
  }
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = Math.exp((least - weights[i]!) / temperature);
    weights[i] = weight;
    sum += weight;
  }
  for (let i = 0; i < weights.length; i++) weights[i] = weights[i]! / sum;
  return { value: least - temperature * Math.log(sum), least, weights };
}
