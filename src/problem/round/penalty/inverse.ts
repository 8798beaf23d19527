/** phi = (1 - x)/x, Lemma 1's term; `cap` for nobody scheduled. */
import { NON_NEGATIVE, readNumber } from '../../../core/read.js';
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
