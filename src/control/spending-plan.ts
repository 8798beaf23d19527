/**
 * The planned spending profile (theory 6): how much delay each round should cost when the weights of the
 * rounds differ, and the price of a second that makes the plan use up the budget.
 *
 * A round that minimises w phi + theta tau depends on the ratio s = theta / w alone. So the mean delay at a
 * ratio, g(s), is learned once from past channels on a grid of ratios; the price then solves
 * sum_t g(theta / w_t) = T tau_bar, and the profile is g(theta / w_t), scaled to that sum exactly.
 */
import { hasPoint } from '../core/round/solution.js';
import type { RoundSolver } from '../solvers/index.js';
import type { Observation } from './observation.js';
import { poseRound } from './round-problem.js';
import type { ControlRules } from './rules.js';

export interface SpendingPlan {
  /** theta*, penalty units a second (0 when the budget is never short). */
  readonly delayPrice: number;
  /** hat-tau_t, s; sums to T tau_bar. */
  readonly delayS: readonly number[];
}

/** Mean round delay against the logarithm of the price ratio; decreasing. */
interface ResponseCurve {
  readonly logRatio: readonly number[];
  readonly meanDelayS: readonly number[];
}

/** Grid points over the ratios between "time is free" and "nobody is worth the time". */
const GRID_POINTS = 25;
const BISECTIONS = 60;

function meanDelayS(
  rules: ControlRules,
  history: readonly Observation[],
  solver: RoundSolver,
  ratio: number,
): number {
  let sum = 0;
  for (const { devices } of history) {
    if (devices.length === 0) continue;
    const prices = { penaltyWeight: 1, delayPrice: ratio };
    const problem = poseRound(rules, devices, prices, { deadlineS: rules.deadlineS });
    const solution = solver.solve(problem);
    if (hasPoint(solution)) sum += solution.delayS;
  }
  return sum / Math.max(history.length, 1);
}

/** The span of ratios: a price low enough to change nothing up to one that stops everybody. */
function ratioSpan(rules: ControlRules, mean: (ratio: number) => number): [number, number] {
  let low = 1 / rules.deadlineS;
  const free = mean(0);
  while (mean(low) < 0.98 * free && low > 1e-9 / rules.deadlineS) low /= 4;
  let high = 4 * low;
  const least = 0.02 * (rules.averageDelayS ?? free);
  while (mean(high) > least && high < 1e9 / rules.deadlineS) high *= 4;
  return [low, high];
}

function learnCurve(
  rules: ControlRules,
  history: readonly Observation[],
  solver: RoundSolver,
): ResponseCurve {
  const mean = (ratio: number) => meanDelayS(rules, history, solver, ratio);
  const [low, high] = ratioSpan(rules, mean);
  const logRatio = Array.from(
    { length: GRID_POINTS },
    (_, i) => Math.log(low) + (i / (GRID_POINTS - 1)) * Math.log(high / low),
  );
  return { logRatio, meanDelayS: logRatio.map((log) => mean(Math.exp(log))) };
}

/** Linear interpolation in the logarithm of the ratio, constant beyond the ends. */
function respond(curve: ResponseCurve, logRatio: number): number {
  const { logRatio: x, meanDelayS: y } = curve;
  if (logRatio <= x[0]!) return y[0]!;
  for (let i = 1; i < x.length; i++) {
    if (logRatio <= x[i]!) {
      const part = (logRatio - x[i - 1]!) / (x[i]! - x[i - 1]!);
      return y[i - 1]! + part * (y[i]! - y[i - 1]!);
    }
  }
  return y[y.length - 1]!;
}

/** g(theta / w_t) for every round; a round without weight spends nothing. */
function profile(rules: ControlRules, curve: ResponseCurve, price: number): number[] {
  return Array.from(rules.weights, (weight) => (weight > 0 ? respond(curve, Math.log(price / weight)) : 0));
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/**
 * Learns the plan from past rounds of the same devices on other channels.
 * @param rules with an average delay
 * @param history at least one observation
 */
export function learnSpendingPlan(
  rules: ControlRules,
  history: readonly Observation[],
  solver: RoundSolver,
): SpendingPlan {
  const budgetS = rules.horizon * (rules.averageDelayS ?? Number.POSITIVE_INFINITY);
  const curve = learnCurve(rules, history, solver);
  const weights = Array.from(rules.weights).filter((weight) => weight > 0);
  let low = curve.logRatio[0]! + Math.log(Math.min(...weights));
  let high = curve.logRatio[curve.logRatio.length - 1]! + Math.log(Math.max(...weights));
  if (total(profile(rules, curve, Math.exp(low))) <= budgetS) {
    // Even with time for free the budget lasts: no price, and the allowance of every round is tau_bar.
    return { delayPrice: 0, delayS: Array.from(rules.weights, () => budgetS / rules.horizon) };
  }
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (total(profile(rules, curve, Math.exp(middle))) > budgetS) low = middle;
    else high = middle;
  }
  const delayPrice = Math.exp(high);
  const planned = profile(rules, curve, delayPrice);
  const scale = budgetS / Math.max(total(planned), Number.MIN_VALUE);
  return { delayPrice, delayS: planned.map((seconds) => seconds * scale) };
}
