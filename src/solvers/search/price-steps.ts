/** Where to look for the root of the dual in the bandwidth price: the first price, and the next one between two. */
import { secondsSavedPerHz } from '../tools/best-trade.js';
import type { RoundColumns } from '../tools/problem-columns.js';
import type { DualPoint, PartDevices } from './dual.js';

/** So many devices tell the size of the price. */
const SAMPLE = 16;

/** What a hertz is worth to a typical device at twice its fair part of the band; 0 where it is worth nothing. */
export function typicalPrice(columns: RoundColumns, { inside, free }: PartDevices): number {
  const count = inside.length + free.length;
  const fairHz = Math.min(columns.bandwidthHz, (2 * columns.bandwidthHz) / count);
  const worths: number[] = [];
  const step = Math.max(1, Math.floor(count / SAMPLE));
  for (let i = 0; i < count; i += step) {
    const k = i < inside.length ? inside[i]! : free[i - inside.length]!;
    const cost = columns.sendCost[k]!;
    worths.push(cost > 0 ? cost * secondsSavedPerHz(fairHz, columns.snrHz[k]!, columns.ceiling) : 0);
  }
  worths.sort((a, b) => a - b);
  return worths[worths.length >> 1] ?? 0;
}

/** The last two prices that have been tried, and the part of the band used there, in logarithms. */
export interface Trials {
  lnPrice: number;
  lnUse: number;
  lnPriceBefore: number;
  lnUseBefore: number;
}

/** No price has been tried yet. */
export function newTrials(): Trials {
  return { lnPrice: Number.NaN, lnUse: Number.NaN, lnPriceBefore: Number.NaN, lnUseBefore: Number.NaN };
}

/** Most that a price is multiplied or divided by at once. */
const LONGEST_STEP = 64;

/**
 * How far to step from a guess to the root's other side. Far from it devices take part or not, and the use of the
 * band about follows the price; near it bandwidths alone change, by about half of what the price rises.
 */
export function firstFactor(useOfBand: number): number {
  const ratio = useOfBand > 1 ? useOfBand : 1 / useOfBand;
  return Math.min(Math.max(1.3 * ratio, 2), 1.001 * ratio * Math.sqrt(ratio), LONGEST_STEP);
}

/**
 * The next price while all lie on one side of the root: a little beyond where the last two point.
 * @param factor of the last price, where they do not point anywhere
 */
export function outerPrice(tried: Trials, factor: number): number {
  const step = -tried.lnUse / elasticity(tried);
  const towards = Math.sign(Math.log(factor));
  if (!(step * towards > 0)) return Math.exp(tried.lnPrice) * factor;
  const most = Math.log(LONGEST_STEP);
  return Math.exp(tried.lnPrice + towards * Math.min(1.15 * step * towards + 1e-9, most));
}

/** d ln use / d ln price between the two; NaN where it cannot be told. */
function elasticity({ lnUse, lnUseBefore, lnPrice, lnPriceBefore }: Trials): number {
  return (lnUse - lnUseBefore) / (lnPrice - lnPriceBefore);
}

/** How far above the point `over` the tangents of two points on either side of the root meet, in price. */
function meeting(over: DualPoint, under: DualPoint, totalHz: number): number {
  const up = over.usedHz - totalHz;
  const down = under.usedHz - totalHz;
  const width = under.multipliers.bandwidth - over.multipliers.bandwidth;
  // over.value + up t = under.value + down (t - width), t in [0, width]
  return (under.value - over.value - down * width) / (up - down);
}

/** True if the tangents' meeting point is hardly above the best value. */
export function isTight(
  over: DualPoint,
  under: DualPoint,
  best: DualPoint,
  totalHz: number,
  cutoff: number,
): boolean {
  const width = under.multipliers.bandwidth - over.multipliers.bandwidth;
  if (!(width > 1e-13 * under.multipliers.bandwidth)) return true;
  const most = over.value + (over.usedHz - totalHz) * meeting(over, under, totalHz);
  const reached = Math.max(over.value, under.value);
  return most - reached <= 0.02 * Math.max(0, cutoff - best.bound);
}

/** Where the use of the band meets the band on the line through the last two samples, else through the two sides. */
export function secantPrice(tried: Trials, over: DualPoint, under: DualPoint, totalHz: number): number {
  const low = over.multipliers.bandwidth;
  const high = under.multipliers.bandwidth;
  const newest = Math.exp(tried.lnPrice - tried.lnUse / elasticity(tried));
  if (newest > low && newest < high) return newest;
  const a = Math.log(over.usedHz / totalHz);
  const b = Math.log(under.usedHz / totalHz);
  return low * Math.exp((Math.log(high / low) * a) / (a - b));
}

/**
 * Where one side of the root is much nearer than the other: twice as far from the last price as the root lies if
 * bandwidths alone change, so that the far side comes near as well. Undefined where both are alike.
 */
export function closerPrice(tried: Trials, over: DualPoint, under: DualPoint): number | undefined {
  const step = 4 * tried.lnUse;
  const width = Math.log(under.multipliers.bandwidth / over.multipliers.bandwidth);
  return Math.abs(step) < width / 4 ? Math.exp(tried.lnPrice + step) : undefined;
}

/** Where the tangents at two points on either side of the root meet. */
export function tangentPrice(over: DualPoint, under: DualPoint, totalHz: number): number {
  return over.multipliers.bandwidth + meeting(over, under, totalHz);
}

/** In logarithms, if the lower price is not 0. */
export function middlePrice(over: DualPoint, under: DualPoint): number {
  const low = over.multipliers.bandwidth;
  const high = under.multipliers.bandwidth;
  return low > 0 ? Math.sqrt(low * high) : high / 8;
}
