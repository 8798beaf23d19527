/**
 * Jakes' model of a moving device: scatterers all around, so the complex gain at two moments T apart is correlated as
 *
 *   J0(2 pi f_D T),   f_D = v f / c.
 *
 * Its first zero is at f_D T = 0.383: at 3 km/h and 3.5 GHz after 39 ms.
 */
import { SPEED_OF_LIGHT_M_PER_S } from './path-loss.js';

/** Trapezoids over [0, pi]: exact to rounding while the argument stays below their number. */
const TRAPEZOIDS = 64;
/** From here on the asymptotic series is exact to 2e-10 (Abramowitz and Stegun 9.2.5). */
const LARGE = 30;
/** First zero of J0. */
const FIRST_ZERO = 2.404825557695773;

/** Bessel function of the first kind and order 0. */
export function besselJ0(x: number): number {
  const z = Math.abs(x);
  if (z > LARGE) return asymptoticJ0(z);
  // J0(x) = (1/pi) int_0^pi cos(x sin t) dt; the rule is exact for periodic functions of low order.
  let sum = 0;
  for (let i = 0; i < TRAPEZOIDS; i++) sum += Math.cos(z * Math.sin((Math.PI * i) / TRAPEZOIDS));
  return sum / TRAPEZOIDS;
}

function asymptoticJ0(z: number): number {
  const u = 1 / (8 * z);
  const even = 1 - (9 / 2) * u ** 2 + (11025 / 24) * u ** 4;
  const odd = -u + (225 / 6) * u ** 3 - (893025 / 120) * u ** 5;
  const angle = z - Math.PI / 4;
  return Math.sqrt(2 / (Math.PI * z)) * (even * Math.cos(angle) - odd * Math.sin(angle));
}

/** Correlation of the complex gain after a time, from -0.41 to 1. */
export function jakesCorrelation(speedMPerS: number, carrierHz: number, timeS: number): number {
  return besselJ0((2 * Math.PI * speedMPerS * carrierHz * timeS) / SPEED_OF_LIGHT_M_PER_S);
}

/**
 * The lowest speed at which the correlation after a time is that, m/s.
 * @param correlation in [0, 1]
 */
export function speedOfCorrelation(correlation: number, carrierHz: number, timeS: number): number {
  let low = 0;
  let high = FIRST_ZERO; // J0 falls from 1 to 0 between them.
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (besselJ0(middle) > correlation) low = middle;
    else high = middle;
  }
  return (low * SPEED_OF_LIGHT_M_PER_S) / (2 * Math.PI * carrierHz * timeS);
}
