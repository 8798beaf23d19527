/** At most W phi(x) + sigma (x - xA) for a convex phi that does not rise: a tangent lies below it (docs/certificate-format.md, 4.6). */
import { linearTerm, type ShareRange } from '../penalty-terms.js';
import { addDown, addUp, mulDown, mulUp } from '../rounding.js';
import { type ConvexFormula, LEAST_X, type Tangent } from './convex.js';

export function convexTerm(phi: ConvexFormula, weight: number, sigma: number, range: ShareRange): number {
  if (weight === 0) return linearTerm(0, sigma, range);
  // Nothing is proven there; no range of a problem reaches down to it.
  if (!(range.xLeast >= LEAST_X)) return Number.NEGATIVE_INFINITY;
  const place = phi.tangentOfSlope(-sigma / weight);
  if (place.x >= Math.min(1, range.xMost)) return atMost(phi, weight, sigma, range);
  if (place.x <= range.xLeast)
    return tangentTerm(phi.tangentAt(Math.min(1, range.xLeast)), weight, sigma, range);
  return tangentTerm(place, weight, sigma, range);
}

/**
 * Where all of it falls up to the most of x it is least there, and 1 - x is known to more digits than x. `yLeast` is at most 1 - x; for a falling
 * phi + sigma x that errs to the safe side. With sigma >= 0 no x above 1 is better than 1.
 */
export function atMost(phi: ConvexFormula, weight: number, sigma: number, range: ShareRange): number {
  const end = Math.min(1, range.xMost);
  const tangent = phi.tangentAt(end);
  const y = Math.max(0, range.yLeast);
  const [x, xUp] = [addDown(1, -y), addUp(1, -y)];
  const falls = phi.tangentAt(Math.min(1, Math.max(xUp, end)));
  if (!(addUp(mulUp(weight, falls.slope.high), sigma) <= 0))
    return tangentTerm(tangent, weight, sigma, range);
  const value = phi.over({ x: { low: x, high: xUp }, y: { low: y, high: y } }).low;
  const step = sigma >= 0 ? addDown(range.at.y.low, -y) : addUp(range.at.y.high, -range.yLeast);
  return addDown(mulDown(weight, value), mulDown(sigma, step));
}

/** W phi >= W v + W s (x - x0): with r = W s + sigma the whole is at least W v + r (x - x0) + sigma (x0 - xA), least at an end. */
export function tangentTerm(
  { x, value, slope }: Tangent,
  weight: number,
  sigma: number,
  range: ShareRange,
): number {
  const rest = {
    low: addDown(mulDown(weight, slope.low), sigma),
    high: addUp(mulUp(weight, slope.high), sigma),
  };
  const up = Math.max(0, addUp(range.xMost, -x));
  const down = Math.max(0, addUp(x, -range.xLeast));
  const turned = Math.min(0, mulDown(Math.min(0, rest.low), up), mulDown(-Math.max(0, rest.high), down));
  const y = x >= 0.5 ? 1 - x : undefined;
  const { at } = range;
  const step =
    y === undefined
      ? sigma >= 0
        ? addDown(x, -at.x.high)
        : addUp(x, -at.x.low)
      : sigma >= 0
        ? addDown(at.y.low, -y)
        : addUp(at.y.high, -y);
  return addDown(addDown(mulDown(weight, value.low), turned), mulDown(sigma, step));
}
