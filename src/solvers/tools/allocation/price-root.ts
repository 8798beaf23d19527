/** The root in the bandwidth price of a fixed schedule (theory 4). */
import { bestTradeSnr, newTradeTerms, secondsSavedPerHz, tradeSlope } from '../best-trade.js';
import type { Gathered } from './gathered.js';

/** A sum of bandwidths this near to B is B: rounding of the sum alone moves it so far. */
const SUM_ROUNDING = 4e-15;

/**
 * Root in lambda of sum max(least, trade(lambda)) = B; fills bandwidthHz and returns lambda, 0 where nobody's
 * cost falls with bandwidth. Newton on the logarithms, where the sum is almost a straight line, in a bracket.
 * @param guess a price to start from, 0 for none
 */
export function withPrice(g: Gathered, cost: Float64Array, guess: number): number {
  let fixedSum = 0;
  let elastic = 0;
  for (let i = 0; i < g.n; i++) {
    g.bandwidthHz[i] = g.leastHz[i]!;
    if (cost[i]! > 0) elastic++;
    fixedSum += g.leastHz[i]!;
  }
  if (elastic === 0) return 0;
  if (fixedSum >= g.totalHz * (1 - 1e-14)) return marginalAtLeast(g, cost);
  const usable = guess > 0 && guess < Number.POSITIVE_INFINITY;
  let lnPrice = Math.log(usable ? guess : equalSplitPrice(g, cost, elastic));
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let flat = 0;
  for (let turn = 0; turn < 100; turn++) {
    const [sum, elasticity] = spend(g, cost, lnPrice);
    const excess = sum - g.totalHz;
    if (excess > 0) low = lnPrice;
    else high = lnPrice;
    if (Math.abs(excess) <= SUM_ROUNDING * g.totalHz) break;
    // d sum / d lnPrice = -elasticity; where nobody is elastic the price is too high, or everybody is where the rate bends.
    let next =
      elasticity > 0
        ? lnPrice + newtonLog(sum, g.totalHz, elasticity)
        : outOfFlat(g, cost, lnPrice, excess > 0, flat++);
    // A guess may come from a part of the search that priced nothing: then it is no help.
    const astray = !(sum < 20 * g.totalHz && sum > g.totalHz / 20);
    // Nor is one at which everybody is held while band is left.
    const stuck = elasticity < 1e-9 * g.totalHz && Math.abs(excess) > 1e-6 * g.totalHz;
    if (turn === 0 && (astray || stuck)) next = Math.log(equalSplitPrice(g, cost, elastic));
    if (!(next > low && next < high)) next = halfway(low, high, lnPrice);
    if (Math.abs(next - lnPrice) <= 1e-15 * (1 + Math.abs(lnPrice))) break;
    lnPrice = next;
  }
  return Math.exp(lnPrice);
}

/** Away from a price at which nobody is elastic, further each time. */
function outOfFlat(
  g: Gathered,
  cost: Float64Array,
  lnPrice: number,
  isTooCheap: boolean,
  before: number,
): number {
  const step = 0.1 * 2 ** Math.min(before, 20);
  return isTooCheap ? lnPrice + step : Math.min(lnPrice - step, Math.log(marginalAtLeast(g, cost)) - 0.1);
}

/** Newton's step in ln price for sum(price) = total, taking the elastic part as a power of the price. */
function newtonLog(sum: number, total: number, elasticity: number): number {
  const step = (sum - total) / elasticity;
  return Math.max(
    -3,
    Math.min(3, Math.abs(step) > 0.1 && sum > 0 ? (Math.log(sum / total) * sum) / elasticity : step),
  );
}

function halfway(low: number, high: number, now: number): number {
  if (low === Number.NEGATIVE_INFINITY) return now - 3;
  if (high === Number.POSITIVE_INFINITY) return now + 3;
  return (low + high) / 2;
}

/** Sets bandwidths at a price; returns their sum and -d sum / d ln price. */
function spend(g: Gathered, cost: Float64Array, lnPrice: number): readonly [number, number] {
  g.look();
  const price = Math.exp(lnPrice);
  const terms = newTradeTerms();
  let sum = 0;
  let elasticity = 0;
  for (let i = 0; i < g.n; i++) {
    const c = cost[i]!;
    let b = g.leastHz[i]!;
    if (c > 0) {
      const gamma = g.snrHz[i]!;
      const y = ((price * gamma) / c) * (gamma / Math.LN2);
      const x = bestTradeSnr(y, Math.log(y), terms, g.ceiling);
      const free = gamma / x;
      if (free > b) {
        b = free;
        if (x !== g.ceiling.snr) elasticity += b / tradeSlope(terms);
      }
    }
    g.bandwidthHz[i] = b;
    sum += b;
  }
  return [sum, elasticity];
}

function equalSplitPrice(g: Gathered, cost: Float64Array, elastic: number): number {
  const b = g.totalHz / elastic;
  let sum = 0;
  for (let i = 0; i < g.n; i++)
    if (cost[i]! > 0) sum += cost[i]! * secondsSavedPerHz(b, g.snrHz[i]!, g.ceiling);
  return Math.max(sum / elastic, Number.MIN_VALUE * 1e16);
}

/** The least price at which nobody wants more than the least bandwidth. */
function marginalAtLeast(g: Gathered, cost: Float64Array): number {
  let price = 0;
  for (let i = 0; i < g.n; i++) {
    const b = g.leastHz[i]!;
    if (cost[i]! > 0 && b > 0)
      price = Math.max(price, cost[i]! * secondsSavedPerHz(b, g.snrHz[i]!, g.ceiling));
  }
  return price;
}
