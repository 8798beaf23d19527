/** phi = (1 - x)/x, Lemma 1's term; `cap` for nobody scheduled. */

import { NON_NEGATIVE, readNumber } from '../../../core/read.js';
import {
  certainly,
  type Interval,
  linearTerm,
  type Mass,
  plainCountTerm,
  type ShareRange,
  stepAtLeast,
  stepAtMost,
} from '../check/penalty-terms.js';
import { addDown, addUp, below, divDown, divUp, mulDown, mulUp } from '../check/rounding.js';
import { countAlone, noWorth, type PenaltyKind, plainScale } from './kind.js';

export interface InversePenalty {
  readonly kind: 'inverse';
  /** phi of nobody (>= 0). */
  readonly cap: number;
}

export const inverse: PenaltyKind<InversePenalty> = {
  kind: 'inverse',
  words: '(1 - x)/x, the term of the convergence bound',
  argument: 'share',
  fields: ['cap'],
  read: (record) => ({ kind: 'inverse', cap: readNumber(record.cap, 'penalty.cap', NON_NEGATIVE) }),
  numbers: ({ cap }) => [cap],
  value: ({ cap }, x, n) => (n === 0 ? cap : (1 - x) / x),
  scale: plainScale,
  // The cap is phi of the smallest device alone: an empty round is never better than hearing from one device, and
  // phi stays convex and decreasing.
  forScenario: (shares) => {
    const least = Math.min(...shares);
    return { kind: 'inverse', cap: (1 - least) / least };
  },
  withOneMore: (penalty) => penalty,
  without: (penalty) => penalty,
  checking: {
    most: ({ cap }, leastShare) => Math.max(cap, divUp(1, leastShare)),
    shares: 'more',
    enclose: ({ cap }, n, mass) => (n === 0 ? certainly(cap) : ratio(mass)),
    shareTerm: (_p, weight, sigma, range) =>
      weight === 0 ? linearTerm(0, sigma, range) : inverseTerm(weight, sigma, range),
    countTerm: (_p, _weight, nu, least, most, at) => plainCountTerm(nu, least, most, at),
  },
  solving: {
    shareWorth: (_, weight, x) => weight / (x * x),
    headWorth: noWorth,
    shareConjugate: (_, weight, sharePrice, most) => {
      if (weight === 0) return 0;
      const x = sharePrice > 0 ? Math.min(most, Math.sqrt(weight / sharePrice)) : most;
      return (weight * (1 - x)) / x + sharePrice * x;
    },
    countConjugate: countAlone,
  },
};

/** y/x. */
function ratio({ x, y }: Mass): Interval {
  return {
    low: divDown(y.low, y.low >= 0 ? x.high : x.low),
    high: divUp(y.high, y.high >= 0 ? x.low : x.high),
  };
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
