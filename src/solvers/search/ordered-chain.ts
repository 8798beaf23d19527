/** A chain of devices that differ: its first n are allocated, its parts bounded, like any. */
import type { Multipliers } from '../../problem/round/certificate.js';
import { boundOfPart } from '../tools/fraction-bound.js';
import type { Part } from '../tools/part.js';
import type { Chain } from './chain.js';
import type { Box, ChainModel, Tried } from './chain-model.js';
import type { SearchContext } from './context.js';

export class OrderedChain implements ChainModel {
  private readonly known = new Map<number, Tried | undefined>();

  constructor(
    private readonly context: SearchContext,
    private readonly chain: Chain,
  ) {}

  at(n: number): Tried | undefined {
    if (!this.known.has(n)) this.known.set(n, this.allocated(n));
    return this.known.get(n);
  }

  private allocated(n: number): Tried | undefined {
    const { incumbent, columns } = this.context;
    if (n < columns.minScheduled || n > columns.maxScheduled) return undefined;
    const near = this.known.get(n - 1) ?? this.known.get(n + 1) ?? incumbent.best?.allocation;
    return incumbent.valued(
      this.chain.order.slice(0, n).sort((a, b) => a - b),
      near?.price,
      near?.tauS,
    );
  }

  bound({ least, most, earliestS, latestS }: Box, multipliers: Multipliers): number {
    const { columns, lines, arena } = this.context;
    const fixed = new Int8Array(columns.deviceCount);
    this.chain.order.forEach((k, place) => {
      fixed[k] = place < least ? 1 : place >= most ? -1 : 0;
    });
    const { minScheduled, maxScheduled } = columns;
    const part: Part = {
      earliestS,
      latestS,
      leastCount: minScheduled,
      mostCount: maxScheduled,
      fixed,
      inCount: least,
      freeCount: most - least,
    };
    const mark = arena.mark();
    const value = boundOfPart(columns, part, multipliers, lines).value();
    arena.release(mark);
    return value;
  }
}
