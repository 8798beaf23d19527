/**
 * The dual of a part of the search space as a function of the bandwidth price lambda, with the inner prices optimal
 * at each lambda (theory 4). `PriceSearch` looks for its greatest value.
 */

import type { Multipliers } from '../../problem/round/certificate.js';
import { countConjugate, shareConjugate } from '../../problem/round/penalty/penalty.js';
import { type Lines, newLine, type SupportingLine } from '../tools/device-lagrangian.js';
import type { LineStore } from '../tools/line-store.js';
import type { Part } from '../tools/part.js';
import type { RoundColumns } from '../tools/problem-columns.js';
import type { Arena } from './arena.js';
import { BRINK_ROOM, type Candidates, type InnerPrices, innerPrices, shareOfWorth } from './inner-prices.js';

/** Of the terms of a reduced cost: less is 0. */
const TIE = 4e-15;

/** Of what is at stake: a smaller worth of the band is none. */
const LEAST_WORTH = 1e-4;

/** Of the size of its terms: what a Lagrangian may be off by. Tables are right to 4e-15. */
const TERM_ROUNDING = 2e-14;

/** The dual at one bandwidth price. */
export interface DualPoint {
  readonly multipliers: Multipliers;
  /** Reduced cost of each free device, in the order of `free`: negative for those the Lagrangian selects. */
  readonly reduced: Float64Array;
  /** Bandwidth each free device would take, in Hz. */
  readonly bandwidthHz: Float64Array;
  /** Sum over everybody in or selected. */
  readonly usedHz: number;
  /** The Lagrangian at the place of linearisation: what lambda maximises. */
  readonly value: number;
  /** The least over the interval of tau, as PartBound computes it (up to the slowest fixed delay), less `slack`. */
  readonly bound: number;
  /** What the rounding of its terms may have added: it grows with the prices. */
  readonly slack: number;
  /** Slope of the Lagrangian in tau: negative if a later tau lowers it. */
  readonly tauSlope: number;
  /** Of a linear fraction: the participation at which the bound is attained. */
  readonly share?: number;
  /** By how much at least the bound rises with each free device on the other side, where |reduced| does not say so. */
  readonly otherSide?: Float64Array;
}

/** The devices of a part that matter: fixed in, and free. */
export interface PartDevices {
  readonly inside: Int32Array;
  readonly free: Int32Array;
}

export function partDevices(part: Part, arena: Arena): PartDevices {
  const inside = arena.indexes(part.inCount);
  const free = arena.indexes(part.freeCount);
  let i = 0;
  let j = 0;
  for (let k = 0; k < part.fixed.length; k++) {
    if (part.fixed[k] === 1) inside[i++] = k;
    else if (part.fixed[k] === 0) free[j++] = k;
  }
  return { inside, free };
}

/** Sums of the Lagrangian's lines, at the place of linearisation and at the ends of the interval. */
export interface TauSums {
  here: number;
  early: number;
  late: number;
}

/** Costs at one bandwidth price. */
export interface Charged {
  readonly sums: TauSums;
  /** By those who are in. */
  readonly usedHz: number;
  /** Of each free device, at the place of linearisation. */
  readonly cost: Float64Array;
  readonly bandwidthHz: Float64Array;
}

/** Evaluates the dual of a part at any bandwidth price. */
export class Dual {
  protected readonly share: Float64Array;
  protected readonly inShare: number;
  protected readonly mostShare: number;
  private readonly equalShare: number | undefined;
  protected readonly lines: Lines;
  protected readonly line = newLine();
  /** Gains from the place of linearisation to the interval's ends, where tau has a price. */
  protected readonly toEarly: Float64Array;
  protected readonly toLate: Float64Array;
  private readonly brink: Float64Array;
  /** Places of the devices on the brink at the last price. */
  private readonly tied: Int32Array;
  private shareGuess = 0;

  /** @param tauS where costs are linearised; ignored where tau has no price */
  constructor(
    readonly columns: RoundColumns,
    protected readonly part: Part,
    readonly devices: PartDevices,
    store: LineStore,
    protected readonly arena: Arena,
    readonly tauS: number,
    protected readonly work: (devices: number) => void = () => {},
  ) {
    const timed = columns.tauPrice > 0 ? devices.free.length : 0;
    this.brink = arena.numbers(BRINK_ROOM);
    this.tied = arena.indexes(devices.free.length);
    this.toEarly = arena.numbers(timed);
    this.toLate = arena.numbers(timed);
    this.lines = store.at(part, tauS);
    const { inside, free } = devices;
    const first = columns.share[inside.length > 0 ? inside[0]! : (free[0] ?? 0)];
    let areEqual = true;
    let inShare = 0;
    for (let i = 0; i < inside.length; i++) {
      const share = columns.share[inside[i]!]!;
      inShare += share;
      if (share !== first) areEqual = false;
    }
    let mostShare = inShare;
    this.share = arena.numbers(free.length);
    for (let i = 0; i < free.length; i++) {
      const share = columns.share[free[i]!]!;
      this.share[i] = share;
      mostShare += share;
      if (share !== first) areEqual = false;
    }
    this.inShare = inShare;
    this.mostShare = mostShare;
    this.equalShare = areEqual ? first : undefined;
  }

