/**
 * The inner multipliers: given what each device costs at a bandwidth price, the prices sigma (per unit of share)
 * and nu (per device) that maximise the Lagrangian bound (docs/certificates.md).
 */

import type { RoundColumns } from '../../problem/round/columns.js';
import {
  headWorth,
  penaltyArgument,
  penaltyIsLine,
  shareWorth,
} from '../../problem/round/penalty/penalty.js';

/** What is being selected from: free devices with their costs (Infinity: cannot take part), and who is in. */
export interface Candidates {
  readonly cost: Float64Array;
  readonly share: Float64Array;
  readonly inCount: number;
  readonly inShare: number;
  /** Sum of shares to start from, 0 for none. */
  readonly shareGuess: number;
  /** Range of the number scheduled, at least 1. */
  readonly leastCount: number;
  readonly mostCount: number;
  /** Sum of all shares, of those in and free. */
  readonly mostShare: number;
  /** Room to sort in. */
  readonly brink: Float64Array;
}

export interface InnerPrices {
  readonly share: number;
  readonly count: number;
}

const BISECTIONS = 40;
/** Of the sum of shares: its price enters the bound with the square of its error. */
const SHARE_ACCURACY = 1e-6;
/** So few devices on the brink are sorted, and the price found exactly. */
const BRINK = 32;
/** Numbers that `Candidates.brink` has room for. */
export const BRINK_ROOM = 2 * BRINK;

export function innerPrices(columns: RoundColumns, candidates: Candidates): InnerPrices {
  const { penalty, penaltyWeight } = columns;
  if (penaltyArgument(penalty) === 'count') return { share: 0, count: countPrice(columns, candidates) };
  if (penaltyIsLine(penalty) || penaltyWeight === 0) {
    const share = penaltyWeight === 0 ? 0 : shareWorth(penalty, penaltyWeight, 0);
    return { share, count: limitPrice(candidates, share) };
  }
  const share = sharePrice(columns, candidates);
  return { share, count: limitPrice(candidates, share) };
}

/** Root of (share selected at the worth of x) = x: the one falls as x grows, so each brackets the other. */
function sharePrice(columns: RoundColumns, candidates: Candidates): number {
  const { penalty, penaltyWeight } = columns;
  const { shareGuess } = candidates;
  let low = 0;
  let high = candidates.mostShare;
  const worth = (x: number) => shareWorth(penalty, penaltyWeight, x);
  // A start from the price before usually brackets the root at once.
  let x = shareGuess > 0 ? Math.min(shareGuess, high) : high;
  let atLow = 0; // excess of the selection over x at the ends, once they have been tried
  let atHigh = 0;
  for (let turn = 1; turn <= BISECTIONS && high - low > SHARE_ACCURACY * high; turn++) {
    const selected = selectedShare(candidates, worth(x));
    if (selected === x) break;
    if (selected > x) {
      if (selected < high) {
        high = selected;
        atHigh = 0;
      }
      low = x;
      atLow = selected - x;
    } else {
      if (selected > low) {
        low = selected;
        atLow = 0;
      }
      high = x;
      atHigh = selected - x;
    }
    const exact = brinkPrice(candidates, worth, low, high);
    if (exact !== undefined) return exact;
    const chord = low + ((high - low) * atLow) / (atLow - atHigh);
    x = turn % 3 !== 0 && chord > low && chord < high ? chord : (low + high) / 2;
  }
  return worth(x);
}

/**
 * The root within [low, high], exactly, where only a few devices change sides there: at a device's own price, or
 * at the worth of what is selected between two of them. Undefined where many do, or the limits on the number bind.
 */
function brinkPrice(
  candidates: Candidates,
  worth: (x: number) => number,
  low: number,
  high: number,
): number | undefined {
  const { cost, share, inCount, inShare, leastCount, mostCount, brink } = candidates;
  const most = worth(low);
  const least = worth(high);
  let count = inCount;
  let x = inShare;
  let waiting = 0;
  for (let i = 0; i < cost.length; i++) {
    const c = cost[i]!;
    const s = share[i]!;
    if (!(c < most * s)) continue;
    if (c < least * s) {
      x += s;
      count++;
    } else {
      if (waiting === BRINK) return undefined;
      waiting = insertSorted(brink, waiting, c / s, s);
    }
  }
  if (!(most < Number.POSITIVE_INFINITY) || count < leastCount || count + waiting > mostCount)
    return undefined;
  let price = most;
  for (let i = 0; i < waiting; i++) {
    const own = brink[2 * i]!;
    price = Math.min(worth(x), own);
    if (price < own) break;
    x += brink[2 * i + 1]!;
    if (worth(x) <= price) break;
    price = worth(x);
  }
  if (waiting === 0) price = worth(x);
  return Math.min(most, Math.max(least, price));
}

