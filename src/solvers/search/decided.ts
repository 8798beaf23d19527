/**
 * The proof of a part in which every device is decided: the exact allocation's multipliers. Where tau has a price they may
 * have to be chosen with care. A tau at which an energy limit or the cap on the rate begins to bind bends the cost: no line
 * of ours supports both sides, so the interval is cut there. And where a rate is near its limit, the tau of the allocation, as a double, may be a
 * rounding too early for any bandwidth.
 */
import type { CertificateNode, Multipliers } from '../../problem/round/certificate.js';
import { allocate } from '../tools/allocation.js';
import { newLine } from '../tools/device-lagrangian.js';
import { boundOfPart } from '../tools/fraction-bound.js';
import type { Part } from '../tools/part.js';
import { bendsOf } from '../tools/problem-columns.js';
import { INSIDE, linearisationS } from './bound-part.js';
import type { SearchContext } from './context.js';
import { EMPTY_RAY, leaf } from './leaf.js';
import { insideOf } from './parts.js';

/** Later than the allocation's tau, relatively. */
const LATER = [1e-15, 1e-14, 1e-12] as const;
const SAME_TAU = 1e-9;

export function decidedNode(context: SearchContext, part: Part, guess: number): CertificateNode {
  const { columns, incumbent } = context;
  const inside = insideOf(part);
  const allocation = incumbent.offer(inside, guess, linearisationS(context, part));
  if (allocation === undefined) return leaf(EMPTY_RAY);
  const { price, tauS } = allocation;
  if (columns.tauPrice > 0 && tauS > part.latestS) return leaf(atTheEnd(context, part, inside));
  const multipliers = { bandwidth: price, share: 0, count: 0, tauS };
  if (columns.tauPrice === 0) return leaf(multipliers);
  const close = (p: Part, multiplier: Multipliers) =>
    boundOfPart(columns, p, multiplier, context.lines).value() >= incumbent.cutoff;
  // At a bend inside the part no line is told from the other: cut there first.
  const bendS = bendAt(context, inside, tauS);
  if (bendS !== undefined && bendS > part.earliestS && bendS < part.latestS) {
    // A little inside of either part, so that every device's line is that of its own side.
    const side = (p: Part, tau: number) => leaf(bestOf(context, p, inside, { ...multipliers, tauS: tau }));
    const early = side({ ...part, latestS: bendS }, bendS * (1 - INSIDE));
    const late = side({ ...part, earliestS: bendS }, bendS * (1 + INSIDE));
    return { split: 'tau', tauS: bendS, parts: [early, late] };
  }
  if (close(part, multipliers)) return leaf(multipliers);
  for (const later of LATER) {
    const moved = bestOf(context, part, inside, { ...multipliers, tauS: tauS * (1 + later) });
    if (close(part, moved)) return leaf(moved);
  }
  return leaf(bestOf(context, part, inside, multipliers));
}

/** The best tau lies beyond the part: the multipliers at its end, or what shows that nobody can make it by then. */
function atTheEnd({ columns }: SearchContext, { latestS }: Part, inside: readonly number[]): Multipliers {
  const allocation = allocate({ ...columns, deadlineS: latestS }, inside);
  if (allocation === undefined) return EMPTY_RAY;
  return { bandwidth: allocation.price, share: 0, count: 0, tauS: latestS * (1 - INSIDE) };
}

/** The place where the least bandwidth of a device that is in bends, if it is this tau up to rounding. */
function bendAt({ columns }: SearchContext, inside: readonly number[], tauS: number): number | undefined {
  for (const k of inside) {
    for (const bendS of bendsOf(columns, k)) if (Math.abs(bendS - tauS) <= SAME_TAU * tauS) return bendS;
  }
  return undefined;
}

/** The better of two prices: the allocation's own, and the one at which the lines' slopes balance tau's price. */
function bestOf(
  context: SearchContext,
  part: Part,
  inside: readonly number[],
  own: Multipliers,
): Multipliers {
  const { columns, lines } = context;
  const balanced = { ...own, bandwidth: balancingPrice(context, part, inside, own) };
  const value = (multipliers: Multipliers) => boundOfPart(columns, part, multipliers, lines).value();
  const better = value(balanced) > value(own) ? balanced : own;
  if (value(better) >= context.incumbent.cutoff || !(better.bandwidth > 0)) return better;
  // The bound is concave in the price: a search by thirds.
  const at = (z: number) => ({ ...better, bandwidth: better.bandwidth * Math.exp(z) });
  let low = -6;
  let high = 6;
  for (let turn = 0; turn < 70; turn++) {
    const third = (high - low) / 3;
    if (value(at(low + third)) < value(at(high - third))) low += third;
    else high -= third;
  }
  const found = at((low + high) / 2);
  return value(found) > value(better) ? found : better;
}

function balancingPrice(
  { columns, lines }: SearchContext,
  part: Part,
  inside: readonly number[],
  { bandwidth, tauS }: Multipliers,
): number {
  const line = newLine();
  const at = lines.at(part, tauS);
  const slope = (price: number) => {
    let sum = columns.tauPrice;
    for (const k of inside) {
      at.write(k, price, Math.log(price), line);
      sum += line.slope;
    }
    return sum;
  };
  let low = bandwidth;
  let high = bandwidth;
  for (let turn = 0; turn < 60 && slope(low) < 0; turn++) low /= 4;
  for (let turn = 0; turn < 60 && slope(high) > 0; turn++) high *= 4;
  for (let turn = 0; turn < 80; turn++) {
    const middle = Math.sqrt(low) * Math.sqrt(high);
    if (!(middle > low && middle < high)) break;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return slope(high) > 0 ? bandwidth : high;
}
