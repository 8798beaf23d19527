/** The roots in tau of a fixed schedule: its least value, and its best where it has a price. */

import { rateBitPerS } from '../../../problem/round/rate.js';
import { secondsSavedPerHz } from '../best-trade.js';
import { bendsOf, type RoundColumns } from '../problem-columns.js';
import { type Allocation, fitted, type Gathered, leastSlope, setLeast } from './gathered.js';
import { withPrice } from './price-root.js';

/** Sets the least tau's bandwidths (all devices with bits arrive together) and returns that tau. */
export function withLeastTau(g: Gathered, earliestS: number, latestS: number, budgetHz = g.totalHz): number {
  let tauS = earliestS;
  for (let i = 0; i < g.n; i++) {
    if (g.uplinkBits[i]! > 0) {
      const rate = Math.min(rateBitPerS(budgetHz, g.snrHz[i]!), (budgetHz * g.ceiling.log) / Math.LN2);
      tauS = Math.max(tauS, g.fixedDelayS[i]! + g.uplinkBits[i]! / rate);
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

/**
 * tau has a price Y: P(tau) = Y tau + (least cost with all delays <= tau) is convex, and
 * P' = Y + sum over devices held at their least bandwidth of (lambda + c s'(b)) d leastHz/d tau.
 */
export function withTau(
  g: Gathered,
  columns: RoundColumns,
  latestFixedS: number,
  priceGuess: number,
): Allocation {
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
  const root = tauRoot(derivative, earliestS, columns.deadlineS, columns.tauPrice);
  const tauS = nearestBend(g, root);
  if (tauS !== root) derivative(tauS);
  // At a bend the slopes of either side do not balance: the price is what the band alone says.
  const held = isBend(g, tauS) ? guess : balancedPrice(g, columns.tauPrice, tauS, guess);
  // At the deadline tau is held from above: no balance.
  const price = tauS < columns.deadlineS ? held : guess;
  return { bandwidthHz: fitted(g), price, tauS };
}

/** A tau this near to where an energy limit or the cap on the rate begins to bind, relatively, is that. */
const AT_BEND = 1e-12;

/** The derivative jumps where a least bandwidth bends: a root found there by bisection is off by rounding. */
function nearestBend(g: Gathered, tauS: number): number {
  for (let i = 0; i < g.n; i++) {
    for (const bendS of bendsOf(g, i)) if (Math.abs(bendS - tauS) <= AT_BEND * tauS) return bendS;
  }
  return tauS;
}

function isBend(g: Gathered, tauS: number): boolean {
  return g.fixedDelayS.some((_, i) => bendsOf(g, i).includes(tauS));
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
    const saved = g.sendCost[i]! > 0 ? g.sendCost[i]! * secondsSavedPerHz(b, g.snrHz[i]!, g.ceiling) : 0;
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
    savings += g.sendCost[i]! > 0 ? g.sendCost[i]! * secondsSavedPerHz(b, g.snrHz[i]!, g.ceiling) * fall : 0;
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
