// Every layer's backward pass against central differences in float64, over shapes, lengths and ranks; and the
// adjoint identity <J v, w> = <v, J^T w>, which holds for all v, w or the backward pass is wrong.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activate, activateBackward, normalCdf } from '../../../src/training/layers/activation.js';
import { attentionBackward, attentionForward } from '../../../src/training/layers/attention.js';
import { headBackward, headForward } from '../../../src/training/layers/head.js';
import { layerNormBackward, layerNormForward } from '../../../src/training/layers/layer-norm.js';
import { linearBackward, linearForward } from '../../../src/training/layers/linear.js';
import { type LossName, lossAndGradient } from '../../../src/training/layers/loss.js';
import {
  meanBackward,
  meanForward,
  normaliseBackward,
  normaliseForward,
} from '../../../src/training/layers/pooling.js';
import type { Floats } from '../../../src/training/tensor/backend.js';
import { createMatrixBackend } from '../../../src/training/tensor/matrix-backend.js';
import { dot, normals, numericGradient, numericPushForward, relativeDistance } from '../support.js';

const backend = createMatrixBackend();
const TOLERANCE = 1e-6;
const seed = fc.integer({ min: 0, max: 1e6 });
const small = fc.integer({ min: 1, max: 6 });
const textLengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
const total = (lengths: readonly number[]) => lengths.reduce((sum, n) => sum + n, 0);

interface Layer {
  readonly forward: () => Floats;
  /** Gradients of <output, w>, by name of the input. */
  readonly backward: (w: Floats) => Record<string, Floats>;
  readonly inputs: Record<string, Floats>;
}

/** Both checks for every input of a layer. */
function expectRightDerivatives(layer: Layer, seedValue: number): void {
  const w = normals(seedValue, 'cotangent', layer.forward().length);
  const gradients = layer.backward(w);
  for (const [name, x] of Object.entries(layer.inputs)) {
    const numeric = numericGradient(() => dot(layer.forward(), w), x);
    expect(relativeDistance(gradients[name]!, numeric), `gradient at ${name}`).toBeLessThan(TOLERANCE);
    const v = normals(seedValue, `direction ${name}`, x.length);
    const forward = dot(numericPushForward(layer.forward, x, v), w);
    const backward = dot(v, gradients[name]!);
    // Cauchy-Schwarz gives the size the two would have if they were not nearly orthogonal.
    const size = Math.sqrt(dot(v, v) * dot(gradients[name]!, gradients[name]!));
    expect(Math.abs(forward - backward), `adjoint at ${name}`).toBeLessThanOrEqual(TOLERANCE * size + 1e-12);
  }
}

