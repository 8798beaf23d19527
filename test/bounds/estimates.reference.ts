/** The estimators on the convex kernel, where the truth is known. */
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  directionalCurvature,
  estimateCurvature,
  estimateFrom,
  estimateGradientNoise,
  estimateHeterogeneity,
  estimatePlConstant,
  estimateSmoothness,
  pairedEstimates,
  type Vector,
} from '../../src/bounds/index.js';
import { InputError } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import {
  type ConvexKernel,
  deviceGradients,
  dissimilarity,
  exactConstants,
  gradient,
  normalMatrix,
} from '../../src/training/convex/index.js';
import {
  gapToOptimum,
  gradientNorm2,
  sampleGradients,
  sampleVariances,
} from '../training/convex/exact-at.js';
import { kernels } from '../training/convex/shapes.js';

const RUNS = { numRuns: 200 };
const flat = (matrix: Matrix) => matrix.to1DArray();

function oracleOf(kernel: ConvexKernel) {
  const [rows, columns] = [kernel.G.rows, kernel.C.rows];
  return (theta: Vector) => flat(gradient(kernel, Matrix.from1DArray(rows, columns, [...theta])));
}

function walk(kernel: ConvexKernel, seed: number, steps: number): Matrix[] {
  const stream = randomStream(seed, 'walk');
  return Array.from({ length: steps }, () => normalMatrix(stream, kernel.G.rows, kernel.C.rows, 2));
}

describe('estimates against exact constants', () => {
  it('finds L by power iteration, never above it', async () => {
    await fc.assert(
      fc.asyncProperty(kernels, fc.nat(), async (kernel, seed) => {
        const { L } = exactConstants(kernel);
        const theta = flat(walk(kernel, seed, 1)[0]!);
        const options = { starts: 3, iterations: 300, tolerance: 1e-7 };
        const found = await estimateCurvature(oracleOf(kernel), theta, randomStream(seed, 'power'), options);
        expect(found.value).toBeLessThanOrEqual(L * (1 + 1e-4));
        expect(found.value).toBeGreaterThanOrEqual(L * 0.98);
        expect(found.sampleSize).toBe(3);
      }),
      RUNS,
    );
  });

  it('finds a lower estimate of L along a trajectory, and curvature in a direction', async () => {
    await fc.assert(
      fc.asyncProperty(kernels, fc.nat(), async (kernel, seed) => {
        const { L } = exactConstants(kernel);
        const oracle = oracleOf(kernel);
        const points = walk(kernel, seed, 5).map((B) => ({ theta: flat(B), gradient: oracle(flat(B)) }));
        const found = estimateSmoothness(points);
        expect(found.value).toBeLessThanOrEqual(L * (1 + 1e-9));
        expect(found.range[0]).toBeGreaterThanOrEqual(0);
        expect(found.sampleSize).toBe(4);
        const unit = [1, ...new Array<number>(points[0]!.theta.length - 1).fill(0)];
        const curvature = await directionalCurvature(oracle, points[0]!.theta, unit, 0.1);
        expect(curvature).toBeLessThanOrEqual(L * (1 + 1e-6));
        expect(curvature).toBeGreaterThanOrEqual(-1e-6 * L);
      }),
      RUNS,
    );
  });

  it('finds delta^2 exactly where it looks, sigma^2 with the unbiased divisor', () => {
    fc.assert(
      fc.property(kernels, fc.nat(), (kernel, seed) => {
        const shares = kernel.devices.map(({ share }) => share);
        const points = walk(kernel, seed, 3);
        const exact = Math.max(...points.map((B) => dissimilarity(kernel, B).delta2));
        const found = estimateHeterogeneity(
          points.map((B) => ({ shares, gradients: deviceGradients(kernel, B).map(flat) })),
        );
        expect(Math.abs(found.value - exact)).toBeLessThanOrEqual(1e-9 * (1 + exact));

        const B = points[0]!;
        const several = kernel.devices.filter(({ samples }) => samples > 1);
        if (several.length === 0) return;
        const variances = sampleVariances(kernel, B);
        const unbiased = kernel.devices.map(({ samples }, k) =>
          samples > 1 ? (variances[k]! * samples) / (samples - 1) : 0,
        );
        const noise = estimateGradientNoise(
          several.map((device) => sampleGradients(kernel, device, B).map(flat)),
        );
        expect(Math.abs(noise.value - Math.max(...unbiased))).toBeLessThanOrEqual(1e-9 * (1 + noise.value));
      }),
      RUNS,
    );
  });

  it('finds a mu that is never below the exact one when F* is exact', () => {
    fc.assert(
      fc.property(kernels, fc.nat(), (kernel, seed) => {
        const constants = exactConstants(kernel);
        const points = walk(kernel, seed, 5).map((B) => ({
          loss: gapToOptimum(kernel, constants, B),
          gradient2: gradientNorm2(kernel, B),
        }));
        const found = estimatePlConstant(points, 0);
        expect(found.value).toBeGreaterThanOrEqual(constants.mu * (1 - 1e-6));
        expect(found.value).toBeLessThanOrEqual(constants.L * (1 + 1e-6));
      }),
      RUNS,
    );
  });
});

