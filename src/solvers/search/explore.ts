/**
 * The search (theory 4): each part of the space is bounded by its dual, its clear-cut devices are fixed by
 * reduced cost, and what remains is split by tau, by the number scheduled, or by devices until every part is
 * closed. The tree it returns is the certificate.
 */
import { BRANCH, type CertificateNode, type Multipliers, OPEN } from '../../problem/round/certificate.js';
import { boundOfPart } from '../tools/fraction-bound.js';
import { shareRange } from '../tools/linear-fraction.js';
import type { Part } from '../tools/part.js';
import type { Bound } from '../tools/part-bound.js';
import { type Bounded, boundOf, boundPart, incumbentBend } from './bound-part.js';
import type { SearchContext } from './context.js';
import { decidedNode } from './decided.js';
import { branchOnDevices } from './device-branching.js';
import { partDevices } from './dual.js';
import { dualOf } from './fraction-dual.js';
import { EMPTY_RAY, leaf } from './leaf.js';
import { fixDevice, narrowed, releaseDevice } from './parts.js';

/** With so few devices left, branching on them costs less than splitting anything else. */
const FEW = 8;
/** With so many left, an interval of tau is split first: one price cannot suit all of it. */
const MANY = 14;

/** Prices around the dual's root, as logarithms: a node takes the best of their bounds. */
const GRID = [0, -0.02, 0.02, -0.06, 0.06, -0.15, 0.15, -0.4, 0.4];

/**
 * Explores a part until it is closed.
 * @param guess a bandwidth price to start the dual from, 0 for none
 */
export function explore(context: SearchContext, part: Part, guess: number): CertificateNode {
  const mark = context.arena.mark();
  const node = exploreWithin(context, part, guess);
  context.arena.release(mark);
  return node;
}

function exploreWithin(context: SearchContext, part: Part, guess: number): CertificateNode {
  const { incumbent, budget } = context;
  budget.spend();
  if (part.inCount > part.mostCount || part.inCount + part.freeCount < part.leastCount)
    return leaf(EMPTY_RAY);
  if (part.freeCount === 0) return decidedNode(context, part, guess);
  const bounded = boundPart(context, part, guess);
  const { progress } = context;
  if (progress.first === undefined) {
    progress.first = { multipliers: bounded.point.multipliers, latestS: part.latestS };
    progress.onFirst?.(bounded.point.bound);
  }
  // The dual sums the same terms as the checker, whose tolerance is twice ours: no need to sum them again.
  if (bounded.point.bound >= incumbent.cutoff) return leaf(bounded.point.multipliers);
  const bound = boundOf(context, bounded);
  if (bound.value() >= incumbent.cutoff) return leaf(bounded.point.multipliers);
  const fixed = fixByReducedCost(context, bounded, bound);
  const rest = part.freeCount === 0 ? decidedNode(context, part, guess) : divide(context, bounded, bound);
  if (fixed.order.length === 0) return rest;
  return {
    split: 'devices',
    shared: [bounded.point.multipliers],
    order: fixed.order,
    tree: [...fixed.before, OPEN, ...fixed.after],
    own: [],
    parts: [rest],
  };
}