  /** @param memory a point no longer needed, whose arrays are written over */
  at(price: number, memory?: DualPoint): DualPoint {
    const { columns, devices, toEarly, toLate } = this;
    const { free } = devices;
    const charged = this.charge(price, memory);
    const { sums, cost, bandwidthHz } = charged;
    let usedHz = charged.usedHz;
    const timed = columns.tauPrice > 0;
    const candidates = this.candidates(cost);
    const prices = innerPrices(columns, candidates);
    let selectedShare = this.inShare;
    let selected = this.part.inCount;
    let ties = 0;
    for (let i = 0; i < free.length; i++) {
      const shareCost = prices.share * this.share[i]!;
      const w = cost[i]! + prices.count - shareCost;
      // Who cannot take part costs Infinity, which is no tie with itself.
      const isTie =
        w < Number.POSITIVE_INFINITY &&
        Math.abs(w) <= TIE * (Math.abs(cost[i]!) + Math.abs(prices.count) + shareCost);
      if (isTie) {
        this.tied[ties++] = i;
        continue;
      }
      cost[i] = w;
      if (w < 0) {
        usedHz += bandwidthHz[i]!;
        sums.here += w;
        selectedShare += this.share[i]!;
        selected++;
      }
      if (!timed) continue;
      sums.early += Math.min(0, w + toEarly[i]!);
      sums.late += Math.min(0, w + toLate[i]!);
    }
    if (ties > 0) {
      const drawn = this.breakTies(ties, prices, { selected, selectedShare }, cost, bandwidthHz);
      usedHz += drawn.usedHz;
      selectedShare += drawn.share;
      for (let t = 0; t < ties && timed; t++) {
        const i = this.tied[t]!;
        sums.early += Math.min(0, toEarly[i]!);
        sums.late += Math.min(0, toLate[i]!);
      }
    }
    this.shareGuess = selectedShare;
    const tauS = columns.tauPrice > 0 ? this.tauS : 0;
    const multipliers = { bandwidth: price, share: prices.share, count: prices.count, tauS };
    const slack = this.slackOf(multipliers, sums.here, usedHz, selected + ties);
    const { value, bound, tauSlope } = this.totals(sums, multipliers, candidates);
    return { multipliers, reduced: cost, bandwidthHz, usedHz, value, bound: bound - slack, slack, tauSlope };
  }

  /** What every device costs at a bandwidth price, with the sums over those who are in. */
  protected charge(price: number, memory?: DualPoint): Charged {
    const { columns, devices, lines, line, toEarly, toLate } = this;
    const { inside, free } = devices;
    this.work(inside.length + free.length);
    const sums: TauSums = { here: 0, early: 0, late: 0 };
    const lnPrice = Math.log(price);
    const { earliestS, latestS } = this.part;
    let usedHz = 0;
    for (let i = 0; i < inside.length; i++) {
      lines.write(inside[i]!, price, lnPrice, line);
      usedHz += line.bandwidthHz;
      sums.here += line.value;
      sums.early += line.value + rise(line, earliestS);
      sums.late += line.value + rise(line, latestS);
    }
    const cost = memory?.reduced ?? this.arena.numbers(free.length);
    const bandwidthHz = memory?.bandwidthHz ?? this.arena.numbers(free.length);
    const timed = columns.tauPrice > 0;
    for (let i = 0; i < free.length; i++) {
      lines.write(free[i]!, price, lnPrice, line);
      cost[i] = line.value;
      bandwidthHz[i] = line.bandwidthHz;
      if (!timed) continue;
      toEarly[i] = rise(line, earliestS);
      toLate[i] = rise(line, latestS);
    }
    return { sums, usedHz, cost, bandwidthHz };
  }

