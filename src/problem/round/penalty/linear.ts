/** phi = 1 - x. */
import { linearTerm, plainCountTerm } from '../check/penalty-terms.js';
import { countAlone, noWorth, type PenaltyKind, plainScale } from './kind.js';

export interface LinearPenalty {
  readonly kind: 'linear';
}

export const linear: PenaltyKind<LinearPenalty> = {
  kind: 'linear',
  words: '1 - x',
  argument: 'share',
  fields: [],
  read: () => ({ kind: 'linear' }),
  numbers: () => [],
  value: (_, x) => 1 - x,
  scale: plainScale,
  forScenario: () => ({ kind: 'linear' }),
  withOneMore: (penalty) => penalty,
  without: (penalty) => penalty,
  checking: {
    most: () => 1,
    shares: 'more',
    enclose: (_p, _n, { y }) => y,
    shareTerm: (_p, weight, sigma, range) => linearTerm(weight, sigma, range),
    countTerm: (_p, _weight, nu, least, most, at) => plainCountTerm(nu, least, most, at),
  },
  solving: {
    isLine: true,
    shareWorth: (_, weight) => weight,
    headWorth: noWorth,
    shareConjugate: (_, weight, sharePrice, most) => weight + Math.min(0, (sharePrice - weight) * most),
    countConjugate: countAlone,
  },
};
