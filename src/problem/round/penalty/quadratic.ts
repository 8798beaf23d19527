/** phi = (1 - x)^2. */
import { countAlone, noWorth, type PenaltyKind, plainScale } from './kind.js';

export interface QuadraticPenalty {
  readonly kind: 'quadratic';
}

export const quadratic: PenaltyKind<QuadraticPenalty> = {
  kind: 'quadratic',
  words: '(1 - x)², a convex penalty',
  argument: 'share',
  fields: [],
  read: () => ({ kind: 'quadratic' }),
  numbers: () => [],
  value: (_, x) => (1 - x) * (1 - x),
  scale: plainScale,
  forScenario: () => ({ kind: 'quadratic' }),
  withOneMore: (penalty) => penalty,
  solving: {
    shareWorth: (_, weight, x) => 2 * weight * Math.max(0, 1 - x),
    headWorth: noWorth,
    shareConjugate: (_, weight, sharePrice, most) => {
      const x = weight > 0 ? Math.min(most, Math.max(0, 1 - sharePrice / (2 * weight))) : 0;
      return weight * (1 - x) * (1 - x) + sharePrice * x;
    },
    countConjugate: countAlone,
  },
};