interface Fixings {
  readonly order: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Fixes, in the part itself, every device whose other side the bound closes. */
function fixByReducedCost(context: SearchContext, bounded: Bounded, bound: Bound): Fixings {
  const { part, dual, point } = bounded;
  const { free } = dual.devices;
  const order: number[] = [];
  const before: number[] = [];
  const after: number[] = [];
  for (let i = 0; i < free.length; i++) {
    const k = free[i]!;
    const side = point.reduced[i]! < 0 ? 1 : -1;
    if (!otherSideCloses(context, bounded, bound, i)) continue;
    order.push(k);
    fixDevice(part, k, side);
    bound.fix(k, side);
    before.push(BRANCH);
    if (side === 1) after.push(0);
    else before.push(0);
  }
  return { order, before, after };
}

/** True if the part is closed with the i-th free device on the side where the dual does not have it. */
function otherSideCloses(
  { columns, incumbent }: SearchContext,
  { part, dual, point }: Bounded,
  bound: Bound,
  i: number,
): boolean {
  const { cutoff } = incumbent;
  const w = point.reduced[i]!;
  if (columns.tauPrice === 0 && point.multipliers.count === 0) {
    // Neither tau nor the number scheduled has a price: a change of sides costs |w|, and nothing else changes.
    const emptyIsLeft = w < 0 && part.inCount === 0 && part.leastCount === 0;
    if (!emptyIsLeft) return point.bound + (point.otherSide?.[i] ?? Math.abs(w)) >= cutoff;
  }
  const k = dual.devices.free[i]!;
  const side = w < 0 ? -1 : 1;
  fixDevice(part, k, side);
  bound.fix(k, side);
  const closes = bound.value() >= cutoff;
  bound.release();
  releaseDevice(part, k);
  return closes;
}

/** Splits an open part by tau, by the number scheduled or by devices. */
function divide(context: SearchContext, bounded: Bounded, bound: Bound): CertificateNode {
  const { part, point } = bounded;
  const guess = point.multipliers.bandwidth;
  const share = shareToSplitAt(context, bounded, bound);
  if (share !== undefined) {
    // Where the bound is attained first: its schedules are the likeliest.
    const isBelow = point.share! <= share;
    const sides = [{ mostShare: share }, { leastShare: share }];
    if (!isBelow) sides.reverse();
    const parts = sides.map((side) => explore(context, narrowed(part, side), guess));
    if (!isBelow) parts.reverse();
    return { split: 'participation', share, parts: [parts[0]!, parts[1]!] };
  }
  if (part.freeCount > FEW) {
    if (context.countDecides && part.leastCount < part.mostCount) {
      const scheduled = countToSplitAt(bounded);
      const below = explore(context, narrowed(part, { mostCount: scheduled }), guess);
      const above = explore(context, narrowed(part, { leastCount: scheduled + 1 }), guess);
      return { split: 'count', scheduled, parts: [below, above] };
    }
    const tauS = tauToSplitAt(context, bounded, bound);
    if (tauS !== undefined) {
      const below = explore(context, narrowed(part, { latestS: tauS }), guess);
      return {
        split: 'tau',
        tauS,
        parts: [below, explore(context, narrowed(part, { earliestS: tauS }), guess)],
      };
    }
  }
  return branch(context, bounded);
}

/** The number the dual selects is cut off below, then above, and so isolated. */
function countToSplitAt({ part, point, dual }: Bounded): number {
  let selected = dual.devices.inside.length;
  for (const w of point.reduced) if (w < 0) selected++;
  const n = Math.min(Math.max(selected, part.leastCount), part.mostCount);
  return n > part.leastCount ? n - 1 : n;
}

/** A tau at which to split, where the width of the interval is what keeps the part open. */
export function tauToSplitAt(
  context: SearchContext,
  { part, point }: Bounded,
  bound: Bound,
): number | undefined {
  const { columns, incumbent } = context;
  const { earliestS, latestS } = part;
  if (columns.tauPrice === 0 || latestS - earliestS <= 1e-11 * latestS) return undefined;
  const bendS = bendInside(context, part);
  if (bendS !== undefined) return bendS;
  const atS = point.multipliers.tauS;
  if (part.freeCount > MANY) return splitPoint(part, point.multipliers.tauS);
  const pinched = boundOfPart(
    columns,
    { ...part, earliestS: atS, latestS: atS },
    point.multipliers,
    context.lines,
  );
  const now = bound.value();
  if (pinched.value() - now < 0.5 * (incumbent.cutoff - now)) return undefined;
  return splitPoint(part, atS);
}

/** The incumbent's tau where it lies in the part and somebody's least bandwidth bends there: no line crosses a bend. */
function bendInside(context: SearchContext, { earliestS, latestS }: Part): number | undefined {
  const tauS = incumbentBend(context);
  return tauS !== undefined && tauS > earliestS && tauS < latestS ? tauS : undefined;
}

/** The same with few devices left: branching on them is the cheaper. */
const NARROW = 0.02;
/** A range of participation this wide, as a ratio, is split before devices are, if that helps at all. */
const WIDE = 1.25;
/** Participation this near, relatively, is not split any further. */
const SAME_SHARE = 1e-9;

/** A participation at which to split, for a linear fraction whose range of it is what keeps the part open. */
export function shareToSplitAt(
  context: SearchContext,
  { part, point }: Bounded,
  bound: Bound,
): number | undefined {
  const { columns, incumbent, lines } = context;
  if (point.share === undefined) return undefined;
  const { least, most } = shareRange(columns, part);
  const narrowest = part.freeCount > FEW ? SAME_SHARE : NARROW;
  if (!(most - least > narrowest * most)) return undefined;
  // A price <= 0 makes the bound the same at both ends of the range: what it hides lies between them.
  const isBent = point.multipliers.share > 0;
  const at = isBent ? Math.min(most, Math.max(least, point.share)) : Math.sqrt(least * most);
  const now = bound.value();
  const there = { ...part, leastShare: at, mostShare: at };
  const pinched = boundOfPart(columns, there, point.multipliers, lines).value();
  const worthwhile = most > WIDE * least ? 0.02 : 0.5;
  if (pinched - now < worthwhile * (incumbent.cutoff - now)) return undefined;
  if (!isBent) return at;
  // Inside the smaller part, a quarter from its edge, in logarithms.
  const [left, right] = [Math.log(at / least), Math.log(most / at)];
  return at * Math.exp(right >= left ? right / 4 : -left / 4);
}

/** Keeps the place of linearisation inside the smaller part, a quarter from its edge. */
function splitPoint({ earliestS, latestS }: Part, atS: number): number {
  const left = atS - earliestS;
  const right = latestS - atS;
  return right >= left ? atS + right / 4 : atS - left / 4;
}

function branch(context: SearchContext, { part, point, dual }: Bounded): CertificateNode {
  const price = point.multipliers.bandwidth;
  const shared = priceGrid(context, part, point.multipliers);
  const places = Array.from(dual.devices.free.keys())
    .filter((i) => part.fixed[dual.devices.free[i]!] === 0)
    .sort((a, b) => Math.abs(point.reduced[a]!) - Math.abs(point.reduced[b]!));
  const order = places.map((i) => dual.devices.free[i]!);
  return branchOnDevices(context, part, shared, order, {
    decided: (p) => decidedNode(context, p, price),
    goOn: (p, best) => explore(context, narrowed(p), best),
  });
}

/**
 * Multipliers around the dual's, at several bandwidth prices. The price on heads has to follow the bandwidth's,
 * the supporting line of the penalty need not.
 */
function priceGrid(context: SearchContext, part: Part, base: Multipliers): Multipliers[] {
  const { bandwidth, count, tauS } = base;
  if (bandwidth === 0) return [base];
  const grid = GRID.slice(0, part.freeCount <= 1 ? 1 : part.freeCount <= 3 ? 5 : GRID.length);
  const prices = grid.map((z) => bandwidth * Math.exp(z));
  if (count === 0) return prices.map((price) => ({ ...base, bandwidth: price }));
  const dual = dualOf(context, part, partDevices(part, context.arena), tauS);
  return prices.map((price, j) => (j === 0 ? base : dual.at(price).multipliers));
}
