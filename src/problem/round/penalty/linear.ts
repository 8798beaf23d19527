/** phi = 1 - x. */
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
  solving: {
    isLine: true,
    shareWorth: (_, weight) => weight,
    headWorth: noWorth,
    shareConjugate: (_, weight, sharePrice, most) => weight + Math.min(0, (sharePrice - weight) * most),
    countConjugate: countAlone,
  },
};
