/**
 * How many of a chain: a search over the number scheduled, n, and tau. With the first `least` in and all after the first
 * `most` out, and multipliers of the best allocation of one n, the Lagrangian is linear in n and in tau apart: its least
 * lies at a corner of the box, and its error falls with the square of the box. A single n is closed by its own allocation.
 */

import { BRANCH, type CertificateNode, type Multipliers, OPEN } from '../../problem/round/certificate.js';
import { shareWorth } from '../../problem/round/penalty/penalty.js';
import { isFraction } from '../tools/linear-fraction.js';
import { INSIDE } from './bound-part.js';
import type { Chain } from './chain.js';
import type { Box, ChainModel, Tried } from './chain-model.js';
import type { SearchContext } from './context.js';
import { EqualChain } from './equal-chain.js';
import { EMPTY_RAY, leaf } from './leaf.js';
import { OrderedChain } from './ordered-chain.js';

/** The tree that covers everything, tau up to `latestS`; undefined where it cannot be closed. */
export function searchChain(
  context: SearchContext,
  chain: Chain,
  latestS: () => number,
): CertificateNode | undefined {
  const model = chain.equal ? new EqualChain(context, chain) : new OrderedChain(context, chain);
  const search = new ChainSearch(context, chain, model);
  search.findBest();
  return search.close({ least: 0, most: chain.order.length, earliestS: 0, latestS: latestS() });
}

/** Where rounding is all there is, every look finds another last digit. */
const MOST_AGAIN = 4;

class ChainSearch {
  constructor(
    private readonly context: SearchContext,
    private readonly chain: Chain,
    private readonly model: ChainModel,
  ) {}

  /** Everybody's turn where an n costs one rate; else a search as if the objective were convex in n, which it nearly is. */
  findBest(): void {
    const { columns, incumbent } = this.context;
    const { minScheduled, maxScheduled } = columns;
    const value = (n: number) => this.model.at(n)?.objective ?? Number.POSITIVE_INFINITY;
    let best = minScheduled;
    if (this.chain.equal) {
      for (let n = minScheduled; n <= maxScheduled; n++) if (value(n) < value(best)) best = n;
    } else {
      best = fallingSearch(value, Math.max(minScheduled, 1), maxScheduled);
      if (minScheduled === 0 && value(0) <= value(best)) best = 0;
    }
    const tried = this.model.at(best);
    if (tried !== undefined) incumbent.offer(this.first(best), tried.price, tried.tauS);
  }

  private first(n: number): number[] {
    return this.chain.order.slice(0, n).sort((a, b) => a - b);
  }

  /** @param again how often this box has been looked at before, for a better incumbent each time */
  close(box: Box, again = 0): CertificateNode | undefined {
    const { context } = this;
    const { columns, incumbent } = context;
    context.budget.spend();
    const { least, most } = box;
    if (most < columns.minScheduled || least > columns.maxScheduled) return leaf(EMPTY_RAY);
    const cutoff = incumbent.cutoff;
    const suited = this.suitedTo(box);
    let best: Multipliers = EMPTY_RAY;
    let bound = suited.length === 0 ? this.model.bound(box, EMPTY_RAY) : Number.NEGATIVE_INFINITY;
    for (const multipliers of suited) {
      const value = this.model.bound(box, multipliers);
      if (value > bound) {
        bound = value;
        best = multipliers;
      }
      if (bound >= cutoff) break;
    }
    if (bound >= cutoff) return leaf(best);
    return least === most ? this.closeOne(box, again) : this.split(box);
  }

  /** One n that its own multipliers do not close: better than the incumbent, or bent in tau where an energy limit begins. */
  private closeOne(box: Box, again: number): CertificateNode | undefined {
    const { incumbent } = this.context;
    const tried = this.model.at(box.least);
    const before = incumbent.best?.objective;
    if (tried !== undefined) incumbent.offer(this.first(box.least), tried.price, tried.tauS);
    if (incumbent.best?.objective !== before && again < MOST_AGAIN) return this.close(box, again + 1);
    const tauS = tried?.tauS ?? Number.NaN;
    return tauS > box.earliestS && tauS < box.latestS ? this.splitTau(box, tauS) : undefined;
  }

