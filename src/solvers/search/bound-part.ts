/**
 * The bound of a part: multipliers and a place of linearisation that suit it, and the schedules they suggest
 * offered on the way.
 */

import type { Allocation } from '../tools/allocation/gathered.js';
import { boundOfPart } from '../tools/fraction-bound.js';
import type { Part } from '../tools/part.js';
import type { Bound } from '../tools/part-bound.js';
import { bendsOf } from '../tools/problem-columns.js';
import type { SearchContext } from './context.js';
import { type Dual, type DualPoint, type PartDevices, partDevices } from './dual.js';
import { dualOf } from './fraction-dual.js';
import { PriceSearch } from './price-search.js';
import { roundedSchedules } from './rounding.js';

/** How far from the end of a part its lines touch, relatively, where costs bend at the end. */
export const INSIDE = 2e-13;

/** A part with its dual. */
export interface Bounded {
  readonly part: Part;
  readonly dual: Dual;
  readonly point: DualPoint;
}

/** What a checker will find for a part; its sums follow the part as devices are fixed. */
export function boundOf({ columns, lines, budget }: SearchContext, { part, point }: Bounded): Bound {
  budget.work(columns.deviceCount);
  return boundOfPart(columns, part, point.multipliers, lines);
}

const DUAL_EVALUATIONS = 10;
const ROUNDINGS = 3;
/** Places of linearisation tried before a part is split. */
const TAU_TURNS = 4;

/** The dual of a part, after its roundings have had their say. */
export function boundPart(context: SearchContext, part: Part, guess: number): Bounded {
  const { columns, incumbent, arena } = context;
  const devices = partDevices(part, arena);
  let tauS = linearisationS(context, part);
  let price = guess;
  let range: Interval = [part.earliestS, part.latestS];
  let best: { point: DualPoint; dual: Dual } | undefined;
  for (let turn = 0; turn < TAU_TURNS; turn++) {
    const dual = dualOf(context, part, devices, tauS);
    const search = new PriceSearch(dual);
    let point = search.best(price, incumbent.cutoff, DUAL_EVALUATIONS);
    if (turn === 0 && point.bound < incumbent.cutoff) {
      offerRoundings(context, part, dual, point);
      point = search.refined(incumbent.cutoff, DUAL_EVALUATIONS);
    }
    if (best === undefined || point.bound > best.point.bound) best = { point, dual };
    if (point.bound >= incumbent.cutoff || columns.tauPrice === 0) break;
    // The Lagrangian's own best tau lies where its slope points: linearise there.
    range = point.tauSlope < 0 ? [tauS, range[1]] : [range[0], tauS];
    const saddle = saddleOf(context, devices, point);
    const next = saddle === undefined ? (range[0] + range[1]) / 2 : clamp(saddle.tauS, part);
    if (!(Math.abs(next - tauS) > 1e-3 * (part.latestS - part.earliestS))) break;
    tauS = next;
    price = saddle?.price ?? point.multipliers.bandwidth;
  }
  const { point, dual } = best!;
  return { part, dual, point };
}

type Interval = readonly [number, number];

/** Price and tau of the best allocation of what a dual point selects: near them lies the dual's own best place. */
function saddleOf(
  { quick }: SearchContext,
  { inside, free }: PartDevices,
  { reduced, multipliers }: DualPoint,
): Pick<Allocation, 'price' | 'tauS'> | undefined {
  const selected = Array.from(inside);
  for (let i = 0; i < free.length; i++) if (reduced[i]! < 0) selected.push(free[i]!);
  return quick.solve(selected, multipliers.bandwidth, multipliers.tauS);
}

function clamp(tauS: number, { earliestS, latestS }: Part): number {
  return Math.min(Math.max(tauS, earliestS), latestS);
}

/** A schedule that loses so many times what was foreseen asks whether bandwidths give way at all. */
const SURPRISE = 3;
/** With so much of the band in the hands of devices at their least bandwidths, they do not. */
const HELD = 0.5;

/** Allocates the schedules that a dual point suggests; where bandwidths do not give way, others that need not. */
function offerRoundings(context: SearchContext, part: Part, dual: Dual, point: DualPoint): void {
  if (offerRounded(context, part, dual, point, true)) return;
  // A priced tau makes room for everybody, at its price.
  const { tauPrice } = context.columns;
  if (tauPrice === 0 && dual.heldHz(point) > HELD * point.usedHz)
    offerRounded(context, part, dual, point, false);
}

/** @returns false where a schedule was impossible or far worse than foreseen */
function offerRounded(
  { incumbent, columns }: SearchContext,
  { leastCount, mostCount }: Part,
  { devices }: Dual,
  point: DualPoint,
  elastic: boolean,
): boolean {
  const { bandwidth, tauS } = point.multipliers;
  const model = { point, devices, totalHz: columns.bandwidthHz, leastCount, mostCount, elastic };
  let asForeseen = true;
  for (const { loss, scheduled } of roundedSchedules(model, ROUNDINGS)) {
    // The loss is an estimate: only what it calls hopeless by far is passed over.
    if (point.bound + loss / 2 >= incumbent.cutoff) continue;
    const possible = incumbent.offer(scheduled, bandwidth, tauS) !== undefined;
    if (!possible || incumbent.cutoff - point.bound > SURPRISE * loss) asForeseen = false;
  }
  return asForeseen;
}

/** Looks for a good incumbent at one tau, the interval shrunk to a point; returns the dual's point. */
export function probe(context: SearchContext, part: Part, tauS: number, guess: number): DualPoint {
  const { arena } = context;
  const mark = arena.mark();
  const pinched = { ...part, earliestS: tauS, latestS: tauS };
  const devices = partDevices(part, arena);
  const dual = dualOf(context, pinched, devices, tauS);
  const point = new PriceSearch(dual).best(guess, context.incumbent.cutoff, DUAL_EVALUATIONS);
  offerRoundings(context, pinched, dual, point);
  arena.release(mark);
  return point;
}

/** Where to linearise in tau: at the incumbent's if the part holds it, else towards it. */
export function linearisationS(context: SearchContext, part: Part): number {
  const { columns, incumbent } = context;
  if (columns.tauPrice === 0) return 0;
  const { earliestS, latestS } = part;
  const tauS = incumbent.best?.allocation.tauS ?? latestS;
  // Cut at the incumbent's own tau, where a cost bends: both sides touch it there.
  if (context.mayBend && tauS > 0 && tauS === earliestS) return tauS * (1 + INSIDE);
  if (context.mayBend && tauS === latestS) return tauS * (1 - INSIDE);
  const reach = 0.2 * (latestS - earliestS);
  if (tauS <= earliestS) return earliestS + reach;
  if (tauS >= latestS) return latestS - reach;
  // On a bend a rounding would decide which of two lines is taken, here and in the checker.
  return incumbentBend(context) === tauS ? Math.min(tauS * (1 + INSIDE), latestS) : tauS;
}

/** The incumbent's tau, if the least bandwidth of somebody it schedules bends there. */
export function incumbentBend({ columns, incumbent, mayBend }: SearchContext): number | undefined {
  const { best } = incumbent;
  if (best === undefined || !mayBend) return undefined;
  const { tauS } = best.allocation;
  return best.scheduled.some((k) => bendsOf(columns, k).includes(tauS)) ? tauS : undefined;
}
