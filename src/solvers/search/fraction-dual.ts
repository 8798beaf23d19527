/**
 * The dual of a part where the penalty is a linear fraction: costs at both ends of u = 1/x, and the price of a unit of share that
 * makes the most of them (`FractionPrices`).
 */
import { constantOf, leastOverInverse, shareRange } from '../tools/linear-fraction.js';
import type { Part } from '../tools/part.js';
import type { SearchContext } from './context.js';
import { Dual, type DualPoint, type PartDevices, type TauSums } from './dual.js';
import { type FractionChoice, FractionPrices } from './fraction-prices.js';
import { limitPrice } from './inner-prices.js';

/** Turns of taking the price of a head and that of a share by themselves. */
const COUNT_TURNS = 4;
/** Prices of share beyond so many times what devices cost would drown in their own rounding. */
const LARGEST_PRICE = 1e3;

class FractionDual extends Dual {
  private readonly atLow: Float64Array;
  private readonly atHigh: Float64Array;
  private readonly middle: Float64Array;
  /** W n_k of free devices. */
  private readonly perInverse: Float64Array;
  private readonly uLow: number;
  private readonly uHigh: number;
  private readonly kappa: number;
  private readonly kappaIn: number;
  private readonly prices: FractionPrices;
  private readonly least = { value: 0, place: 0 };

  constructor(
    private readonly context: SearchContext,
    part: Part,
    devices: PartDevices,
    tauS: number,
  ) {
    super(context.columns, part, devices, context.lines, context.arena, tauS, context.budget.work);
    const { columns, arena } = context;
    const { inside, free } = devices;
    const { least, most } = shareRange(columns, part);
    this.uHigh = 1 / least;
    this.uLow = 1 / Math.max(least, most);
    const count = free.length;
    this.atLow = arena.numbers(count);
    this.atHigh = arena.numbers(count);
    this.middle = arena.numbers(count);
    this.perInverse = arena.numbers(count);
    for (let i = 0; i < count; i++) this.perInverse[i] = columns.penaltyWeight * columns.numerator[free[i]!]!;
    this.kappa = columns.penaltyWeight * constantOf(columns);
    let numerators = 0;
    for (let i = 0; i < inside.length; i++) numerators += columns.numerator[inside[i]!]!;
    this.kappaIn = this.kappa + columns.penaltyWeight * numerators;
    this.prices = new FractionPrices(this.firstSigma(context));
  }

  /** The incumbent's own line: W N/x^2. */
  private firstSigma({ incumbent, columns }: SearchContext): number {
    const { best } = incumbent;
    let x = 0;
    let sum = this.kappa;
    for (const k of best?.scheduled ?? []) {
      x += columns.share[k]!;
      sum += columns.penaltyWeight * columns.numerator[k]!;
    }
    const u = Math.min(this.uHigh, Math.max(this.uLow, x > 0 ? 1 / x : this.uLow));
    return sum * u * u;
  }

  override at(price: number, memory?: DualPoint): DualPoint {
    const { part, columns, share, atLow, atHigh, perInverse, uLow, uHigh, prices } = this;
    const { sums, usedHz, cost, bandwidthHz } = this.charge(price, memory);
    let largest = Math.abs(this.kappaIn) * uHigh + Math.abs(sums.here);
    for (let i = 0; i < cost.length; i++) {
      const c = cost[i]!;
      atLow[i] = c + perInverse[i]! * uLow;
      atHigh[i] = c + perInverse[i]! * uHigh;
      if (c < Number.POSITIVE_INFINITY) {
        largest += Math.max(Math.abs(atLow[i]!), Math.abs(atHigh[i]!));
      }
    }
    const choice: FractionChoice = {
      atLow,
      atHigh,
      share,
      inShare: this.inShare,
      uLow,
      uHigh,
      kappa: this.kappaIn,
    };
    const outside = sums.here + columns.tauPrice * this.tauS - price * columns.bandwidthHz - this.kappa;
    const largestPrice = LARGEST_PRICE * (largest + Math.abs(outside)) * uHigh + Number.MIN_VALUE;
    const goal = this.context.incumbent.cutoff - outside;
    const nu = this.findPrices(choice, cost, goal, largestPrice);
    const least = Math.max(part.leastCount, part.inCount, 1);
    const mostHeads = Math.min(part.mostCount, part.inCount + cost.length);
    const counted = Math.min(-nu * least, -nu * mostHeads) + nu * part.inCount;
    const best = prices.best;
    const used = usedHz + this.usedBySelected(bandwidthHz, nu);
    const multipliers = {
      bandwidth: price,
      share: best.sigma,
      count: nu,
      tauS: columns.tauPrice > 0 ? this.tauS : 0,
    };
    const value = outside + counted + best.value;
    const otherSide = columns.tauPrice === 0 && nu === 0 ? this.roomFor(memory) : undefined;
    this.reduce(cost, best.sigma, nu, best.u, otherSide);
    const heads = part.inCount + prices.best.heads;
    const slack =
      this.slackOf(multipliers, sums.here, used, heads) +
      1e-14 * (Math.abs(this.kappaIn) + Math.abs(this.kappa)) * uHigh +
      (2e-14 * Math.abs(best.sigma)) / uLow;
    const point = { multipliers, slack, reduced: cost, bandwidthHz, usedHz: used, value, share: 1 / best.u };
    if (columns.tauPrice === 0) {
      return {
        ...point,
        bound: value - slack,
        tauSlope: 0,
        ...(otherSide === undefined ? {} : { otherSide }),
      };
    }
    const { bound, tauSlope } = this.overTau(sums, best.sigma, nu, counted - price * columns.bandwidthHz);
    return { ...point, bound: bound - slack, tauSlope };
  }