/** Inserts a pair of (price, share) by price; returns the new number of pairs. */
function insertSorted(pairs: Float64Array, count: number, price: number, share: number): number {
  let at = count;
  while (at > 0 && pairs[2 * at - 2]! > price) {
    pairs[2 * at] = pairs[2 * at - 2]!;
    pairs[2 * at + 1] = pairs[2 * at - 1]!;
    at--;
  }
  pairs[2 * at] = price;
  pairs[2 * at + 1] = share;
  return count + 1;
}

function selectedShare(candidates: Candidates, sharePriceNow: number): number {
  const { cost, share, inShare, inCount, leastCount, mostCount } = candidates;
  let x = inShare;
  let selected = inCount;
  for (let i = 0; i < cost.length; i++) {
    if (cost[i]! < sharePriceNow * share[i]!) {
      x += share[i]!;
      selected++;
    }
  }
  if (selected >= leastCount && selected <= mostCount) return x;
  const nu = limitPrice(candidates, sharePriceNow);
  x = inShare;
  for (let i = 0; i < cost.length; i++) if (cost[i]! + nu < sharePriceNow * share[i]!) x += share[i]!;
  return x;
}

/** nu that brings the number selected into its range; 0 where it is within already. */
function limitPrice(candidates: Candidates, sharePriceNow: number): number {
  const { cost, share, inCount, leastCount, mostCount } = candidates;
  let selected = inCount;
  // Where no upper limit can bind, enough are soon found.
  const enough = mostCount >= inCount + cost.length ? leastCount : Number.POSITIVE_INFINITY;
  for (let i = 0; i < cost.length && selected < enough; i++) {
    if (cost[i]! < sharePriceNow * share[i]!) selected++;
  }
  if (selected >= leastCount && selected <= mostCount) return 0;
  const wanted = (selected > mostCount ? mostCount : leastCount) - inCount;
  if (wanted <= 1) {
    const [first, second] = leastTwo(candidates, sharePriceNow);
    return wanted <= 0 ? -between(undefined, first) : -between(first, second);
  }
  const reduced = cost.map((c, i) => c - sharePriceNow * share[i]!).sort();
  return -between(reduced[wanted - 1], reduced[wanted]);
}

/** The two least reduced costs: where one device has to be found, nobody needs to be sorted. */
function leastTwo({ cost, share }: Candidates, sharePriceNow: number): readonly [number, number] {
  let first = Number.POSITIVE_INFINITY;
  let second = Number.POSITIVE_INFINITY;
  for (let i = 0; i < cost.length; i++) {
    const w = cost[i]! - sharePriceNow * share[i]!;
    if (w < first) {
      second = first;
      first = w;
    } else if (w < second) second = w;
  }
  return [first, second];
}

/** With a penalty that counts heads the best number is where the next head's cost exceeds the fall of the penalty. */
function countPrice(columns: RoundColumns, candidates: Candidates): number {
  const { penaltyWeight, penalty } = columns;
  const sorted = candidates.cost.slice().sort();
  const { inCount, leastCount, mostCount } = candidates;
  const rise = (n: number) => -headWorth(penalty, penaltyWeight, n);
  let n = Math.max(inCount, leastCount);
  const most = Math.min(mostCount, inCount + sorted.length);
  while (n < most && sorted[n - inCount]! + rise(n + 1) < 0) n++;
  const last = sorted[n - inCount - 1] ?? Number.NEGATIVE_INFINITY;
  const next = sorted[n - inCount] ?? Number.POSITIVE_INFINITY;
  const low = Math.max(-next, n > leastCount && n > 0 ? rise(n) : Number.NEGATIVE_INFINITY);
  const high = Math.min(-last, n < mostCount ? rise(n + 1) : Number.POSITIVE_INFINITY);
  return -between(-high, -low);
}

/** A number between two that may be missing or infinite. */
function between(a = Number.NEGATIVE_INFINITY, b = Number.POSITIVE_INFINITY): number {
  const finiteA = Number.isFinite(a);
  const finiteB = Number.isFinite(b);
  if (finiteA && finiteB) return a + (b - a) / 2;
  return finiteA ? a : finiteB ? b : 0;
}
