/**
 * What the checker knows of each kind of penalty, rounded outwards (docs/certificate-format.md, 4.4). Participation is
 * known twice, as x and as y = 1 - x: y keeps its digits where nearly everybody takes part, x where hardly anybody does.
 */
import type { Penalty } from '../problem.js';
import { addDown, addUp, below, divDown, divUp, mulDown, mulUp } from './rounding.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A sum of shares x and what it leaves missing, y = 1 - x, enclosed. */
export interface Mass {
  readonly x: Interval;
  readonly y: Interval;
}

const CERTAINLY = (value: number): Interval => ({ low: value, high: value });

/** Encloses phi of n devices. @param heads the sum of their numerators ('fraction') */
export function enclosePenalty(penalty: Penalty, n: number, { x, y }: Mass, heads: Interval): Interval {
  switch (penalty.kind) {
    case 'linear':
      return y;
    case 'quadratic': {
      const most = Math.max(Math.abs(y.low), Math.abs(y.high));
      const least = y.low > 0 ? y.low : y.high < 0 ? -y.high : 0;
      return { low: mulDown(least, least), high: mulUp(most, most) };
    }
    case 'inverse':
      if (n === 0) return CERTAINLY(penalty.cap);
      return {
        low: divDown(y.low, y.low >= 0 ? x.high : x.low),
        high: divUp(y.high, y.high >= 0 ? x.low : x.high),
      };
    case 'count':
      return CERTAINLY(penalty.values[n]!);
    case 'fraction': {
      if (n === 0) return CERTAINLY(penalty.cap);
      const low = addDown(penalty.constant, heads.low);
      const high = addUp(penalty.constant, heads.high);
      return {
        low: addDown(divDown(low, low >= 0 ? x.high : x.low), -penalty.constant),
        high: addUp(divUp(high, high >= 0 ? x.low : x.high), -penalty.constant),
      };
    }
  }
}

/** Where participation may lie, and where the devices lie that the Lagrangian counts in. */
export interface ShareRange {
  readonly xLeast: number;
  readonly xMost: number;
  readonly yLeast: number;
  readonly at: Mass;
}

/**
 * At most W phi(x) + sigma (x - xA) for every x of the range, for kinds that see shares alone (docs 4.4); 0 for the others.
 */
export function shareTerm(kind: Penalty['kind'], weight: number, sigma: number, range: ShareRange): number {
  switch (kind) {
    case 'linear':
      return linearTerm(weight, sigma, range);
    case 'quadratic':
      return weight === 0 ? linearTerm(0, sigma, range) : quadraticTerm(weight, sigma, range);
    case 'inverse':
      return weight === 0 ? linearTerm(0, sigma, range) : inverseTerm(weight, sigma, range);
    default:
      return 0;
  }
}

/** sigma (x - xA) = sigma (yA - y) at the most of x, down. */
function stepAtMost(sigma: number, { yLeast, at }: ShareRange): number {
  return mulDown(sigma, sigma >= 0 ? addDown(at.y.low, -yLeast) : addUp(at.y.high, -yLeast));
}

/** sigma (x - xA) at the least of x, down. */
function stepAtLeast(sigma: number, { xLeast, at }: ShareRange): number {
  return mulDown(sigma, sigma >= 0 ? addDown(xLeast, -at.x.high) : addUp(xLeast, -at.x.low));
}

/** A straight line: least at an end. */
function linearTerm(weight: number, sigma: number, range: ShareRange): number {
  return Math.min(
    addDown(mulDown(weight, range.yLeast), stepAtMost(sigma, range)),
    addDown(mulDown(weight, addDown(1, -range.xLeast)), stepAtLeast(sigma, range)),
  );
}

/** W y^2 - sigma y is least at y = sigma/(2W), where it is -sigma^2/(4W); at an end if that is beyond it. */
function quadraticTerm(weight: number, sigma: number, range: ShareRange): number {
  const { yLeast, at } = range;
  const square = (y: number) => mulDown(mulDown(weight, y), y);
  if (yLeast >= 0 && mulDown(2 * weight, yLeast) >= sigma)
    return addDown(square(yLeast), stepAtMost(sigma, range));
  const yEnd = addDown(1, -range.xLeast);
  if (yEnd >= 0 && mulUp(2 * weight, addUp(1, -range.xLeast)) <= sigma) return addDown(square(yEnd), stepAtLeast(sigma, range));
  const half = 4 * weight;
  if (sigma >= 0) return mulDown(sigma, addDown(at.y.low, -divUp(sigma, half)));
  return mulDown(sigma, addUp(at.y.high, -divDown(sigma, half)));
}

/**
 * W (1/x - 1) + sigma x is least at x = sqrt(W/sigma), where with -sigma xA it is sigma yA - (sqrt(sigma) - sqrt(W))^2; at an
 * end if that is beyond it.
 */
function inverseTerm(weight: number, sigma: number, range: ShareRange): number {
  const { xLeast, xMost, yLeast, at } = range;
  if (sigma <= 0 || mulUp(mulUp(sigma, xMost), xMost) <= weight) {
    const ratio = divDown(yLeast, yLeast >= 0 ? xMost : addDown(1, -yLeast));
    return addDown(mulDown(weight, ratio), stepAtMost(sigma, range));
  }
  if (xLeast > 0 && mulDown(mulDown(sigma, xLeast), xLeast) >= weight) {
    const ratio = addDown(divDown(1, xLeast), -1);
    return addDown(mulDown(weight, ratio), stepAtLeast(sigma, range));
  }
  const apart = Math.max(Math.abs(addDown(sigma, -weight)), Math.abs(addUp(sigma, -weight)));
  const root = divUp(apart, addDown(below(Math.sqrt(sigma)), below(Math.sqrt(weight))));
  return addDown(mulDown(sigma, at.y.low), -mulUp(root, root));
}

/** Down: min over whole n in [least, most] of [W phi(n)] - nu (n - nA); phi for 'count' alone. */
export function countTerm(
  penalty: Penalty,
  weight: number,
  nu: number,
  least: number,
  most: number,
  at: number,
): number {
  const lineAt = (n: number) => mulDown(-nu, n - at);
  if (penalty.kind !== 'count') return Math.min(lineAt(least), lineAt(most));
  let best = Number.POSITIVE_INFINITY;
  for (let n = least; n <= most; n++) {
    const value = addDown(mulDown(weight, penalty.values[n]!), lineAt(n));
    if (Number.isNaN(value)) return value;
    if (value < best) best = value;
  }
  return best;
}

/**
 * Down: min over u in [u.low, u.high] of kappa u + sigma/u + (the chord between the values at its ends), for 'fraction'
 * (docs 4.5). sigma/u is concave for sigma < 0; else it lies above its tangent at any p, and all is a line.
 */
export function fractionTerm(
  kappa: number,
  sigma: number,
  u: Interval,
  chord: readonly [number, number],
): number {
  const slope = kappa + (chord[1] - chord[0]) / (u.high - u.low);
  const best = slope > 0 ? Math.sqrt(sigma / slope) : u.high;
  const place = Math.min(u.high, Math.max(u.low, best));
  const hyperbola = (at: number) => {
    if (!(sigma > 0 && u.high > u.low && place > 0)) return divDown(sigma, at);
    const factor = addDown(2, -divUp(at, place));
    return mulDown(factor >= 0 ? divDown(sigma, place) : divUp(sigma, place), factor);
  };
  const at = (end: number, value: number) => addDown(addDown(mulDown(kappa, end), hyperbola(end)), value);
  return Math.min(at(u.low, chord[0]), at(u.high, chord[1]));
}
