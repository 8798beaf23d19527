/**
 * A formula that is proven to be convex and not to rise on [LEAST_X, 1]: what the checker's bounds rest on (docs/certificate-format.md, 4.6).
 * Beyond 1, which sums of shares pass by a rounding, phi stays what it is at 1.
 */
import { InputError } from '../../../../core/errors.js';
import type { Interval, Mass } from '../penalty-terms.js';
import { readFormula, type Term } from './grammar.js';
import { certain, differenceOf, isDefined, productOf, squareOf, sumOf } from './interval.js';
import { between, type Jet, jetOver, valueOver } from './jet.js';

/** No sum of shares may be smaller: nothing is proven there. */
export const LEAST_X = 1e-16;
/** Pieces that are looked at before a proof is given up. */
const MOST_PIECES = 2048;
/** So narrow, relatively, a piece is not halved again. */
const NARROW = 2 ** -40;
/** Below this 1 - x the series at 1 keeps more digits than the formula. */
const NEAR_ONE = 1e-4;

/** @throws InputError naming the field and the x at which something fails */
export function readConvexFormula(text: string, field: string): ConvexFormula {
  const term = readFormula(text, field);
  const refuse = (x: number, accepted: string): never => {
    throw new InputError(field, text, `${accepted}; at x = ${Number(x.toPrecision(6))} it is not`);
  };
  requireConvex(term, refuse);
  const atOne = jetOver(term, between(1, 1));
  if (!(atOne.slope.high <= 0)) refuse(1, FALLING);
  for (const x of [LEAST_X, 1]) {
    const { low, high } = valueOver(term, between(x, x));
    if (!(Number.isFinite(low) && Number.isFinite(high))) refuse(x, FINITE);
  }
  return new ConvexFormula(term, atOne);
}

const FINITE = `a formula that is a finite number with a finite slope at every x from ${LEAST_X} to 1`;
const FALLING = 'a formula that can be shown not to rise up to x = 1';
const CONVEX = `a convex formula for x from ${LEAST_X} to 1`;
const SHOWN = `a formula whose second derivative can be shown to be at least 0 for x from ${LEAST_X} to 1`;

/** Pieces are halved, the widest first, until the second derivative is at least 0 on each; a piece's middle may show that it is not. */
function requireConvex(term: Term, refuse: (x: number, accepted: string) => never): void {
  const pieces: (readonly [number, number])[] = [[LEAST_X, 1]];
  for (let i = 0; i < pieces.length; i++) {
    const [a, b] = pieces[i]!;
    if (isConvexPiece(jetOver(term, between(a, b)))) continue;
    const middle = b > 2 * a ? Math.sqrt(a) * Math.sqrt(b) : a + (b - a) / 2;
    const { value, slope, curvature } = jetOver(term, between(middle, middle));
    if (![value.low, value.high, slope.low, slope.high].every(Number.isFinite)) refuse(middle, FINITE);
    if (curvature.high < 0) refuse(middle, CONVEX);
    if (slope.low > 0) refuse(middle, FALLING);
    if (b - a < NARROW * b || pieces.length >= MOST_PIECES) refuse(middle, SHOWN);
    pieces.push([a, middle], [middle, b]);
  }
}

const isConvexPiece = ({ value, slope, curvature }: Jet) =>
  isDefined(value) && isDefined(slope) && slope.low > Number.NEGATIVE_INFINITY && curvature.low >= 0;

/** Value and slope at a place. */
export interface Tangent {
  readonly x: number;
  readonly value: Interval;
  /** Never above 0. */
  readonly slope: Interval;
}

/** Tangents that are kept: leaves share multipliers. */
const KEPT_TANGENTS = 8;
const NEWTON_STEPS = 60;

export class ConvexFormula {
  private readonly kept: { readonly slope: number; readonly tangent: Tangent }[] = [];

  constructor(
    private readonly term: Term,
    private readonly atOne: Jet,
  ) {}

  /** Encloses phi over participation that is at least LEAST_X. */
  over(mass: Mass): Interval {
    const at = {
      x: { low: Math.min(Math.max(mass.x.low, LEAST_X), 1), high: Math.min(mass.x.high, 1) },
      y: { low: Math.max(mass.y.low, 0), high: Math.max(mass.y.high, 0) },
    };
    const plain = valueOver(this.term, at);
    return at.y.high < NEAR_ONE ? meetOf(plain, this.nearOne(at.y)) : plain;
  }

  /** phi(1) - phi'(1) y + phi''(somewhere between) y^2/2: no digits cancel where phi(1) = 0. */
  private nearOne(y: Interval): Interval {
    const { value, slope } = this.atOne;
    const { curvature } = jetOver(this.term, between(Math.min(1, 1 - y.high - 2 ** -52), 1));
    const square = productOf(productOf(certain(0.5), curvature), squareOf(y));
    return sumOf(differenceOf(value, productOf(slope, y)), square);
  }

  tangentAt(x: number): Tangent {
    const { value, slope } = jetOver(this.term, between(x, x));
    return { x, value, slope: { low: slope.low, high: Math.min(0, slope.high) } };
  }

  /**
   * The tangent about where the slope is this number, or at an end: by Newton's method on the logarithms, within a bracket. A tangent at
   * any place bounds phi; this one is worth having.
   */
  tangentOfSlope(slope: number): Tangent {
    const known = this.kept.find((one) => one.slope === slope);
    if (known !== undefined) return known.tangent;
    const tangent = this.tangentAt(this.placeOfSlope(slope));
    if (this.kept.length >= KEPT_TANGENTS) this.kept.shift();
    this.kept.push({ slope, tangent });
    return tangent;
  }

  private placeOfSlope(wanted: number): number {
    if (!(wanted < middleOf(this.atOne.slope))) return 1;
    let [low, high] = [LEAST_X, 1];
    if (!(wanted > middleOf(jetOver(this.term, between(low, low)).slope))) return low;
    let x = Math.sqrt(low);
    for (let turn = 0; turn < NEWTON_STEPS && high - low > 2 ** -52 * high; turn++) {
      const jet = jetOver(this.term, between(x, x));
      const [slope, curvature] = [middleOf(jet.slope), middleOf(jet.curvature)];
      if (slope === wanted) return x;
      if (slope < wanted) low = x;
      else high = x;
      // ln(-phi') over ln x is a line for every power.
      const next = x * Math.exp((Math.log(wanted / slope) * slope) / (curvature * x));
      const isStuck = !(next > low && next < high) || turn % 8 === 7;
      const moved = isStuck ? (high > 2 * low ? Math.sqrt(low) * Math.sqrt(high) : (low + high) / 2) : next;
      if (Math.abs(moved - x) <= 2 ** -50 * x) return moved;
      x = moved;
    }
    return x;
  }
}

const middleOf = ({ low, high }: Interval) => low + (high - low) / 2;

/** Two enclosures of the same number. */
function meetOf(a: Interval, b: Interval): Interval {
  const low = a.low >= b.low || Number.isNaN(b.low) ? a.low : b.low;
  const high = a.high <= b.high || Number.isNaN(b.high) ? a.high : b.high;
  return { low, high };
}
