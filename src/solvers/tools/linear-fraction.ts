/**
 * A penalty that is a linear fraction of who takes part, (n0 + sum of n_k)/x - n0 with x the sum of their shares, as solvers see
 * it: for u = 1/x it charges W n_k u to every device and W n0 u to nobody, so all that couples the devices is x itself.
 */
import { linearFraction, penaltyScale, penaltyValue } from '../../problem/round/penalty/penalty.js';
import type { Part } from './part.js';
import type { RoundColumns } from './problem-columns.js';

/** True where the penalty is one. */
export function isFraction({ penalty }: RoundColumns): boolean {
  return linearFraction(penalty) !== undefined;
}

/** n0 of a penalty that is one. */
export function constantOf({ penalty }: RoundColumns): number {
  return linearFraction(penalty)!.constant;
}

/** W phi of a schedule, and the size of the terms that it is made of. */
export function weightedPenalty(
  columns: RoundColumns,
  scheduled: ArrayLike<number>,
  share: number,
): { readonly weighted: number; readonly scale: number } {
  const { penalty, penaltyWeight, numerator } = columns;
  const count = scheduled.length;
  if (count === 0 || !isFraction(columns)) {
    const weighted = penaltyWeight * penaltyValue(penalty, share, count);
    return { weighted, scale: penaltyScale(penalty, penaltyWeight, weighted, count) };
  }
  const constant = constantOf(columns);
  let sum = constant;
  let size = Math.abs(constant);
  for (let i = 0; i < count; i++) {
    const n = numerator[scheduled[i]!]!;
    sum += n;
    size += Math.abs(n);
  }
  return {
    weighted: penaltyWeight * (sum / share - constant),
    scale: penaltyWeight * (size / share + Math.abs(constant)),
  };
}

/** Where participation may lie in a part, as the checker sees it. */
export interface ShareRange {
  readonly least: number;
  readonly most: number;
}

/** The range of x over the schedules of a part with somebody; least > most where there is none. */
export function shareRange(columns: RoundColumns, part: Part): ShareRange {
  const { share, deviceCount } = columns;
  let inside = 0;
  let reach = 0;
  let smallest = 1;
  for (let k = 0; k < deviceCount; k++) {
    const s = share[k]!;
    if (s < smallest) smallest = s;
    const side = part.fixed[k]!;
    if (side >= 0) reach += s;
    if (side === 1) inside += s;
  }
  return {
    least: Math.max(smallest, inside, part.leastShare ?? 0),
    most: Math.min(reach, part.mostShare ?? Number.POSITIVE_INFINITY),
  };
}

/** Of shares: sums of them are not told apart below it. */
export const SHARE_ROUNDING = 1e-12;

/**
 * min over u in [low, high] of kappa u + sigma/u + the chord between two values at its ends, with the u where it is attained: a
 * line and a hyperbola, which lies above its tangent for sigma > 0 and is least at an end for sigma <= 0.
 */
export function leastOverInverse(
  kappa: number,
  sigma: number,
  low: number,
  high: number,
  atLow: number,
  atHigh: number,
  out: { value: number; place: number },
): void {
  const first = kappa * low + atLow;
  const last = kappa * high + atHigh;
  const width = high - low;
  if (!(sigma > 0 && width > 0)) {
    const [a, b] = [first + sigma / low, last + sigma / high];
    out.value = Math.min(a, b);
    out.place = a <= b ? low : high;
    return;
  }
  const slope = (last - first) / width;
  const best = slope > 0 ? Math.sqrt(sigma / slope) : high;
  const place = Math.min(high, Math.max(low, best));
  // The tangent of sigma/u there: below it at both ends, whatever rounding did to the place.
  const tangent = (end: number) => (sigma / place) * (2 - end / place);
  out.value = Math.min(first + tangent(low), last + tangent(high));
  out.place = place;
}