  /**
   * Devices whose reduced cost is 0 up to rounding, all of a class of equal ones at once: the Lagrangian does not tell
   * who of them is selected. So many are, the first, that their number or their share is what the prices are for; a part
   * of one more counts in the use of the band, which is the dual's slope.
   */
  private breakTies(
    ties: number,
    prices: InnerPrices,
    { selected, selectedShare }: { selected: number; selectedShare: number },
    reduced: Float64Array,
    bandwidthHz: Float64Array,
  ): { usedHz: number; share: number } {
    const { columns, tied, share, mostShare } = this;
    const byHeads = prices.heads !== undefined && (prices.count !== 0 || prices.share === 0);
    let left = byHeads
      ? prices.heads! - selected
      : shareOfWorth(columns, prices.share, mostShare) - selectedShare;
    const drawn = { usedHz: 0, share: 0 };
    for (let t = 0; t < ties; t++) {
      const i = tied[t]!;
      const size = byHeads ? 1 : share[i]!;
      const part = Math.min(1, Math.max(0, left / size));
      left -= size;
      drawn.usedHz += part * bandwidthHz[i]!;
      drawn.share += part * share[i]!;
      reduced[i] = part >= 0.5 ? -Number.MIN_VALUE : 0;
    }
    return drawn;
  }

  /** Band in the hands of those who are in or selected at a point and are held at their least bandwidth, in Hz. */
  heldHz({ multipliers, reduced }: DualPoint): number {
    const { lines, line, devices } = this;
    const price = multipliers.bandwidth;
    const lnPrice = Math.log(price);
    let heldHz = 0;
    const add = (k: number) => {
      lines.write(k, price, lnPrice, line);
      if (line.slope < 0) heldHz += line.bandwidthHz;
    };
    devices.inside.forEach(add);
    devices.free.forEach((k, i) => {
      if (reduced[i]! < 0) add(k);
    });
    return heldHz;
  }

  /**
   * What rounding may have added to the Lagrangian: huge prices cancel into anything.
   * @param here sum of what is in or selected, @param heads their number
   */
  protected slackOf(
    { bandwidth, share, count }: Multipliers,
    here: number,
    usedHz: number,
    heads: number,
  ): number {
    const { columns, part, mostShare } = this;
    const { tauPrice, penaltyWeight, deviceCount } = columns;
    const most = Math.min(part.mostCount, part.inCount + part.freeCount);
    const size =
      bandwidth * (columns.bandwidthHz + usedHz) +
      2 * Math.abs(share) * mostShare +
      Math.abs(count) * (heads + most) +
      Math.abs(here) +
      penaltyWeight +
      (tauPrice > 0 ? tauPrice * (part.latestS < Number.POSITIVE_INFINITY ? part.latestS : this.tauS) : 0);
    return (TERM_ROUNDING + deviceCount * 2 ** -53) * size;
  }

  /** Adds everything that is not a device's. */
  private totals(sums: TauSums, { bandwidth, share, count }: Multipliers, candidates: Candidates) {
    const { columns, part } = this;
    const { penalty, penaltyWeight, tauPrice } = columns;
    const most = Math.min(candidates.mostCount, part.inCount + part.freeCount);
    const least = Math.max(candidates.leastCount, part.inCount);
    const constant =
      shareConjugate(penalty, penaltyWeight, share, this.mostShare) +
      countConjugate(penalty, penaltyWeight, count, least, most) +
      count * part.inCount -
      share * this.inShare -
      bandwidth * columns.bandwidthHz;
    const value = constant + sums.here + tauPrice * this.tauS;
    if (tauPrice === 0) return { value, bound: value, tauSlope: 0 };
    const early = constant + sums.early + tauPrice * part.earliestS;
    const late = constant + sums.late + tauPrice * part.latestS;
    const tauSlope = (late - early) / (part.latestS - part.earliestS);
    return { value, bound: Math.min(early, late), tauSlope };
  }

  /**
   * A price of the right size: what the costs and values of devices are worth per hertz, or tau and the penalty where they are
   * worth next to nothing without one.
   */
  firstPrice(free: DualPoint): number {
    const { bandwidthHz, tauPrice, penaltyWeight } = this.columns;
    let worth = 0;
    for (const w of free.reduced) if (w < 0) worth -= w;
    const atStake = tauPrice * this.tauS + penaltyWeight;
    return Math.max(worth, LEAST_WORTH * atStake, 1e-280) / bandwidthHz;
  }

  protected candidates(cost: Float64Array): Candidates {
    const { part } = this;
    return {
      cost,
      share: this.share,
      inCount: part.inCount,
      inShare: this.inShare,
      shareGuess: this.shareGuess,
      leastCount: Math.max(part.leastCount, 1),
      mostCount: part.mostCount,
      mostShare: this.mostShare,
      equalShare: this.equalShare,
      brink: this.brink,
    };
  }
}

/** What a line gains from its place of linearisation to another tau; an excluded device's stays infinite. */
function rise(line: SupportingLine, tauS: number): number {
  return line.slope === 0 ? 0 : line.slope * (tauS - line.atS);
}
