/**
 * The Lagrangian bound alone: one part where tau has no price, else a handful of intervals of tau, each time
 * splitting the one with the least bound. No branching on devices.
 */
import type { CertificateNode } from '../../problem/round/certificate.js';
import type { Part } from '../tools/part.js';
import type { Bound } from '../tools/part-bound.js';
import { unlessStopped } from '../tools/time-limit.js';
import { type Bounded, boundOf, boundPart } from './bound-part.js';
import type { SearchContext } from './context.js';
import { shareToSplitAt, tauToSplitAt } from './explore.js';
import { leaf } from './leaf.js';
import { narrowed } from './parts.js';

export interface Relaxation {
  readonly root: CertificateNode;
  readonly bound: number;
  /** False where the time was up before all intervals were looked at. */
  readonly finished: boolean;
}

interface Box {
  readonly bounded: Bounded;
  readonly bound: Bound;
  readonly value: number;
  split?: ({ readonly tauS: number } | { readonly share: number }) & { readonly parts: readonly [Box, Box] };
}

/**
 * @param boxes most intervals of tau (>= 1); fewer where the time is up before
 * @returns undefined where the time did not suffice for a single one
 */
export function relax(
  context: SearchContext,
  part: Part,
  guess: number,
  boxes: number,
): Relaxation | undefined {
  const first = unlessStopped(() => boxOf(context, part, guess));
  if (first === undefined) return undefined;
  const open = [first];
  const finished = unlessStopped(() => split(context, open, boxes)) !== undefined;
  return {
    root: nodeOf(first),
    bound: open.reduce((low, box) => Math.min(low, box.value), Number.POSITIVE_INFINITY),
    finished,
  };
}

/** Splits the box of the least bound, again and again; returns true when it is through. */
function split(context: SearchContext, open: Box[], boxes: number): true {
  while (open.length < boxes) {
    context.budget.time.look();
    const worst = open.reduce((low, box) => (box.value < low.value ? box : low));
    if (worst.value >= context.incumbent.cutoff) break;
    const share = shareToSplitAt(context, worst.bounded, worst.bound);
    const tauS = share === undefined ? tauToSplitAt(context, worst.bounded, worst.bound) : undefined;
    const cut = share !== undefined ? { share } : tauS !== undefined ? { tauS } : undefined;
    if (cut === undefined) break;
    const price = worst.bounded.point.multipliers.bandwidth;
    const side = (change: Partial<Part>) => boxOf(context, narrowed(worst.bounded.part, change), price);
    const [below, above] =
      'share' in cut
        ? [side({ mostShare: cut.share }), side({ leastShare: cut.share })]
        : [side({ latestS: cut.tauS }), side({ earliestS: cut.tauS })];
    worst.split = { ...cut, parts: [below, above] };
    open.splice(open.indexOf(worst), 1, below, above);
  }
  return true;
}

function boxOf(context: SearchContext, part: Part, guess: number): Box {
  const bounded = boundPart(context, part, guess);
  const bound = boundOf(context, bounded);
  return { bounded, bound, value: bound.value() };
}

function nodeOf(box: Box): CertificateNode {
  if (box.split === undefined) return leaf(box.bounded.point.multipliers);
  const { split } = box;
  const parts = [nodeOf(split.parts[0]), nodeOf(split.parts[1])] as const;
  return 'share' in split
    ? { split: 'participation', share: split.share, parts }
    : { split: 'tau', tauS: split.tauS, parts };
}
