/** mu of (A2) from losses and gradients along a trajectory. */
import { InputError } from '../../core/errors.js';
import { type Estimate, estimateFrom } from './estimate.js';

/** Loss and squared gradient at one point. */
export interface LossPoint {
  /** F(theta). */
  readonly loss: number;
  /** ||grad F(theta)||^2 >= 0. */
  readonly gradient2: number;
}

/**
 * The least ||grad F||^2 / (2 (F - F*)) over the points: with this mu, (A2) holds where it was looked at. An F* that
 * is too high (a centralised run that was stopped early) makes mu too large; one below the true F* makes it safe.
 * Points at or below F* say nothing and are left out.
 * @param minimum F*, or a lower bound of it
 * @throws InputError when no point lies above F*
 */
export function estimatePlConstant(points: readonly LossPoint[], minimum: number): Estimate {
  const ratios = points
    .filter(({ loss }) => loss > minimum)
    .map(({ loss, gradient2 }) => gradient2 / (2 * (loss - minimum)));
  if (ratios.length === 0) throw new InputError('points', points.length, 'a point with a loss above F*');
  return estimateFrom(ratios, 'least', 'least ||grad F||^2 / (2 (F - F*)) over points of the trajectory');
}
