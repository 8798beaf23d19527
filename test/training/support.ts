/** Helpers of the training tests: random arrays and derivative checks in float64. */
import { randomStream } from '../../src/core/random.js';
import type { Floats } from '../../src/training/tensor/backend.js';

/** Standard normal numbers; the same for the same seed and name. */
export function normals(seed: number, name: string, length: number): Float64Array {
  const stream = randomStream(seed, 'test', name);
  return Float64Array.from({ length }, () => stream.normal());
}

export function dot(a: Floats, b: Floats): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** ||a - b|| / max(||a||, ||b||), 0 when both vanish. */
export function relativeDistance(a: Floats, b: Floats): number {
  const difference = Float64Array.from(a, (value, i) => value - b[i]!);
  const scale = Math.max(Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b)));
  return scale === 0 ? 0 : Math.sqrt(dot(difference, difference)) / scale;
}

/** Gradient of a scalar function by central differences, entry by entry; `x` is moved and put back. */
export function numericGradient(f: () => number, x: Floats, h = 1e-5): Float64Array {
  return Float64Array.from(x, (value, i) => {
    x[i] = value + h;
    const up = f();
    x[i] = value - h;
    const down = f();
    x[i] = value;
    return (up - down) / (2 * h);
  });
}

/** J v by central differences along `direction`; `x` is moved and put back. */
export function numericPushForward(f: () => Floats, x: Floats, direction: Floats, h = 1e-5): Float64Array {
  const start = x.slice();
  const at = (step: number) => {
    for (let i = 0; i < x.length; i++) x[i] = start[i]! + step * direction[i]!;
    return Float64Array.from(f());
  };
  const [up, down] = [at(h), at(-h)];
  x.set(start);
  return up.map((value, i) => (value - down[i]!) / (2 * h));
}
