/**
 * Seeded random streams, addressed by a path such as `(seed, 'fading', deviceId)`. A stream depends on its
 * own path only, so adding a device or a purpose moves nobody else's draws. Nothing here is global.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A sequence of independent draws. Stateful: hand it on rather than share it. */
export interface RandomStream {
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Exponential with mean 1. */
  exponential(): number;
  /** Gamma with the given shape (> 0) and scale 1. */
  gamma(shape: number): number;
  /** Uniform integer in [0, n). */
  below(n: number): number;
  /** A new array with the items in random order. */
  shuffled<T>(items: readonly T[]): T[];
}

/** 32-bit finaliser of MurmurHash3: every input bit flips every output bit with probability near 1/2. */
function mix32(h: number): number {
  let x = h | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** Four hashed words of a path; parts are length-prefixed, so ('a','bc') and ('ab','c') differ. */
function hashPath(path: readonly (string | number)[]): [number, number, number, number] {
  const state: [number, number, number, number] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  const absorb = (word: number) => {
    for (let i = 0; i < 4; i++) {
      state[i] = mix32(state[i]! ^ Math.imul(word + i + 1, 0x9e3779b1) ^ Math.imul(state[(i + 1) & 3]!, 31));
    }
  };
  for (const part of path) {
    const text = typeof part === 'number' ? `#${part}` : `$${part}`;
    absorb(text.length);
    for (let i = 0; i < text.length; i++) absorb(text.charCodeAt(i));
  }
  for (let i = 0; i < 4; i++) absorb(i);
  return state;
}

/**
 * The stream of a path.
 * @param seed the run's seed
 * @param path purpose first, then whom it concerns, e.g. ('shadowing', 'd3')
 */
export function randomStream(seed: number | string, ...path: readonly (string | number)[]): RandomStream {
  const words = hashPath([seed, ...path]);
  if ((words[0] | words[1] | words[2] | words[3]) === 0) words[0] = 1; // the all-zero state never leaves zero
  const generator = xoroshiro128plusFromState(words);
  const uniform = () => uniformFloat64(generator);
  const positive = () => 1 - uniform(); // (0, 1], safe under log

  let spare: number | undefined;
  const normal = () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(positive()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };

  /** Marsaglia and Tsang 2000; below shape 1 by the boost of the same paper. */
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * positive() ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(positive()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };

  const below = (n: number) => Math.floor(uniform() * n);
  return {
    uniform,
    normal,
    exponential: () => -Math.log(positive()),
    gamma,
    below,
    shuffled<T>(items: readonly T[]): T[] {
      const result = [...items];
      for (let i = result.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [result[i], result[j]] = [result[j]!, result[i]!];
      }
      return result;
    },
  };
}
