/**
 * Good multipliers for a part of the search space: the root of the dual in the bandwidth price lambda, with the
 * inner prices optimal at each lambda (theory 4). Any multipliers are valid; these are nearly the best.
 */
import type { Multipliers } from '../../core/round/certificate.js';
import type { RoundColumns } from '../../core/round/columns.js';
import { newLine, supportingLine } from '../../core/round/lagrangian.js';
import type { Part } from '../../core/round/part-bound.js';
import { type Candidates, innerPrices } from './selection.js';

/** The dual at one bandwidth price. */
export interface DualPoint {
  readonly multipliers: Multipliers;
  /** Reduced cost of each free device, in the order of `free`: negative for those the Lagrangian selects. */
  readonly reduced: Float64Array;
  /** Bandwidth each free device would take, in Hz. */
  readonly bandwidthHz: Float64Array;
  /** Sum over everybody in or selected. */
  readonly usedHz: number;
}

/** The devices of a part that matter: fixed in, and free. */
export interface PartDevices {
  readonly inside: Int32Array;
  readonly free: Int32Array;
}

export function partDevices(part: Part): PartDevices {
  const inside: number[] = [];
  const free: number[] = [];
  for (let k = 0; k < part.fixed.length; k++) {
    if (part.fixed[k] === 1) inside.push(k);
    else if (part.fixed[k] === 0) free.push(k);
  }
  return { inside: Int32Array.from(inside), free: Int32Array.from(free) };
}

/** Evaluates the dual of a part at any bandwidth price. */
export class Dual {
  readonly devices: PartDevices;
  evaluations = 0;
  private readonly share: Float64Array;
  private readonly inShare: number;

  /** @param tauS where costs are linearised; ignored where tau has no price */
  constructor(
    private readonly columns: RoundColumns,
    private readonly part: Part,
    readonly tauS: number,
  ) {
    this.devices = partDevices(part);
    this.share = Float64Array.from(this.devices.free, (k) => columns.share[k]!);
    this.inShare = this.devices.inside.reduce((sum, k) => sum + columns.share[k]!, 0);
  }

  at(price: number): DualPoint {
    const { columns, part, devices } = this;
    const { inside, free } = devices;
    this.evaluations++;
    const line = newLine();
    let usedHz = 0;
    for (const k of inside) {
      supportingLine(columns, k, price, this.linearisedAt(), part.latestS, line);
      usedHz += line.bandwidthHz;
    }
    const cost = new Float64Array(free.length);
    const bandwidthHz = new Float64Array(free.length);
    for (let i = 0; i < free.length; i++) {
      supportingLine(columns, free[i]!, price, this.linearisedAt(), part.latestS, line);
      cost[i] = line.value;
      bandwidthHz[i] = line.bandwidthHz;
    }
    const prices = innerPrices(columns, this.candidates(cost));
    for (let i = 0; i < free.length; i++) {
      cost[i]! += prices.count - prices.share * this.share[i]!;
      if (cost[i]! < 0) usedHz += bandwidthHz[i]!;
    }
    const tauS = columns.tauPrice > 0 ? this.tauS : 0;
    return { multipliers: { bandwidth: price, ...prices, tauS }, reduced: cost, bandwidthHz, usedHz };
  }

  /** The two sides of the root (use crosses B between them), the one with too little use second. */
  root(guess: number, evaluations: number): readonly [DualPoint, DualPoint] {
    const totalHz = this.columns.bandwidthHz;
    const free = this.at(0);
    if (free.usedHz <= totalHz) return [free, free];
    let over = free;
    let under: DualPoint | undefined;
    let price = guess > 0 ? guess : this.firstPrice(free);
    let factor = 4;
    for (let turn = 0; turn < evaluations; turn++) {
      const point = this.at(price);
      if (point.usedHz > totalHz) over = point;
      else under = point;
      const low = over.multipliers.bandwidth;
      if (point.usedHz === totalHz) return [point, point];
      if (under === undefined) price = Math.max(price, low) * factor;
      else if (low === 0) price /= factor;
      else price = crossing(over, under, totalHz, turn);
      if (under !== undefined && under.multipliers.bandwidth <= low * (1 + 1e-12)) break;
      if (under === undefined || low === 0) factor *= 2;
      if (turn === evaluations - 1 && under === undefined && turn < 400) evaluations++;
    }
    return [over, under ?? over];
  }

  private linearisedAt(): number {
    return this.columns.tauPrice > 0 ? Math.max(this.part.earliestS, this.tauS) : this.part.latestS;
  }

  /** A price of the right size: what the costs and values of a device are worth per hertz. */
  private firstPrice(free: DualPoint): number {
    let worth = 0;
    for (const w of free.reduced) if (w < 0) worth -= w;
    return Math.max(worth, 1e-280) / this.columns.bandwidthHz;
  }

  private candidates(cost: Float64Array): Candidates {
    const { part } = this;
    return {
      cost,
      share: this.share,
      inCount: part.inCount,
      inShare: this.inShare,
      leastCount: Math.max(part.leastCount, 1),
      mostCount: part.mostCount,
    };
  }
}

/** Next price between two: the line through the logarithms, now and then the middle. */
function crossing(over: DualPoint, under: DualPoint, totalHz: number, turn: number): number {
  const low = Math.log(over.multipliers.bandwidth);
  const high = Math.log(under.multipliers.bandwidth);
  const middle = Math.exp((low + high) / 2);
  if (turn % 3 === 2 || under.usedHz <= 0) return middle;
  const a = Math.log(over.usedHz / totalHz);
  const b = Math.log(under.usedHz / totalHz);
  const price = Math.exp(low + ((high - low) * a) / (a - b));
  return price > over.multipliers.bandwidth && price < under.multipliers.bandwidth ? price : middle;
}
