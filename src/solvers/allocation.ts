/**
 * The bandwidths of a fixed schedule, exactly (theory 4): separable and convex, so the KKT conditions are
 * necessary and sufficient. One multiplier lambda prices the band; where tau has a price, one more root in tau.
 */
import {
  bestTradeSnr,
  newTradeTerms,
  rateSlope,
  secondsSavedPerHz,
  tradeSlope,
} from '../core/round/best-trade.js';
import type { RoundColumns } from '../core/round/columns.js';
import { leastBandwidthHz } from '../core/round/least-bandwidth.js';
import { rateBitPerS } from '../core/round/rate.js';

/** Least bandwidths may exceed B by this much, relatively, before a schedule counts as infeasible. */
export const FEASIBILITY_SLACK = 1e-11;

/**
 * Part of the band left to devices whose sending costs nothing while others pay: their optimum would be a
 * bandwidth of 0 and an endless delay, an infimum that no decision attains.
 */
const UNPRICED_PART = 1e-11;

/** A sum of bandwidths this near to B is B: rounding of the sum alone moves it so far. */
const SUM_ROUNDING = 4e-15;

/** The optimum for one schedule. */
export interface Allocation {
  /** Hz, in the order of the schedule. */
  readonly bandwidthHz: Float64Array;
  /** lambda >= 0, the multiplier of the band. */
  readonly price: number;
  /** The multiplier's companion: tau where it has a price, else the deadline (0 if there is none). */
  readonly tauS: number;
}

/** The devices of one schedule, gathered. */
interface Gathered {
  readonly n: number;
  readonly totalHz: number;
  readonly snrHz: Float64Array;
  readonly bits: Float64Array;
  readonly fixedDelayS: Float64Array;
  readonly sendCost: Float64Array;
  /** Per device: share for 'mean' ties. */
  readonly share: Float64Array;
  readonly leastHz: Float64Array;
  readonly bandwidthHz: Float64Array;
}

/**
 * @param scheduled device indexes
 * @param guess a bandwidth price to start from, 0 for none
 * @returns undefined where the schedule has no feasible bandwidths
 */
export function allocate(
  columns: RoundColumns,
  scheduled: ArrayLike<number>,
  guess = 0,
): Allocation | undefined {
  const g = gather(columns, scheduled);
  let latestFixedS = 0;
  for (let i = 0; i < g.n; i++) latestFixedS = Math.max(latestFixedS, g.fixedDelayS[i]!);
  if (latestFixedS > columns.deadlineS) return undefined;
  const needed = setLeast(g, columns.deadlineS);
  if (!(needed <= g.totalHz * (1 + FEASIBILITY_SLACK))) return undefined;
  const finiteDeadlineS = columns.deadlineS === Number.POSITIVE_INFINITY ? 0 : columns.deadlineS;
  if (columns.tauPrice > 0) return withTau(g, columns, latestFixedS, guess);
  if (g.sendCost.every((c) => c === 0)) {
    // Nothing to trade: among equal objectives the least delay.
    if (columns.delayKind === 'synchronous') withLeastTau(g, latestFixedS, columns.deadlineS);
    else withLeastMeanDelay(g, needed);
    return { bandwidthHz: fitted(g), price: 0, tauS: finiteDeadlineS };
  }
  if (columns.deadlineS === Number.POSITIVE_INFINITY) setUnpriced(g);
  const price = withPrice(g, g.sendCost, guess);
  return { bandwidthHz: fitted(g), price, tauS: finiteDeadlineS };
}

function gather(columns: RoundColumns, scheduled: ArrayLike<number>): Gathered {
  const n = scheduled.length;
  const pick = (column: Float64Array) => {
    const out = new Float64Array(n);
    for (let i = 0; i < n; i++) out[i] = column[scheduled[i]!]!;
    return out;
  };
  return {
    n,
    totalHz: columns.bandwidthHz,
    snrHz: pick(columns.snrHz),
    bits: pick(columns.uplinkBits),
    fixedDelayS: pick(columns.fixedDelayS),
    sendCost: pick(columns.sendCost),
    share: pick(columns.share),
    leastHz: new Float64Array(n),
    bandwidthHz: new Float64Array(n),
  };
}

/** Least bandwidths for a delay of tauS; returns their sum. */
function setLeast(g: Gathered, tauS: number): number {
  let sum = 0;
  for (let i = 0; i < g.n; i++) {
    g.leastHz[i] = leastBandwidthHz(g.bits[i]!, tauS - g.fixedDelayS[i]!, g.snrHz[i]!);
    sum += g.leastHz[i]!;
  }
  return sum;
}

/** d leastHz / d tau (negative). */
function leastSlope(g: Gathered, i: number, tauS: number): number {
  const b = g.leastHz[i]!;
  if (b === 0) return 0;
  const spareS = tauS - g.fixedDelayS[i]!;
  return -g.bits[i]! / (spareS * spareS * rateSlope(b, g.snrHz[i]!));
}

