/**
 * The bandwidths of a fixed schedule, exactly (theory 4): separable and convex, so the KKT conditions are
 * necessary and sufficient. One multiplier lambda prices the band; where tau has a price, one more root in tau.
 */

import { type Allocation, fitted, type Gathered, gather, setLeast } from './allocation/gathered.js';
import { withPrice } from './allocation/price-root.js';
import { withLeastTau, withTau } from './allocation/tau-root.js';
import { fitsInto } from './fitting.js';
import type { RoundColumns } from './problem-columns.js';
import type { Look } from './time-limit.js';

/**
 * Part of the band left to devices whose sending costs nothing while others pay: their optimum would be a
 * bandwidth of 0 and an endless delay, an infimum that no decision attains.
 */
const UNPRICED_PART = 2e-13;

/**
 * @param scheduled device indexes
 * @param guess a bandwidth price to start from, 0 for none
 * @param look called once a pass over the devices; what it throws ends the work
 * @returns undefined where the schedule has no feasible bandwidths
 */
export function allocate(
  columns: RoundColumns,
  scheduled: ArrayLike<number>,
  guess = 0,
  look?: Look,
): Allocation | undefined {
  const finiteDeadlineS = columns.deadlineS === Number.POSITIVE_INFINITY ? 0 : columns.deadlineS;
  if (scheduled.length === 0) {
    return { bandwidthHz: new Float64Array(0), price: 0, tauS: columns.tauPrice > 0 ? 0 : finiteDeadlineS };
  }
  const g = gather(columns, scheduled, look);
  let latestFixedS = 0;
  for (let i = 0; i < g.n; i++) latestFixedS = Math.max(latestFixedS, g.fixedDelayS[i]!);
  if (latestFixedS > columns.deadlineS) return undefined;
  const needed = setLeast(g, columns.deadlineS);
  if (!fitsInto(g.totalHz, needed)) return undefined;
  if (columns.tauPrice > 0) return withTau(g, columns, latestFixedS, guess);
  if (g.sendCost.every((c) => c === 0)) {
    // Nothing to trade: among equal objectives the least delay.
    if (columns.delayKind === 'synchronous') withLeastTau(g, latestFixedS, columns.deadlineS);
    else withLeastMeanDelay(g, needed);
    return { bandwidthHz: fitted(g), price: 0, tauS: finiteDeadlineS };
  }
  if (columns.deadlineS === Number.POSITIVE_INFINITY) setUnpriced(g);
  const price = withPrice(g, g.sendCost, guess);
  if (!allServed(g)) return undefined;
  return { bandwidthHz: fitted(g), price, tauS: finiteDeadlineS };
}

/** False where others' least bandwidths leave nothing to somebody who has to send, or numbers were lost on the way. */
function allServed(g: Gathered): boolean {
  return g.bandwidthHz.every((b, i) => b > 0 || (b === 0 && g.uplinkBits[i] === 0));
}

/** Nobody pays for sending: the allocation with the least share-weighted delay. */
function withLeastMeanDelay(g: Gathered, needed: number): void {
  const weights = g.uplinkBits.map((bits, i) => bits * g.share[i]!);
  if (needed <= g.totalHz) withPrice(g, weights, 0);
  else g.bandwidthHz.set(g.leastHz);
}

/**
 * Without a deadline, devices that pay nothing share a sliver of the band so that they arrive together. Those with
 * an energy limit have a least bandwidth of their own.
 */
function setUnpriced(g: Gathered): void {
  const waits = (i: number) => g.sendCost[i] === 0 && g.longestUplinkS[i] === Number.POSITIVE_INFINITY;
  const uplinkBits = g.uplinkBits.map((u, i) => (waits(i) ? u : 0));
  if (uplinkBits.every((u) => u === 0)) return;
  const sliver = { ...g, uplinkBits, leastHz: new Float64Array(g.n), bandwidthHz: new Float64Array(g.n) };
  withLeastTau(sliver, 0, Number.POSITIVE_INFINITY, UNPRICED_PART * g.totalHz);
  for (let i = 0; i < g.n; i++) if (uplinkBits[i]! > 0) g.leastHz[i] = sliver.leastHz[i]!;
}
