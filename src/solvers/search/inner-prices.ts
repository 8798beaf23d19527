/**
 * The inner multipliers: given what each device costs at a bandwidth price, the prices sigma (per unit of share)
 * and nu (per device) that maximise the Lagrangian bound (docs/certificates.md).
 */

import {
  headWorth,
  penaltyArgument,
  penaltyIsLine,
  shareWorth,
} from '../../problem/round/penalty/penalty.js';
import type { RoundColumns } from '../tools/problem-columns.js';

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
  /** The share of each, where all are equal: the number scheduled says what they sum to. */
  readonly equalShare?: number | undefined;
  /** Room to sort in. */
  readonly brink: Float64Array;
}

export interface InnerPrices {
  readonly share: number;
  readonly count: number;
  /** The number that the count's price is for, in and free; absent where no limit on it binds. */
  readonly heads?: number;
}

const BISECTIONS = 40;
/** Of the sum of shares: its price enters the bound with the square of its error. */
const SHARE_ACCURACY = 1e-6;
/** So few devices on the brink are sorted, and the price found exactly. */
const BRINK = 32;
/** Of the lower of two prices: how far above it one between them may lie. */
const LONGEST_WAY = 4;
/** Numbers that `Candidates.brink` has room for. */
export const BRINK_ROOM = 3 * BRINK + 3;
/** Prices that differ by less, relatively, are those of equal devices. */
const SAME_PRICE = 4e-16;

export function innerPrices(columns: RoundColumns, candidates: Candidates): InnerPrices {
  const { penalty, penaltyWeight } = columns;
  if (penaltyArgument(penalty) === 'count') return { share: 0, ...countPrice(columns, candidates) };
  if (penaltyIsLine(penalty) || penaltyWeight === 0) {
    const share = penaltyWeight === 0 ? 0 : shareWorth(penalty, penaltyWeight, 0);
    return { share, ...limitPrice(candidates, share) };
  }
  const { equalShare, leastCount, mostCount } = candidates;
  const isKnown = equalShare !== undefined && leastCount === mostCount;
  const share = isKnown
    ? shareWorth(penalty, penaltyWeight, mostCount * equalShare)
    : sharePrice(columns, candidates);
  return { share, ...limitPrice(candidates, share) };
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
      waiting = insertSorted(brink, waiting, c / s, s);
      if (waiting > BRINK) return undefined;
    }
  }
  if (!(most < Number.POSITIVE_INFINITY)) return undefined;
  let price = most;
  let i = 0;
  for (; i < waiting; i++) {
    const own = brink[3 * i]!;
    price = Math.min(worth(x), own);
    if (price < own) break;
    const before = x;
    x += brink[3 * i + 1]!;
    if (worth(x) <= price) {
      // The price is that of equal devices, of which a part is selected.
      count += brink[3 * i + 2]! * partOfClass(worth, price, before, x);
      break;
    }
    count += brink[3 * i + 2]!;
    price = worth(x);
  }
  if (waiting === 0) price = worth(x);
  if (count < leastCount - 1e-9 || count > mostCount + 1e-9) return undefined;
  return Math.min(most, Math.max(least, price));
}

/** How far from `low` to `high` the worth comes down to a price, as a part of the way. */
function partOfClass(worth: (x: number) => number, price: number, low: number, high: number): number {
  let part = 0.5;
  for (let step = 0.25; step > 1e-9; step /= 2)
    part += worth(low + part * (high - low)) > price ? step : -step;
  return part;
}