/**
 * Root in lambda of sum max(least, trade(lambda)) = B; fills bandwidthHz and returns lambda, 0 where nobody's
 * cost falls with bandwidth. Newton on the logarithms, where the sum is almost a straight line, in a bracket.
 * @param guess a price to start from, 0 for none
 */
function withPrice(g: Gathered, cost: Float64Array, guess: number): number {
  let fixedSum = 0;
  let elastic = 0;
  for (let i = 0; i < g.n; i++) {
    g.bandwidthHz[i] = g.leastHz[i]!;
    if (cost[i]! > 0) elastic++;
    fixedSum += g.leastHz[i]!;
  }
  if (elastic === 0) return 0;
  if (fixedSum >= g.totalHz * (1 - 1e-14)) return marginalAtLeast(g, cost);
  let lnPrice = Math.log(guess > 0 ? guess : equalSplitPrice(g, cost, elastic));
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 100; turn++) {
    const [sum, elasticity] = spend(g, cost, lnPrice);
    const excess = sum - g.totalHz;
    if (excess > 0) low = lnPrice;
    else high = lnPrice;
    if (Math.abs(excess) <= SUM_ROUNDING * g.totalHz) break;
    // d sum / d lnPrice = -elasticity; where nobody is elastic the price is too high.
    let next = elasticity > 0 ? lnPrice + newtonLog(sum, g.totalHz, elasticity) : lnPrice - 1;
    if (!(next > low && next < high)) next = halfway(low, high, lnPrice);
    if (Math.abs(next - lnPrice) <= 1e-15 * (1 + Math.abs(lnPrice))) break;
    lnPrice = next;
  }
  return Math.exp(lnPrice);
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
      const x = bestTradeSnr(y, Math.log(y), terms);
      const free = gamma / x;
      if (free > b) {
        b = free;
        elasticity += b / tradeSlope(x, terms);
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
  for (let i = 0; i < g.n; i++) if (cost[i]! > 0) sum += cost[i]! * secondsSavedPerHz(b, g.snrHz[i]!);
  return Math.max(sum / elastic, Number.MIN_VALUE * 1e16);
}

/** The least price at which nobody wants more than the least bandwidth. */
function marginalAtLeast(g: Gathered, cost: Float64Array): number {
  let price = 0;
  for (let i = 0; i < g.n; i++) {
    const b = g.leastHz[i]!;
    if (cost[i]! > 0 && b > 0) price = Math.max(price, cost[i]! * secondsSavedPerHz(b, g.snrHz[i]!));
  }
  return price;
}

/** Sets the least tau's bandwidths (all devices with bits arrive together) and returns that tau. */
function withLeastTau(g: Gathered, earliestS: number, latestS: number, budgetHz = g.totalHz): number {
  let tauS = earliestS;
  for (let i = 0; i < g.n; i++) {
    if (g.bits[i]! > 0) {
      tauS = Math.max(tauS, g.fixedDelayS[i]! + g.bits[i]! / rateBitPerS(budgetHz, g.snrHz[i]!));
    }
  }
  tauS = Math.min(tauS, latestS);
  const solved = leastTauRoot(g, tauS, latestS, budgetHz);
  g.bandwidthHz.set(g.leastHz);
  return solved;
}

/** Root of sum leastHz(tau) = budget at or above startS (if the sum is above the budget there). */
function leastTauRoot(g: Gathered, startS: number, latestS: number, budgetHz: number): number {
  let low = startS;
  let high = latestS;
  let tauS = startS;
  for (let turn = 0; turn < 200; turn++) {
    const sum = setLeast(g, tauS);
    if (sum > budgetHz) low = tauS;
    else high = tauS;
    if (sum <= budgetHz && (tauS === startS || budgetHz - sum <= 1e-15 * budgetHz)) return tauS;
    let slope = 0;
    for (let i = 0; i < g.n; i++) slope += leastSlope(g, i, tauS);
    // Newton on 1/sum, almost a straight line in tau.
    let next = tauS + ((sum - budgetHz) / -slope) * (sum / budgetHz);
    if (!(next > low && next < high))
      next = high === Number.POSITIVE_INFINITY ? 2 * tauS + 1e-300 : (low + high) / 2;
    if (next <= low || next >= high) break;
    tauS = next;
  }
  setLeast(g, high);
  return high;
}

/** Nobody pays for sending: the allocation with the least share-weighted delay. */
function withLeastMeanDelay(g: Gathered, needed: number): void {
  const weights = g.bits.map((bits, i) => bits * g.share[i]!);
  if (needed <= g.totalHz) withPrice(g, weights, 0);
  else g.bandwidthHz.set(g.leastHz);
}

/** Without a deadline, devices that pay nothing share a sliver of the band so that they arrive together. */
function setUnpriced(g: Gathered): void {
  const bits = g.bits.map((u, i) => (g.sendCost[i]! > 0 ? 0 : u));
  if (bits.every((u) => u === 0)) return;
  withLeastTau({ ...g, bits }, 0, Number.POSITIVE_INFINITY, UNPRICED_PART * g.totalHz);
}

