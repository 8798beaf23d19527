/**
 * Supporting lines for a search: where a device takes its best trade they come from a table, without a logarithm;
 * where its least bandwidth or the band may matter, from the lines of the checker.
 */

import { newScaledTrade, scaledTrade } from '../tables/trade-table.js';
import { type Lines, type SupportingLine, SupportingLines } from '../tools/device-lagrangian.js';
import { LineStore } from '../tools/line-store.js';
import type { RoundColumns } from '../tools/problem-columns.js';
import type { Arena } from './arena.js';
import { reachOf, type TradeConstants } from './trade-constants.js';

class QuickLines implements Lines {
  /** The least bandwidth does not bind while sqrt(lambda) (W/2 - W') is at most this. */
  private readonly reach: Float64Array;
  private readonly trade = newScaledTrade();
  private exact: SupportingLines | undefined;
  private price = Number.NaN;
  private rootPrice = 0;

  constructor(
    private readonly columns: RoundColumns,
    private readonly constants: TradeConstants,
    readonly tauS: number,
    readonly latestS: number,
    readonly sideS: number,
  ) {
    const { deviceCount } = columns;
    this.reach = new Float64Array(deviceCount);
    for (let k = 0; k < deviceCount; k++) this.reach[k] = reachOf(columns, constants.root[k]!, k, tauS);
  }

  write(k: number, price: number, lnPrice: number, out: SupportingLine): void {
    if (price !== this.price) {
      this.price = price;
      this.rootPrice = Math.sqrt(price);
    }
    const { trade, rootPrice } = this;
    const reach = this.reach[k]!;
    if (reach > 0 && scaledTrade(this.constants.lnTrade[k]! + lnPrice, trade, this.columns.ceiling)) {
      const root = this.constants.root[k]!;
      const { value, slope } = trade;
      const bandwidthHz = (root * (value / 2 + slope)) / rootPrice;
      if (rootPrice * (value / 2 - slope) <= reach && bandwidthHz <= this.columns.bandwidthHz) {
        out.value = this.columns.fixedCost[k]! + root * rootPrice * value;
        out.slope = 0;
        out.excluded = false;
        out.size = Math.abs(this.columns.fixedCost[k]!) + root * rootPrice * value;
        out.atS = this.tauS;
        out.bandwidthHz = bandwidthHz;
        return;
      }
    }
    this.exact ??= new SupportingLines(this.columns, this.tauS, this.latestS, this.sideS);
    this.exact.writeHeld(k, price, lnPrice, out);
  }
}

/** The lines of one search, with memory from its arena. */
export class QuickLineStore extends LineStore {
  constructor(
    columns: RoundColumns,
    private readonly constants: TradeConstants,
    private readonly arena: Arena,
  ) {
    super(columns);
  }

  override numbers(count: number): Float64Array {
    return this.arena.numbers(count);
  }

  protected override linesAt(tauS: number, latestS: number, sideS: number): Lines {
    return new QuickLines(this.columns, this.constants, tauS, latestS, sideS);
  }
}
