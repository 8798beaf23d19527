/**
 * The penalty phi (theory 3) in the two forms bounds need: its value, and its conjugate, by which a price on
 * participation gives a supporting line: W phi(x) >= conjugate(sigma) - sigma x for every x.
 */
import type { Penalty } from './problem.js';

/** phi of a schedule of n devices with shares summing to x. */
export function penaltyValue(penalty: Penalty, x: number, n: number): number {
  switch (penalty.kind) {
    case 'linear':
      return 1 - x;
    case 'quadratic':
      return (1 - x) * (1 - x);
    case 'inverse':
      return n === 0 ? penalty.cap : (1 - x) / x;
    case 'count':
      return penalty.values[n]!;
  }
}

/**
 * Size of the terms whose difference W phi is, for rounding: W (1 + |phi|); for 'count' also the line through n
 * down to 0.
 * @param weighted W phi of a schedule of n
 */
export function penaltyScale(penalty: Penalty, weight: number, weighted: number, n: number): number {
  if (penalty.kind !== 'count') return weight + Math.abs(weighted);
  const fall = n === 0 ? 0 : penalty.values[n - 1]! - penalty.values[n]!;
  return Math.abs(weighted) + weight * n * Math.abs(fall);
}

/** -W phi'(x) >= 0, the worth of one more unit of share at x (0 for 'count', which does not see shares). */
export function shareWorth(penalty: Penalty, weight: number, x: number): number {
  switch (penalty.kind) {
    case 'linear':
      return weight;
    case 'quadratic':
      return 2 * weight * Math.max(0, 1 - x);
    case 'inverse':
      return weight / (x * x);
    case 'count':
      return 0;
  }
}

/**
 * min over 0 < x <= most of W phi(x) + sigma x, for kinds that depend on the share ('count': 0).
 * @param sharePrice sigma >= 0
 * @param most largest sum of shares that a schedule reaches
 */
export function shareConjugate(penalty: Penalty, weight: number, sharePrice: number, most: number): number {
  switch (penalty.kind) {
    case 'linear':
      return weight + Math.min(0, (sharePrice - weight) * most);
    case 'quadratic': {
      const x = weight > 0 ? Math.min(most, Math.max(0, 1 - sharePrice / (2 * weight))) : 0;
      return weight * (1 - x) * (1 - x) + sharePrice * x;
    }
    case 'inverse': {
      if (weight === 0) return 0;
      const x = sharePrice > 0 ? Math.min(most, Math.sqrt(weight / sharePrice)) : most;
      return (weight * (1 - x)) / x + sharePrice * x;
    }
    case 'count':
      return 0;
  }
}

/**
 * min over the whole numbers n in [least, most] of W phi(n) - nu n (phi only for 'count', else the line alone).
 * @param countPrice nu, any sign
 */
export function countConjugate(
  penalty: Penalty,
  weight: number,
  countPrice: number,
  least: number,
  most: number,
): number {
  if (least > most) return Number.POSITIVE_INFINITY;
  if (penalty.kind !== 'count') return Math.min(-countPrice * least, -countPrice * most);
  const { values } = penalty;
  // Convex in n: bisect on the first n whose next step no longer descends.
  let low = least;
  let high = most;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (weight * (values[middle + 1]! - values[middle]!) < countPrice) low = middle + 1;
    else high = middle;
  }
  // Rounding in the values may put the least a step aside.
  let best = Number.POSITIVE_INFINITY;
  for (let n = Math.max(least, low - 1); n <= Math.min(most, low + 1); n++) {
    best = Math.min(best, weight * values[n]! - countPrice * n);
  }
  return best;
}
