/** Where to look for the root of the dual in the bandwidth price: the first price, and the next one between two. */
import { secondsSavedPerHz } from '../../core/round/best-trade.js';
import type { RoundColumns } from '../../core/round/columns.js';
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
    worths.push(cost > 0 ? cost * secondsSavedPerHz(fairHz, columns.snrHz[k]!) : 0);
  }
  worths.sort((a, b) => a - b);
  return worths[worths.length >> 1] ?? 0;
}

/** How far to step from a guess to the root's other side: bandwidths fall by about half of what the price rises. */
export function firstFactor(useOfBand: number): number {
  const ratio = useOfBand > 1 ? useOfBand : 1 / useOfBand;
  return Math.min(2, 1.001 * ratio * Math.sqrt(ratio));
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

/**
 * Next price between two. Where the use of the band is smooth, a straight line in logarithms finds the root; where
 * it jumps because a device changes sides, the tangents meet at the jump itself. In turn, and now and then the middle.
 */
export function crossing(over: DualPoint, under: DualPoint, totalHz: number, turn: number): number {
  const low = over.multipliers.bandwidth;
  const high = under.multipliers.bandwidth;
  const middle = low > 0 ? Math.sqrt(low * high) : high / 8;
  if (turn % 6 === 5 || under.usedHz <= 0 || low === 0) return middle;
  let price: number;
  if (turn % 2 === 1) price = low + meeting(over, under, totalHz);
  else {
    const a = Math.log(over.usedHz / totalHz);
    const b = Math.log(under.usedHz / totalHz);
    price = low * Math.exp((Math.log(high / low) * a) / (a - b));
  }
  return price > low && price < high ? price : middle;
}
