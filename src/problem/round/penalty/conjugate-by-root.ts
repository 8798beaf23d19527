/** The conjugate of a convex formula, by the root of its slope. */
import type { DerivedFormula } from './derived-formula.js';

const MOST_STEPS = 80;
/** Of x: the value at the root has the square of its error. */
const ACCURACY = 1e-10;

/**
 * min over x in [least, most] of W phi(x) + sigma x: where W phi' = -sigma, bracketed. Newton's method on the logarithms of slope and x, for
 * which the root of a power is a step away; halved where it leaves the bracket.
 * @param sharePrice sigma >= 0
 */
export function leastOfFormula(
  { value, slope, curvature }: DerivedFormula,
  weight: number,
  sharePrice: number,
  [least, most]: readonly [number, number],
): number {
  if (weight === 0) return sharePrice * least;
  const at = (x: number) => weight * value(x) + sharePrice * x;
  const wanted = -sharePrice / weight;
  if (!(slope(most) > wanted)) return at(most);
  if (!(slope(least) < wanted)) return at(least);
  let low = least;
  let high = most;
  let x = most > 0.1 ? most / 2 : Math.sqrt(least) * Math.sqrt(most);
  for (let step = 1; step <= MOST_STEPS && high - low > ACCURACY * high; step++) {
    const found = slope(x);
    if (found === wanted) break;
    if (found < wanted) low = x;
    else high = x;
    const next = x * Math.exp((Math.log(wanted / found) * found) / (curvature(x) * x));
    const isInside = next > low && next < high && step % 8 !== 0;
    const moved = isInside ? next : high > 2 * low ? Math.sqrt(low) * Math.sqrt(high) : (low + high) / 2;
    const isThere = Math.abs(moved - x) <= ACCURACY * x;
    x = moved;
    if (isThere) break;
  }
  return at(x);
}
