/** phi = (1 - x)^2. */
import {
  type Interval,
  linearTerm,
  plainCountTerm,
  type ShareRange,
  stepAtLeast,
  stepAtMost,
} from '../check/penalty-terms.js';
import { addDown, addUp, divDown, divUp, mulDown, mulUp } from '../check/rounding.js';
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
  without: (penalty) => penalty,
  checking: {
    most: () => 1,
    shares: 'more up to 1',
    enclose: (_p, _n, { y }) => square(y),
    shareTerm: (_p, weight, sigma, range) =>
      weight === 0 ? linearTerm(0, sigma, range) : quadraticTerm(weight, sigma, range),
    countTerm: (_p, _weight, nu, least, most, at) => plainCountTerm(nu, least, most, at),
  },
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

function square({ low, high }: Interval): Interval {
  const most = Math.max(Math.abs(low), Math.abs(high));
  const least = low > 0 ? low : high < 0 ? -high : 0;
  return { low: mulDown(least, least), high: mulUp(most, most) };
}

/** W y^2 - sigma y is least at y = sigma/(2W), where it is -sigma^2/(4W); at an end if that is beyond it. */
function quadraticTerm(weight: number, sigma: number, range: ShareRange): number {
  const { yLeast, at } = range;
  const square = (y: number) => mulDown(mulDown(weight, y), y);
  if (yLeast >= 0 && mulDown(2 * weight, yLeast) >= sigma)
    return addDown(square(yLeast), stepAtMost(sigma, range));
  const yEnd = addDown(1, -range.xLeast);
  if (yEnd >= 0 && mulUp(2 * weight, addUp(1, -range.xLeast)) <= sigma)
    return addDown(square(yEnd), stepAtLeast(sigma, range));
  const half = 4 * weight;
  if (sigma >= 0) return mulDown(sigma, addDown(at.y.low, -divUp(sigma, half)));
  return mulDown(sigma, addUp(at.y.high, -divDown(sigma, half)));
}
