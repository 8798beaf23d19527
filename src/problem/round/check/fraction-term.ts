/** The bound of a linear fraction of a schedule (docs/certificate-format.md, 4.5). */
import type { Interval } from './penalty-terms.js';
import { addDown, divDown, divUp, mulDown } from './rounding.js';

/**
 * Down: min over u in [u.low, u.high] of kappa u + sigma/u + (the chord between the values at its ends), for
 * 'fraction'. sigma/u is concave for sigma < 0; else it lies above its tangent at any p, and all is a line.
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
