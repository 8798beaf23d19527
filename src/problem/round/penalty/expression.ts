/**
 * phi = a formula of x that the user wrote, `cap` for nobody scheduled. Proven to be convex and not to rise when it is read; from x = 1 on,
 * which sums of shares pass by a rounding, it stays what it is at 1.
 */
import { InputError } from '../../../core/errors.js';
import { NON_NEGATIVE, readNumber, readString } from '../../../core/read.js';
import { remembered } from '../../../core/remembered.js';
import { LEAST_X, readConvexFormula } from '../check/expression/convex.js';
import { convexTerm } from '../check/expression/convex-term.js';
import { between } from '../check/expression/jet.js';
import { certainly, plainCountTerm } from '../check/penalty-terms.js';
import { leastOfFormula } from './conjugate-by-root.js';
import { derivedFormula } from './derived-formula.js';
import { countAlone, noWorth, type PenaltyKind, plainScale } from './kind.js';

export interface ExpressionPenalty {
  readonly kind: 'expression';
  /** A formula of x, as the user wrote it: docs/round-problem.md has the language. */
  readonly phi: string;
  /** phi of nobody (>= 0). */
  readonly cap: number;
}

const FIELD = 'penalty.phi';
/** Formulas whose proof is kept. */
const KEPT = 32;

/** The checker's reading of a formula. */
const proven = remembered((phi: string) => readConvexFormula(phi, FIELD), KEPT);

const within = (x: number) => Math.min(1, Math.max(LEAST_X, x));

export const expression: PenaltyKind<ExpressionPenalty> = {
  kind: 'expression',
  words: 'an own formula',
  argument: 'share',
  fields: ['phi', 'cap'],
  read: (record, { shares }) => {
    const phi = readString(record.phi, FIELD);
    proven(phi);
    requireShares(shares);
    return { kind: 'expression', phi, cap: readNumber(record.cap, 'penalty.cap', NON_NEGATIVE) };
  },
  numbers: ({ phi, cap }) => [
    cap,
    phi.length,
    ...Array.from({ length: phi.length }, (_, i) => phi.charCodeAt(i)),
  ],
  value: ({ phi, cap }, x, n) => (n === 0 ? cap : derivedFormula(phi).value(within(x))),
  scale: plainScale,
  inWords: ({ phi }) => phi,
  withOneMore: (penalty) => penalty,
  without: (penalty) => penalty,
  checking: {
    most: ({ phi, cap }, leastShare) => Math.max(cap, proven(phi).over(between(leastShare, leastShare)).high),
    shares: 'more',
    enclose: ({ phi, cap }, n, mass) => (n === 0 ? certainly(cap) : proven(phi).over(mass)),
    shareTerm: ({ phi }, weight, sigma, range) => convexTerm(proven(phi), weight, sigma, range),
    countTerm: (_p, _weight, nu, least, most, at) => plainCountTerm(nu, least, most, at),
  },
  solving: {
    shareWorth: ({ phi }, weight, x) => weight * Math.max(0, -derivedFormula(phi).slope(within(x))),
    headWorth: noWorth,
    shareConjugate: ({ phi }, weight, sharePrice, most) =>
      leastOfFormula(derivedFormula(phi), weight, sharePrice, [LEAST_X, within(most)]),
    countConjugate: countAlone,
  },
};

/** Nothing is proven of a formula nearer to 0. */
function requireShares(shares: readonly number[] = []): void {
  for (const [k, share] of shares.entries()) {
    if (!(share >= LEAST_X))
      throw new InputError(
        `devices[${k}].share`,
        share,
        `at least ${LEAST_X} where penalty.kind is "expression"`,
      );
  }
}