  private findPrices(choice: FractionChoice, cost: Float64Array, goal: number, most: number): number {
    const { part, prices } = this;
    prices.find(choice, 0, goal, most);
    const least = Math.max(part.leastCount, 1) - part.inCount;
    const heads = part.mostCount - part.inCount;
    const selected = () =>
      prices.rising.heads + prices.mixture * (prices.falling.heads - prices.rising.heads);
    const now = selected();
    if (now >= least - 1e-9 && now <= heads + 1e-9) return 0;
    let nu = 0;
    for (let turn = 0; turn < COUNT_TURNS; turn++) {
      const { sigma, u } = prices.best;
      for (let i = 0; i < cost.length; i++) this.middle[i] = cost[i]! + this.perInverse[i]! * u;
      const next = limitPrice(this.candidates(this.middle), sigma).count;
      if (next === nu) break;
      nu = next;
      prices.find(choice, nu, goal, most);
    }
    return nu;
  }

  /** Band of those selected, a part where both sides of the price select differently. */
  private usedBySelected(bandwidthHz: Float64Array, nu: number): number {
    const { atLow, atHigh, share, prices } = this;
    const { rising, falling, mixture } = prices;
    let used = 0;
    for (let i = 0; i < share.length; i++) {
      const s = share[i]!;
      const b = bandwidthHz[i]!;
      if (!(b > 0)) continue;
      let part = 0;
      if (mixture < 1) {
        const price = rising.sigma * s - nu;
        part += (1 - mixture) * selectedPart(atLow[i]! < price, atHigh[i]! < price, rising.part);
      }
      if (mixture > 0) {
        const price = falling.sigma * s - nu;
        part += mixture * selectedPart(atLow[i]! < price, atHigh[i]! < price, falling.part);
      }
      used += part * b;
    }
    return used;
  }

  private roomFor(memory: DualPoint | undefined): Float64Array {
    return memory?.otherSide ?? this.arena.numbers(this.share.length);
  }

  /** Turns costs into reduced costs at u. */
  private reduce(cost: Float64Array, sigma: number, nu: number, u: number, otherSide?: Float64Array): void {
    const { atLow, atHigh, share, perInverse } = this;
    for (let i = 0; i < cost.length; i++) {
      const price = sigma * share[i]! - nu;
      const w = cost[i]! + perInverse[i]! * u - price;
      cost[i] = w;
      if (otherSide === undefined) continue;
      const a = atLow[i]! - price;
      const b = atHigh[i]! - price;
      otherSide[i] = w < 0 ? Math.max(0, Math.min(-a, -b)) : Math.max(0, Math.min(a, b));
    }
  }

  private overTau(sums: TauSums, sigma: number, nu: number, constant: number) {
    const { columns, part } = this;
    const end = (tauS: number, inside: number, to: Float64Array) =>
      constant +
      columns.tauPrice * tauS +
      inside -
      this.kappa -
      sigma * this.inShare +
      this.leastAt(sigma, nu, to);
    const early = end(part.earliestS, sums.early, this.toEarly);
    const late = end(part.latestS, sums.late, this.toLate);
    return { bound: Math.min(early, late), tauSlope: (late - early) / (part.latestS - part.earliestS) };
  }

  private leastAt(sigma: number, nu: number, to: Float64Array): number {
    const { atLow, atHigh, share, least } = this;
    let low = 0;
    let high = 0;
    for (let i = 0; i < share.length; i++) {
      const price = sigma * share[i]! - nu - to[i]!;
      low += Math.min(0, atLow[i]! - price);
      high += Math.min(0, atHigh[i]! - price);
    }
    leastOverInverse(this.kappaIn, sigma, this.uLow, this.uHigh, low, high, least);
    return least.value;
  }
}

function selectedPart(atLow: boolean, atHigh: boolean, part: number): number {
  return (atLow ? 1 - part : 0) + (atHigh ? part : 0);
}

/** The dual that suits the penalty. */
export function dualOf(context: SearchContext, part: Part, devices: PartDevices, tauS: number): Dual {
  const { columns, lines, arena, budget } = context;
  return columns.numerator.length > 0
    ? new FractionDual(context, part, devices, tauS)
    : new Dual(columns, part, devices, lines, arena, tauS, budget.work);
}