/** The sum of shares at which a unit of share is worth a price, at most `most`. */
export function shareOfWorth({ penalty, penaltyWeight }: RoundColumns, price: number, most: number): number {
  let low = 0;
  let high = most;
  if (shareWorth(penalty, penaltyWeight, high) >= price) return high;
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2;
    if (shareWorth(penalty, penaltyWeight, middle) > price) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Inserts a triple of (price, share, heads) by price, or adds to that of the same price; returns the number of triples. */
function insertSorted(triples: Float64Array, count: number, price: number, share: number): number {
  let at = count;
  while (at > 0 && triples[3 * at - 3]! > price) at--;
  // Sorted as they are, the same price can only stand on either side of its place.
  const same = isSamePrice(triples, at - 1, count, price)
    ? at - 1
    : isSamePrice(triples, at, count, price)
      ? at
      : -1;
  if (same >= 0) {
    triples[3 * same + 1]! += share;
    triples[3 * same + 2]! += 1;
    return count;
  }
  triples.copyWithin(3 * at + 3, 3 * at, 3 * count);
  triples[3 * at] = price;
  triples[3 * at + 1] = share;
  triples[3 * at + 2] = 1;
  return count + 1;
}

function isSamePrice(triples: Float64Array, at: number, count: number, price: number): boolean {
  return at >= 0 && at < count && Math.abs(triples[3 * at]! - price) <= SAME_PRICE * price;
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
  return shareOfCheapest(
    candidates,
    sharePriceNow,
    (selected > mostCount ? mostCount : leastCount) - inCount,
  );
}

/** The share of so many of least reduced cost; among equals the first. */
function shareOfCheapest(
  { cost, share, inShare }: Candidates,
  sharePriceNow: number,
  wanted: number,
): number {
  if (wanted <= 0) return inShare;
  if (wanted === 1 && cost.length > 0) return inShare + share[cheapest(cost, share, sharePriceNow)]!;
  const reduced = cost.map((c, i) => c - sharePriceNow * share[i]!);
  const last = reduced.slice().sort()[Math.min(wanted, reduced.length) - 1]!;
  let x = inShare;
  let left = wanted;
  for (let i = 0; i < reduced.length; i++) {
    if (!(reduced[i]! < last)) continue;
    x += share[i]!;
    left--;
  }
  for (let i = 0; i < reduced.length && left > 0; i++) {
    if (reduced[i]! !== last) continue;
    x += share[i]!;
    left--;
  }
  return x;
}

/** The first of least reduced cost. */
function cheapest(cost: Float64Array, share: Float64Array, sharePriceNow: number): number {
  let best = 0;
  for (let i = 1; i < cost.length; i++) {
    if (cost[i]! - sharePriceNow * share[i]! < cost[best]! - sharePriceNow * share[best]!) best = i;
  }
  return best;
}

/** nu that brings the number selected into its range; 0 where it is within already. */
export function limitPrice(
  candidates: Candidates,
  sharePriceNow: number,
): Pick<InnerPrices, 'count' | 'heads'> {
  const { cost, share, inCount, leastCount, mostCount } = candidates;
  let selected = inCount;
  // Where no upper limit can bind, enough are soon found.
  const enough = mostCount >= inCount + cost.length ? leastCount : Number.POSITIVE_INFINITY;
  for (let i = 0; i < cost.length && selected < enough; i++) {
    if (cost[i]! < sharePriceNow * share[i]!) selected++;
  }
  if (selected >= leastCount && selected <= mostCount) return { count: 0 };
  const heads = selected > mostCount ? mostCount : leastCount;
  const wanted = heads - inCount;
  if (wanted <= 1) {
    const [first, second] = leastTwo(candidates, sharePriceNow);
    return { heads, count: wanted <= 0 ? -between(undefined, first) : -between(first, second) };
  }
  const reduced = cost.map((c, i) => c - sharePriceNow * share[i]!).sort();
  return { heads, count: -between(reduced[wanted - 1], reduced[wanted]) };
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
function countPrice(columns: RoundColumns, candidates: Candidates): Pick<InnerPrices, 'count' | 'heads'> {
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
  return { heads: n, count: -between(-high, -low) };
}

/**
 * A number between two that may be missing or infinite; not far above the lower one, for a price a million times larger
 * than what it is to keep out would drown in its rounding whatever else is priced.
 */
function between(a = Number.NEGATIVE_INFINITY, b = Number.POSITIVE_INFINITY): number {
  const finiteA = Number.isFinite(a);
  const finiteB = Number.isFinite(b);
  if (finiteA && finiteB)
    return a + Math.min((b - a) / 2, LONGEST_WAY * Math.max(Math.abs(a), Number.MIN_VALUE));
  return finiteA ? a : finiteB ? b : 0;
}
