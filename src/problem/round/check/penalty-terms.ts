/**
 * What the checker asks of a kind of penalty, rounded outwards (docs/certificate-format.md, 4.4). Participation is known
 * twice, as x and as y = 1 - x: y keeps its digits where nearly everybody takes part, x where hardly anybody does.
 */
import { addDown, addUp, mulDown } from './rounding.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A sum of shares x and what it leaves missing, y = 1 - x, enclosed. */
export interface Mass {
  readonly x: Interval;
  readonly y: Interval;
}

/** Where participation may lie, and where the devices lie that the Lagrangian counts in. */
export interface ShareRange {
  readonly xLeast: number;
  readonly xMost: number;
  /** 1 - xMost. */
  readonly yLeast: number;
  readonly at: Mass;
}

/** A number known exactly. */
export const certainly = (value: number): Interval => ({ low: value, high: value });

/** sigma (x - xA) = sigma (yA - y) at the most of x, down. */
export function stepAtMost(sigma: number, { yLeast, at }: ShareRange): number {
  return mulDown(sigma, sigma >= 0 ? addDown(at.y.low, -yLeast) : addUp(at.y.high, -yLeast));
}

/** sigma (x - xA) at the least of x, down. */
export function stepAtLeast(sigma: number, { xLeast, at }: ShareRange): number {
  if (xLeast >= 0.5 && xLeast <= 2) {
    // 1 - xLeast is exact.
    const y = 1 - xLeast;
    return mulDown(sigma, sigma >= 0 ? addDown(at.y.low, -y) : addUp(at.y.high, -y));
  }
  return mulDown(sigma, sigma >= 0 ? addDown(xLeast, -at.x.high) : addUp(xLeast, -at.x.low));
}

/** A straight line: least at an end. */
export function linearTerm(weight: number, sigma: number, range: ShareRange): number {
  return Math.min(
    addDown(mulDown(weight, range.yLeast), stepAtMost(sigma, range)),
    addDown(mulDown(weight, addDown(1, -range.xLeast)), stepAtLeast(sigma, range)),
  );
}

/** min of -nu (n - nA) over n in [least, most]: the count's term for kinds that see shares alone. */
export function plainCountTerm(nu: number, least: number, most: number, at: number): number {
  return Math.min(mulDown(-nu, least - at), mulDown(-nu, most - at));
}
