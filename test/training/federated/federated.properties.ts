import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { randomStream } from '../../../src/core/random.js';
import { aggregate, createOptimiser, dropOut, participationWeights } from '../../../src/training/index.js';
import type { Layout } from '../../../src/training/layout.js';
import { normals } from '../support.js';

const layout: Layout = {
  blocks: [
    { name: 'A', role: 'loraA', offset: 0, rows: 1, cols: 2 },
    { name: 'B', role: 'loraB', offset: 2, rows: 1, cols: 2 },
    { name: 'head.weight', role: 'head', offset: 4, rows: 1, cols: 2 },
  ],
  size: 6,
};
const stepScale = { loraA: 0, loraB: 2, head: 1 };

describe('aggregate', () => {
  it('is the weighted mean', () => {
    const gradients = [1, 2, 3].map((seed) => Float32Array.from(normals(seed, 'g', 5)));
    const weights = participationWeights([0.1, 0.2, 0.3, 0.4], [0, 2, 3]);
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 15);
    const mean = aggregate(gradients, weights);
    mean.forEach((v, i) => {
      expect(v).toBeCloseTo(
        0.125 * gradients[0]![i]! + 0.375 * gradients[1]![i]! + 0.5 * gradients[2]![i]!,
        6,
      );
    });
  });

  it('refuses nothing and unequal lengths', () => {
    expect(() => aggregate([], [])).toThrow(InputError);
    expect(() => aggregate([new Float32Array(2), new Float32Array(3)], [0.5, 0.5])).toThrow(InputError);
    expect(() => aggregate([new Float32Array(2)], [0.5, 0.5])).toThrow(InputError);
  });
});

describe('optimisers', () => {
  const theta = new Float32Array(6).fill(1);
  const gradient = new Float32Array(6).fill(0.5);

  it('SGD moves by the step size of each role and freezes a role of scale 0', () => {
    const optimiser = createOptimiser({ kind: 'sgd', stepSize: 0.1, stepScale });
    const next = optimiser.step(optimiser.init(layout), theta, gradient);
    expect([...next.trainable].map((v) => Number(v.toFixed(6)))).toEqual([1, 1, 0.9, 0.9, 0.95, 0.95]);
    expect([...theta]).toEqual(new Array(6).fill(1));
  });

  it('momentum sums a geometric series', () => {
    const optimiser = createOptimiser({ kind: 'momentum', momentum: 0.5, stepSize: 0.1, stepScale });
    let state = optimiser.init(layout);
    let moved: Float32Array = theta;
    for (let t = 0; t < 3; t++) ({ state, trainable: moved } = optimiser.step(state, moved, gradient));
    expect(moved[4]!).toBeCloseTo(1 - 0.1 * 0.5 * (1 + 1.5 + 1.75), 6);
  });

  it('Adam takes steps of the step size on a constant gradient', () => {
    const optimiser = createOptimiser({ kind: 'adam', stepSize: 0.1, stepScale });
    let state = optimiser.init(layout);
    let moved: Float32Array = theta;
    for (let t = 0; t < 4; t++) ({ state, trainable: moved } = optimiser.step(state, moved, gradient));
    expect(moved[4]!).toBeCloseTo(1 - 4 * 0.1, 5);
    expect(moved[2]!).toBeCloseTo(1 - 4 * 0.2, 5);
  });

  it.each([
    [{ kind: 'sgd', stepSize: 0, stepScale }],
    [{ kind: 'sgd', stepSize: 1, stepScale: { ...stepScale, head: -1 } }],
    [{ kind: 'momentum', momentum: 1, stepSize: 1, stepScale }],
    [{ kind: 'newton', stepSize: 1, stepScale }],
  ])('refuses %j', (options) => {
    expect(() => createOptimiser(options as never)).toThrow(InputError);
  });
});

describe('drop-out', () => {
  it('loses nobody at 0, the same devices for the same stream, and a subset always', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 0.99, noNaN: true }), (seed, p) => {
        const scheduled = [4, 1, 7, 2];
        const kept = dropOut(scheduled, p, randomStream(seed, 'drop'));
        expect(dropOut(scheduled, p, randomStream(seed, 'drop'))).toEqual(kept);
        expect(scheduled.filter((k) => kept.includes(k))).toEqual(kept);
        expect(dropOut(scheduled, 0, randomStream(seed, 'drop'))).toEqual(scheduled);
      }),
    );
    expect(() => dropOut([1], 1, randomStream(1, 'drop'))).toThrow(InputError);
  });
});