/**
 * tau has a price Y: P(tau) = Y tau + (least cost with all delays <= tau) is convex, and
 * P' = Y + sum over devices held at their least bandwidth of (lambda + c s'(b)) d leastHz/d tau.
 */
function withTau(g: Gathered, columns: RoundColumns, latestFixedS: number, priceGuess: number): Allocation {
  const earliestS = withLeastTau(g, latestFixedS, columns.deadlineS);
  let guess = priceGuess;
  const derivative = (tauS: number): number => {
    setLeast(g, tauS);
    guess = withPrice(g, g.sendCost, guess);
    return columns.tauPrice + heldSlope(g, tauS, guess);
  };
  if (derivative(earliestS) >= 0) {
    // With band to spare, a fixed delay holds tau and the price is what the band alone says.
    const price =
      earliestS > latestFixedS ? Math.max(guess, startPrice(g, columns.tauPrice, earliestS, guess)) : guess;
    return { bandwidthHz: fitted(g), price, tauS: earliestS };
  }
  const tauS = tauRoot(derivative, earliestS, columns.deadlineS, columns.tauPrice);
  const held = balancedPrice(g, columns.tauPrice, tauS, guess);
  // At the deadline tau is held from above: no balance.
  const price = tauS < columns.deadlineS ? held : guess;
  return { bandwidthHz: fitted(g), price, tauS };
}

/** `balancedPrice` with everybody held, whatever rounding says. */
function startPrice(g: Gathered, tauPrice: number, tauS: number, found: number): number {
  return balancedPrice({ ...g, bandwidthHz: g.leastHz }, tauPrice, tauS, found);
}

/** sum of (lambda + c s'(b)) d leastHz/d tau over devices held at their least bandwidth. */
function heldSlope(g: Gathered, tauS: number, price: number): number {
  let sum = 0;
  for (let i = 0; i < g.n; i++) {
    const b = g.leastHz[i]!;
    if (b === 0 || g.bandwidthHz[i]! > b) continue;
    const saved = g.sendCost[i]! > 0 ? g.sendCost[i]! * secondsSavedPerHz(b, g.snrHz[i]!) : 0;
    sum += Math.max(0, price - saved) * leastSlope(g, i, tauS);
  }
  return sum;
}

/**
 * The price at which the devices held at their least bandwidth balance Y exactly: sum (lambda - saved) fall = Y.
 * Where the band holds tau at its earliest it is one of many multipliers; elsewhere it equals the price found up
 * to rounding, which a badly conditioned least bandwidth (SNR near 0) would turn into a slope of the bound.
 */
function balancedPrice(g: Gathered, tauPrice: number, tauS: number, found: number): number {
  let falls = 0;
  let savings = 0;
  for (let i = 0; i < g.n; i++) {
    const b = g.leastHz[i]!;
    if (b === 0 || g.bandwidthHz[i]! > b) continue;
    const fall = -leastSlope(g, i, tauS);
    falls += fall;
    savings += g.sendCost[i]! > 0 ? g.sendCost[i]! * secondsSavedPerHz(b, g.snrHz[i]!) * fall : 0;
  }
  return falls === 0 ? found : (tauPrice + savings) / falls;
}

/** Root of an increasing derivative above startS, where it is negative; Illinois in a bracket. */
function tauRoot(
  derivative: (tauS: number) => number,
  startS: number,
  latestS: number,
  scale: number,
): number {
  let low = startS;
  let atLow = derivative(startS);
  let high = Math.min(latestS, startS * 1.5);
  let atHigh = derivative(high);
  while (atHigh < 0) {
    if (high === latestS) return high;
    low = high;
    atLow = atHigh;
    high = Math.min(latestS, high * 2);
    atHigh = derivative(high);
  }
  let side = 0;
  for (let turn = 0; turn < 200; turn++) {
    let middle = (low * atHigh - high * atLow) / (atHigh - atLow);
    if (!(middle > low && middle < high)) middle = (low + high) / 2;
    if (!(middle > low && middle < high)) break;
    const value = derivative(middle);
    if (Math.abs(value) <= 1e-14 * scale) return middle;
    if (value < 0) {
      low = middle;
      atLow = value;
      if (side === -1) atHigh /= 2;
      side = -1;
    } else {
      high = middle;
      atHigh = value;
      if (side === 1) atLow /= 2;
      side = 1;
    }
  }
  derivative(high);
  return high;
}

/** The bandwidths, scaled down where rounding put their sum above the band. */
function fitted(g: Gathered): Float64Array {
  const out = g.bandwidthHz;
  for (let turn = 0; turn < 4; turn++) {
    let sum = 0;
    for (let i = 0; i < g.n; i++) sum += out[i]!;
    if (sum <= g.totalHz) break;
    const factor = (g.totalHz / sum) * (1 - 2 ** -53 * (turn + 1));
    for (let i = 0; i < g.n; i++) out[i]! *= factor;
  }
  return out;
}