describe('derivatives of the layers', () => {
  it('linear with and without LoRA', () => {
    fc.assert(
      fc.property(
        seed,
        small,
        small,
        small,
        fc.option(small, { nil: undefined }),
        (s, tokens, inputs, outputs, rank) => {
          const array = (name: string, length: number) => normals(s, name, length);
          const layer = { inputs, outputs, weight: array('w', inputs * outputs), bias: array('b', outputs) };
          const lora = rank && {
            rank,
            scale: 1.7,
            a: array('A', rank * inputs),
            b: array('B', outputs * rank),
          };
          const x = array('x', tokens * inputs);
          const run = () => linearForward(backend, layer, lora || undefined, x, tokens);
          const inputsByName = {
            x,
            weight: layer.weight,
            bias: layer.bias,
            ...(lora && { a: lora.a, b: lora.b }),
          };
          const backward = (w: Floats) => {
            const into = Object.fromEntries(
              Object.entries(inputsByName).map(([name, values]) => [name, new Float64Array(values.length)]),
            );
            linearBackward(backend, layer, lora || undefined, run().cache, w, tokens, into);
            return into;
          };
          expectRightDerivatives({ forward: () => run().y, backward, inputs: inputsByName }, s);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('layer normalisation', () => {
    fc.assert(
      fc.property(seed, small, fc.integer({ min: 4, max: 9 }), (s, rows, width) => {
        const layer = {
          width,
          scale: normals(s, 'scale', width),
          bias: normals(s, 'bias', width),
          epsilon: 1e-6,
        };
        const x = normals(s, 'x', rows * width);
        const run = () => layerNormForward(backend, layer, x, rows);
        const backward = (w: Floats) => {
          const into = {
            x: new Float64Array(x.length),
            scale: new Float64Array(width),
            bias: new Float64Array(width),
          };
          layerNormBackward(layer, run().cache, w, rows, into);
          return into;
        };
        // Rows that are almost constant have derivatives of the size 1 / sqrt(epsilon): h is then too coarse.
        fc.pre(Array.from(run().cache.inverseDeviation).every((inverse) => inverse < 10));
        const inputs = { x, scale: layer.scale, bias: layer.bias };
        expectRightDerivatives({ forward: () => run().y, backward, inputs }, s);
      }),
      { numRuns: 40 },
    );
  });

  it('attention over texts of any lengths', () => {
    fc.assert(
      fc.property(seed, textLengths, fc.integer({ min: 1, max: 3 }), small, (s, lengths, heads, depth) => {
        const shape = { heads, width: heads * depth };
        const qkv = normals(s, 'qkv', total(lengths) * 3 * shape.width);
        const run = () => attentionForward(backend, shape, qkv, lengths);
        const backward = (w: Floats) => ({ qkv: attentionBackward(backend, shape, run().cache, w, lengths) });
        expectRightDerivatives({ forward: () => run().y, backward, inputs: { qkv } }, s);
      }),
      { numRuns: 25 },
    );
  });

  it('activations, away from the corner of ReLU', () => {
    fc.assert(
      fc.property(
        seed,
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('relu', 'gelu'),
        (s, length, name) => {
          const x = normals(s, 'x', length).map((v) => (name === 'relu' && Math.abs(v) < 1e-3 ? 1 : v));
          const forward = () => {
            const y = x.slice();
            activate(name as 'relu' | 'gelu', y);
            return y;
          };
          const backward = (w: Floats) => {
            const d = w.slice();
            activateBackward(name as 'relu' | 'gelu', x, d);
            return { x: d };
          };
          expectRightDerivatives({ forward, backward, inputs: { x } }, s);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('mean over tokens and L2 norm', () => {
    fc.assert(
      fc.property(seed, textLengths, fc.integer({ min: 2, max: 6 }), (s, lengths, width) => {
        const x = normals(s, 'x', total(lengths) * width);
        const mean = () => meanForward(backend, x, lengths, width);
        const forward = () => normaliseForward(backend, mean(), lengths.length, width);
        const backward = (w: Floats) => {
          const d = normaliseBackward(backend, mean(), forward(), w, lengths.length, width);
          const dx = new Float64Array(x.length);
          meanBackward(d, lengths, width, dx);
          return { x: dx };
        };
        fc.pre(rowsAreLong(mean(), width));
        expectRightDerivatives({ forward, backward, inputs: { x } }, s);
      }),
      { numRuns: 40 },
    );
  });

  it('head', () => {
    fc.assert(
      fc.property(seed, small, small, small, (s, rows, classes, width) => {
        const head = {
          classes,
          width,
          weight: normals(s, 'w', classes * width),
          bias: normals(s, 'b', classes),
        };
        const x = normals(s, 'x', rows * width);
        const forward = () => headForward(backend, head, x, rows);
        const backward = (w: Floats) => {
          const gradient = new Float64Array(classes * (width + 1));
          const dx = headBackward(backend, head, x, w, rows, gradient);
          return {
            x: dx,
            weight: gradient.subarray(0, classes * width),
            bias: gradient.subarray(classes * width),
          };
        };
        expectRightDerivatives({ forward, backward, inputs: { x, weight: head.weight, bias: head.bias } }, s);
      }),
      { numRuns: 40 },
    );
  });

  it('cross-entropy and squared loss', () => {
    fc.assert(
      fc.property(
        seed,
        small,
        fc.integer({ min: 2, max: 6 }),
        fc.constantFrom('cross-entropy', 'squared'),
        (s, rows, classes, name) => {
          const logits = normals(s, 'logits', rows * classes);
          const labels = Array.from(
            normals(s, 'labels', rows),
            (v) => Math.floor(Math.abs(v) * 100) % classes,
          );
          const lossOf = () => lossAndGradient(name as LossName, logits.slice(), labels, classes);
          const gradient = logits.slice();
          lossAndGradient(name as LossName, gradient, labels, classes);
          expect(relativeDistance(gradient, numericGradient(lossOf, logits))).toBeLessThan(TOLERANCE);
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** The derivative of x / |x| grows like 1 / |x|; near zero central differences with h = 1e-5 lose digits. */
function rowsAreLong(x: Floats, width: number): boolean {
  for (let i = 0; i < x.length; i += width)
    if (dot(x.subarray(i, i + width), x.subarray(i, i + width)) < 0.01) return false;
  return true;
}

describe('layers', () => {
  it('lets no text see another: the batch gives what each text gives alone', () => {
    fc.assert(
      fc.property(seed, textLengths, (s, lengths) => {
        const shape = { heads: 2, width: 4 };
        const qkv = normals(s, 'qkv', total(lengths) * 12);
        const together = attentionForward(backend, shape, qkv, lengths).y;
        let token = 0;
        for (const n of lengths) {
          const alone = attentionForward(backend, shape, qkv.slice(token * 12, (token + n) * 12), [n]).y;
          expect(together.slice(token * 4, (token + n) * 4)).toEqual(alone);
          token += n;
        }
      }),
      { numRuns: 30 },
    );
  });

  it('knows the normal distribution function to double precision', () => {
    // Values of the standard normal table to 15 digits (Abramowitz and Stegun 26.2).
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 14);
    expect(normalCdf(-1)).toBeCloseTo(0.158655253931457, 14);
    expect(normalCdf(3)).toBeCloseTo(0.99865010196837, 14);
    expect(normalCdf(-3) / 0.00134989803163009).toBeCloseTo(1, 12);
    expect(normalCdf(40)).toBe(1);
  });
});
