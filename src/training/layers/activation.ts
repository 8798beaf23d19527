/** Element-wise non-linearities, each with its derivative from the values the backward pass has at hand. */
import type { Floats } from '../tensor/backend.js';

export type ActivationName = 'relu' | 'gelu';

const SQRT_HALF = Math.SQRT1_2;
const INV_SQRT_TAU = 1 / Math.sqrt(2 * Math.PI);

/** In place: x becomes f(x). */
export function activate(name: ActivationName, x: Floats): void {
  if (name === 'relu') for (let i = 0; i < x.length; i++) x[i] = Math.max(0, x[i]!);
  else for (let i = 0; i < x.length; i++) x[i] = x[i]! * normalCdf(x[i]!);
}

/** In place: d becomes d f'(x), x being what went into the activation. */
export function activateBackward(name: ActivationName, x: Floats, d: Floats): void {
  if (name === 'relu') {
    for (let i = 0; i < d.length; i++) if (x[i]! <= 0) d[i] = 0;
    return;
  }
  for (let i = 0; i < d.length; i++) {
    const v = x[i]!;
    d[i]! *= normalCdf(v) + v * INV_SQRT_TAU * Math.exp(-0.5 * v * v);
  }
}

/** Standard normal distribution function, to double precision (series near 0, continued fraction outside). */
export function normalCdf(v: number): number {
  const x = v * SQRT_HALF;
  return Math.abs(x) < 2 ? 0.5 * (1 + erfSeries(x)) : x > 0 ? 1 - 0.5 * erfcTail(x) : 0.5 * erfcTail(-x);
}

/** erf by its Taylor series with e^(-x^2) taken out; all terms positive, so no cancellation. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc for x >= 2 by Laplace's continued fraction, evaluated from the far end. */
function erfcTail(x: number): number {
  let tail = x;
  for (let n = 60; n >= 1; n--) tail = x + n / 2 / tail;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail);
}