describe('pairs of mini-batches', () => {
  it('give delta^2, sigma^2 and ||grad F||^2 without sampling bias: right on average over all pairs', () => {
    fc.assert(
      fc.property(kernels, fc.nat(), (kernel, seed) => {
        const B = walk(kernel, seed, 1)[0]!;
        const [device, ...others] = kernel.devices.map((own) => ({
          share: own.share,
          samples: sampleGradients(kernel, own, B).map(flat),
        }));
        const exact = deviceGradients(kernel, B).map(flat);
        const fixed = others.map(({ share }, i) => {
          const own = exact[i + 1]!;
          return { share, batchSize: 1, first: own, second: own };
        });
        let [delta2, gradient2, noise, pairs] = [0, 0, 0, 0];
        for (const first of device!.samples) {
          for (const second of device!.samples) {
            const found = pairedEstimates([{ share: device!.share, batchSize: 1, first, second }, ...fixed]);
            delta2 += found.delta2;
            gradient2 += found.gradient2;
            noise += found.variances[0]!;
            pairs += 1;
          }
        }
        const size = dissimilarity(kernel, B).deltaMax2 + gradientNorm2(kernel, B);
        const near = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * (1 + size));
        near(delta2 / pairs, dissimilarity(kernel, B).delta2);
        near(gradient2 / pairs, gradientNorm2(kernel, B));
        near(noise / pairs, sampleVariances(kernel, B)[0]!);
      }),
      RUNS,
    );
  });
});

describe('an estimate', () => {
  it('carries its sample size, spread and range', () => {
    const found = estimateFrom([1, 2, 3, 6], 'mean', 'by hand');
    expect(found).toMatchObject({ value: 3, sampleSize: 4, range: [1, 6], method: 'by hand' });
    expect(found.spread).toBeCloseTo(Math.sqrt(14 / 3), 12);
    expect(estimateFrom([5], 'largest', 'one').spread).toBe(0);
  });

  it('refuses to be made from nothing, or from numbers that are not', () => {
    expect(() => estimateFrom([], 'mean', 'nothing')).toThrow(InputError);
    expect(() => estimateFrom([1, Number.NaN], 'mean', 'nan')).toThrow(InputError);
    expect(() => estimatePlConstant([{ loss: 1, gradient2: 1 }], 2)).toThrow(InputError);
    expect(() => estimateSmoothness([{ theta: [1], gradient: [1] }])).toThrow(InputError);
    expect(() => estimateGradientNoise([[[1, 2]]])).toThrow(InputError);
    const mixed = [{ shares: [0.5, 0.5], gradients: [[1], [1, 2]] }];
    expect(() => estimateHeterogeneity(mixed)).toThrow(InputError);
  });
});
