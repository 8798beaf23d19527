/**
 * chi of a schedule, what the debts at its end come to: with h rounds in which somebody was heard and u_k = sum of 1/x_t over
 * those that heard device k, c_k = pi_k (u_k - h) and chi = sum_k pi_k (u_k - h)^2 (theory 9.10).
 */
import { ownValue } from '../../core/own.js';
import { massOf } from '../round/check/mass.js';
import type { Interval } from '../round/check/penalty-terms.js';
import { exactly, NOTHING, sumOf } from '../round/check/point.js';
import { addUp, divDown, divUp, mulDown, mulUp } from '../round/check/rounding.js';
import { addWide, newWideSum, wideError } from '../round/check/wide-sum.js';
import type { RoundDecision, RoundProblem } from '../round/problem.js';
import { capOfInverse, type HorizonBalance, type HorizonProblem, isIdle, pricedCap } from './problem.js';

/** chi, enclosed. What a decision should not schedule is left out: its violations speak of it. */
export function judgeImbalance(
  { rounds }: HorizonProblem,
  { shares }: HorizonBalance,
  decisions: readonly RoundDecision[],
): Interval {
  const heard = new Map<string, Interval>();
  let busy = 0;
  for (const [t, round] of rounds.entries()) {
    const decision = decisions[t];
    if (decision === undefined || isIdle(round)) continue;
    const present = new Map(round.devices.map(({ id, share }) => [id, share]));
    const ids = [...new Set(decision.scheduled)].filter((id) => present.has(id));
    if (ids.length === 0) continue;
    busy++;
    const inverse = inverseOf(ids.map((id) => present.get(id)!));
    for (const id of ids) heard.set(id, sumOf(heard.get(id) ?? NOTHING, inverse));
  }
  let chi = NOTHING;
  for (const id of Object.keys(shares)) {
    const apart = sumOf(heard.get(id) ?? NOTHING, exactly(-busy));
    const square = squareOf(apart);
    const share = ownValue(shares, id)!;
    chi = sumOf(chi, { low: mulDown(share, square.low), high: mulUp(share, square.high) });
  }
  return chi;
}

/** 1/x of the sum of some shares. */
function inverseOf(shares: readonly number[]): Interval {
  const sum = newWideSum();
  for (const share of shares) addWide(sum, share);
  const { x } = massOf(sum.high, sum.low, wideError(shares.length));
  return { low: divDown(1, x.high), high: divUp(1, x.low) };
}

function squareOf({ low, high }: Interval): Interval {
  const least = low > 0 ? low : high < 0 ? -high : 0;
  const most = Math.max(-low, high);
  return { low: mulDown(least, least), high: mulUp(most, most) };
}

/** chi, about. */
export function imbalanceOf(
  problem: HorizonProblem,
  balance: HorizonBalance,
  decisions: readonly RoundDecision[],
): number {
  const { low, high } = judgeImbalance(problem, balance, decisions);
  return low + (high - low) / 2;
}

/** No schedule of T rounds has a larger chi: |u_k - h| <= T/pi_k. */
export function mostImbalance({ rounds }: HorizonProblem, { shares }: HorizonBalance): number {
  const busy = rounds.filter((round) => !isIdle(round)).length;
  const square = mulUp(busy, busy);
  return Object.values(shares).reduce((sum, share) => addUp(sum, divUp(square, share)), 0);
}

/** At least sum_k n_k^2/(4 weight pi_k): what prices of debts promise at most (theory 9.10). */
export function debtWorth(
  { weight, shares }: HorizonBalance,
  debtPrice: Readonly<Record<string, number>>,
): number {
  let worth = 0;
  for (const id of Object.keys(shares)) {
    const price = ownValue(debtPrice, id)!;
    if (price === 0) continue;
    const scale = mulDown(mulDown(4, weight), ownValue(shares, id)!);
    // Beyond the range of numbers nothing is known, so nothing is proven.
    if (!(scale > 0)) return Number.POSITIVE_INFINITY;
    worth = addUp(worth, divUp(mulUp(price, price), scale));
  }
  return worth;
}

/**
 * At least what the minimum of the round with prices of debts may lie above its part of the Lagrangian, which has -sum_k n_k more for
 * somebody, and W cap exactly for nobody.
 */
export function debtOffset(round: RoundProblem, debtPrice: Readonly<Record<string, number>>): number {
  const sum = Object.values(debtPrice).reduce((total, price) => addUp(total, price), 0);
  const rounding = addUp(pricedCap(round), -mulDown(round.penaltyWeight, capOfInverse(round.penalty)));
  return Math.max(sum, rounding);
}