  private split(box: Box): CertificateNode | undefined {
    const { columns } = this.context;
    const { least, most } = box;
    // What the larger half needs in time tells where the interval of tau is best cut.
    if (columns.tauPrice > 0) {
      const end = this.model.at(Math.min(most, columns.maxScheduled))?.tauS;
      const width = 1e-9 * box.latestS;
      if (end !== undefined && end > box.earliestS + width && end < box.latestS - width)
        return this.splitTau(box, end);
    }
    const last = this.lastOfLower(least, most);
    const above = this.close({ ...box, least: last + 1 });
    const below = above && this.close({ ...box, most: last });
    if (above === undefined || below === undefined) return undefined;
    const order = [this.chain.order[last]!];
    return {
      split: 'devices',
      shared: [],
      order,
      tree: [BRANCH, OPEN, OPEN],
      own: [],
      parts: [above, below],
    };
  }

  /** The incumbent's number is cut free first; after that halves. */
  private lastOfLower(least: number, most: number): number {
    const n = this.context.incumbent.best?.scheduled.length ?? -1;
    if (n >= least && n < most) return n;
    if (n === most) return n - 1;
    return least + ((most - least) >> 1);
  }

  private splitTau(box: Box, tauS: number): CertificateNode | undefined {
    const early = this.close({ ...box, latestS: tauS });
    const late = early && this.close({ ...box, earliestS: tauS });
    return early && late && { split: 'tau', tauS, parts: [early, late] };
  }

  /** Multipliers of the best allocations at the box's ends. */
  private suitedTo(box: Box): Multipliers[] {
    const { least, most } = box;
    const { columns } = this.context;
    const numbers = least === most ? [least] : [Math.max(least, 1), most];
    const found: Multipliers[] = [];
    for (const n of numbers) {
      if (n === 0) found.push({ bandwidth: 0, share: 0, count: 0, tauS: 0 });
      const tried = n === 0 ? undefined : this.model.at(n);
      if (tried === undefined) continue;
      let x = 0;
      for (let i = 0; i < n; i++) x += columns.share[this.chain.order[i]!]!;
      const share = least === most ? 0 : this.worthOf(x, n);
      for (const tauS of this.placesFor(tried, box))
        found.push({ bandwidth: tried.price, share, count: 0, tauS });
    }
    return found;
  }

  /** By what the penalty of the first n, whose shares are x, falls with x: the slope at which its line touches it. */
  private worthOf(x: number, n: number): number {
    const { columns } = this.context;
    let worth = shareWorth(columns.penalty, columns.penaltyWeight, x);
    if (isFraction(columns)) {
      const { numerator, penaltyWeight } = columns;
      for (let i = 0; i < n; i++) worth += (penaltyWeight * numerator[this.chain.order[i]!]!) / (x * x);
    }
    return worth;
  }

  /** Where to linearise in tau. On a bend a rounding would decide which of two lines is taken: beside it, on either side. */
  private placesFor({ tauS }: Tried, { earliestS, latestS }: Box): number[] {
    const { columns, mayBend } = this.context;
    if (columns.tauPrice === 0) return [0];
    if (!mayBend) return [tauS];
    const inside = [tauS * (1 - INSIDE), tauS * (1 + INSIDE)].filter((s) => s > earliestS && s < latestS);
    return inside.length > 0 ? inside : [tauS];
  }
}

/** The last n up to which the value falls, by bisection, as if it were convex. */
function fallingSearch(value: (n: number) => number, least: number, most: number): number {
  let low = least;
  let high = most;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value(middle + 1) < value(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
