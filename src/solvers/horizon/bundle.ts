/**
 * Maximises the dual of a horizon by a proximal bundle method, disaggregated by round: the model of smoothed-model.ts is
 * maximised near the best prices so far, the rounds are solved there, and what they decide sharpens the model.
 */
import type { HorizonPrices } from '../../problem/horizon/problem.js';
import { hasPoint, type RoundSolution } from '../../problem/round/solution.js';
import type { ColumnPool } from './decision-columns.js';
import { type Asking, roundBound } from './horizon-lagrangian.js';
import { maximiseModel } from './maximise-model.js';
import type { PriceSpace } from './price-space.js';
import type { DualModel } from './smoothed-model.js';

/** The rounds a search looks at: all busy ones, or a sample of them with its part of the budget. */
export interface Scope {
  readonly space: PriceSpace;
  readonly pool: ColumnPool;
  /** Indexes of busy rounds. */
  readonly rounds: readonly number[];
  /** Their part of the budget: 1 for all rounds. */
  readonly size: number;
  /** Penalty of the idle rounds, 0 for a sample. */
  readonly constant: number;
  /** What the worst decisions cost: the size of the penalties at stake. */
  readonly worst: number;
  /** No schedule costs more, debts included: a larger dual means nothing is feasible. */
  readonly most: number;
}

/** The dual at some prices. */
export interface DualPoint {
  readonly worth: Float64Array;
  readonly prices: HorizonPrices;
  /** The dual as far as it is proven; Infinity if a round has no decision at all. */
  readonly value: number;
  /** Parts of the scope's budget that the rounds' minimisers use; debts are left out. */
  readonly used: Float64Array;
  /** Of the scope's rounds, in order. */
  readonly solutions: readonly RoundSolution[];
}

export interface BundleOptions {
  /** Most evaluations (>= 1). */
  readonly evaluations: number;
  /** Stop when the model's maximum is within this part of the best value. */
  readonly tolerance: number;
}

export interface BundleResult {
  readonly best: DualPoint;
  /** The dual is nowhere larger. */
  readonly upper: number;
  readonly evaluations: number;
}

/** Prices whose whole budget is worth less than this part of all together are evaluated as 0. */
const NEGLIGIBLE = 1e-7;
/** The barrier needs prices > 0: the least, as a part of all together or of the penalties at stake. */
const LEAST_PART = 1e-5;
/** A dual this far above the worst penalty, relatively, is proof enough that nothing is feasible. */
const PROOF = 1e-3;
/** A dual near 0 is measured against this part of the penalties at stake. */
const LEAST_MAGNITUDE = 1e-4;
/** A step counts when it gains this part of what the model promised. */
const SERIOUS = 0.1;
/** The model is trusted farther after a step that gains this part of the promise. */
const VERY_SERIOUS = 0.5;
const FIRST_REACH = 1;
/** By measurement: a factor of 30 saves a fifth of the evaluations that 3 takes. Once the model is right, the term only delays. */
const LOOSEN = 30;
const TIGHTEN = 0.5;
/** With a reach beyond this the proximal term hardly matters. */
const FAR = 1e3;
/** Where no mixture bounds the model, one that promises less than this part of the goal has nothing more to say. */
const HOPELESS = 0.01;
/** A price of debts moves by this part of the dual's value as if it were its own. */
const DEBT_SCALE = 0.1;
/** The model is maximised to this part of the gap still open. */
const MODEL_ACCURACY = 0.05;

/** Solves the scope's rounds at prices and takes their decisions into the pool. */
export function* evaluateDual(scope: Scope, worth: Float64Array): Asking<DualPoint> {
  const { space } = scope;
  const all = space.budgetWorth(worth);
  const cleaned = worth.map((y, j) => (j < space.budgets && y < NEGLIGIBLE * all ? 0 : y));
  const prices = space.toPrices(cleaned);
  const solutions = yield { prices, rounds: scope.rounds };
  let value = scope.constant - scope.size * space.budgetWorth(cleaned);
  value -= scope.size * space.debtWorth(cleaned);
  const used = new Float64Array(space.size);
  for (const [i, solution] of solutions.entries()) {
    value += roundBound(solution);
    if (!hasPoint(solution)) continue;
    scope.pool.add(scope.rounds[i]!, solution);
    const { constraint, amount } = space.toUse(solution);
    constraint.forEach((j, a) => {
      used[j] = used[j]! + amount[a]! / scope.size;
    });
  }
  return { worth: cleaned, prices, value, used, solutions };
}

/** @param first the dual where the search starts */
export function* maximiseDual(scope: Scope, first: DualPoint, options: BundleOptions): Asking<BundleResult> {
  let best = first;
  let upper = Number.POSITIVE_INFINITY;
  let reach = FIRST_REACH;
  let evaluations = 0;
  const { worst, most, space } = scope;
  if (space.size === 0 || worst === 0) {
    return { best, upper, evaluations };
  }
  while (evaluations < options.evaluations && best.value <= most + PROOF * Math.abs(most)) {
    const magnitude = Math.max(Math.abs(best.value), LEAST_MAGNITUDE * Math.abs(worst));
    const goal = options.tolerance * magnitude;
    const open = Math.min(Math.max(upper - best.value, goal), 0.05 * magnitude);
    const centre = centreAt(best.worth, scope);
    const near = { centre, reach, accuracy: MODEL_ACCURACY * open, debtScale: DEBT_SCALE * magnitude };
    const step = maximiseModel(modelOf(scope), near);
    upper = Math.min(upper, step.upper);
    const promised = step.value - best.value;
    if (upper - best.value <= goal) break;
    if (upper === Number.POSITIVE_INFINITY && promised <= HOPELESS * goal && reach > FAR) break;
    const point = yield* evaluateDual(scope, step.worth);
    evaluations++;
    const gained = point.value - best.value;
    if (gained > VERY_SERIOUS * promised || promised < 0.1 * goal) reach *= LOOSEN;
    else if (gained < SERIOUS * promised) reach *= TIGHTEN;
    if (gained > 0) best = point;
  }
  return { best, upper, evaluations };
}

function modelOf({ space, pool, rounds, size, constant }: Scope): DualModel {
  return { space, rounds: rounds.map((t) => pool.ofRound[t]!), size, constant };
}

/** The centre of the proximal term: the best prices, none of them so near 0 that it could never leave it. */
function centreAt(worth: Float64Array, { space, worst }: Scope): Float64Array {
  const least = LEAST_PART * Math.max(space.budgetWorth(worth), Math.abs(worst));
  return worth.map((y, j) => (j < space.budgets ? Math.max(y, least) : y));
}
