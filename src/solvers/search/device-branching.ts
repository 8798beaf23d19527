/**
 * Branching on devices with bounds at a dozen prices at once (theory 4, price grid): a node costs a few
 * additions and no logarithm. Depth is limited; what is open there gets a dual of its own.
 */
import {
  BRANCH,
  type CertificateNode,
  type Multipliers,
  OPEN,
  OWN,
} from '../../problem/round/certificate.js';
import { boundOfPart } from '../tools/fraction-bound.js';
import type { Part } from '../tools/part.js';
import type { Bound } from '../tools/part-bound.js';
import type { SearchContext } from './context.js';
import { fixDevice, releaseDevice } from './parts.js';

/**
 * Devices branched on before a part gets multipliers of its own again. Measured on 40 problems each of 100 and
 * 1,000 devices: 4 needs at most 65 nodes, 7 up to 400, 14 up to 20,000 and more.
 */
const DEPTH = 4;

/** What branching does where the grid closes nothing. */
export interface OpenEnds {
  /** Closes a part in which every device is decided. */
  decided(part: Part): CertificateNode;
  /** Goes on with a part at the depth limit, from the best price of the grid. */
  goOn(part: Part, price: number): CertificateNode;
}

/** @param order the free devices to branch on, in turn */
export function branchOnDevices(
  context: SearchContext,
  part: Part,
  shared: readonly Multipliers[],
  order: readonly number[],
  ends: OpenEnds,
): CertificateNode {
  const walk = new Branching(context, part, shared, order.slice(0, DEPTH), ends);
  walk.visit(0);
  return walk.node();
}

class Branching {
  private readonly bounds: Bound[];
  private readonly tree: number[] = [];
  private readonly own: Multipliers[] = [];
  private readonly parts: CertificateNode[] = [];
  /** The price that closed the last part: the likeliest to close the next. */
  private lately = 0;

  constructor(
    private readonly context: SearchContext,
    private readonly part: Part,
    private readonly shared: readonly Multipliers[],
    private readonly order: readonly number[],
    private readonly ends: OpenEnds,
  ) {
    this.bounds = shared.map((multipliers) => {
      context.budget.work(context.columns.deviceCount);
      return boundOfPart(context.columns, part, multipliers, context.lines);
    });
  }

  node(): CertificateNode {
    const { order, own, parts } = this;
    // Only the prices that close a part are stated: the checker bounds the space once for each of them.
    const used = Array.from(new Set(this.tree.filter((token) => token >= 0)));
    const tree = this.tree.map((token) => (token >= 0 ? used.indexOf(token) : token));
    return { split: 'devices', shared: used.map((j) => this.shared[j]!), order, tree, own, parts };
  }

  visit(depth: number): void {
    const { context, part, order, tree } = this;
    context.budget.spend();
    const closing = this.closing();
    if (closing >= 0) {
      tree.push(closing);
    } else if (part.freeCount === 0) {
      this.add(this.ends.decided(part));
    } else if (depth === order.length) {
      tree.push(OPEN);
      this.parts.push(this.ends.goOn(part, this.bestPrice()));
    } else {
      tree.push(BRANCH);
      this.visitSide(depth, 1);
      this.visitSide(depth, -1);
    }
  }

  /** A node of its own; one with a single set of multipliers is a leaf. */
  private add(node: CertificateNode): void {
    const multipliers = node.split === 'devices' && node.order.length === 0 ? node.shared[0] : undefined;
    this.tree.push(multipliers === undefined ? OPEN : OWN);
    if (multipliers === undefined) this.parts.push(node);
    else this.own.push(multipliers);
  }

  private visitSide(depth: number, side: 1 | -1): void {
    const k = this.order[depth]!;
    fixDevice(this.part, k, side);
    for (const bound of this.bounds) bound.fix(k, side);
    this.visit(depth + 1);
    for (const bound of this.bounds) bound.release();
    releaseDevice(this.part, k);
  }

  private bestPrice(): number {
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < this.bounds.length; j++) {
      const value = this.bounds[j]!.value();
      if (value > most) {
        most = value;
        best = j;
      }
    }
    return this.shared[best]!.bandwidth;
  }

  /** Index of a bound that closes the part, -1 for none. */
  private closing(): number {
    const { cutoff } = this.context.incumbent;
    const { bounds, lately } = this;
    if (bounds[lately]!.value() >= cutoff) return lately;
    for (let j = 0; j < bounds.length; j++) {
      if (j !== lately && bounds[j]!.value() >= cutoff) {
        this.lately = j;
        return j;
      }
    }
    return -1;
  }
}
