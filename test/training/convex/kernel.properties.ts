import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { randomStream } from '../../../src/core/random.js';
import {
  type ConvexKernel,
  convexKernel,
  deviceGradients,
  dissimilarity,
  exactConstants,
  expectedPath,
  gradient,
  loss,
  normalMatrix,
  scheduleError2,
  squaredNorm,
} from '../../../src/training/convex/index.js';
import { enumeratedGap } from './enumeration.js';
import { gapToOptimum, gradientNorm2, sampleGradients, sampleVariances } from './exact-at.js';
import { kernels } from './shapes.js';

const seeds = fc.nat();

function parametersOf(kernel: ConvexKernel, seed: number): Matrix {
  return normalMatrix(randomStream(seed, 'B'), kernel.G.rows, kernel.C.rows, 2);
}

function expectClose(actual: number, expected: number, scale: number, tolerance = 1e-9): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(scale)));
}

describe('convex kernel', () => {
  it('is the split model it says it is: head (W0 + (alpha/r) B A) h', () => {
    const stream = randomStream(3, 'model');
    const frozen = {
      W0: normalMatrix(stream, 3, 4),
      A: normalMatrix(stream, 2, 4),
      head: normalMatrix(stream, 2, 3),
      alpha: 5,
      ridge: 0.3,
    };
    const data = [3, 2].map((n) => ({
      inputs: normalMatrix(stream, n, 4),
      targets: normalMatrix(stream, n, 2),
    }));
    const B = normalMatrix(stream, 3, 2);
    const W = Matrix.add(frozen.W0, Matrix.mul(B.mmul(frozen.A), frozen.alpha / 2));
    let expected = (frozen.ridge / 2) * squaredNorm(B);
    for (const { inputs, targets } of data) {
      const output = inputs.mmul(W.transpose()).mmul(frozen.head.transpose());
      expected += squaredNorm(output.sub(targets)) / 2 / 5;
    }
    expect(loss(convexKernel(frozen, data), B)).toBeCloseTo(expected, 10);
  });

  it('has the gradient of its loss, and devices and samples average to it', () => {
    fc.assert(
      fc.property(kernels, seeds, (kernel, seed) => {
        const B = parametersOf(kernel, seed);
        const direction = parametersOf(kernel, seed + 1);
        const full = gradient(kernel, B);
        const forward = loss(kernel, Matrix.add(B, Matrix.mul(direction, 1e-4)));
        const backward = loss(kernel, Matrix.sub(B, Matrix.mul(direction, 1e-4)));
        const slope = Matrix.mul(full, direction).sum(); // a quadratic: the central difference is exact
        expectClose((forward - backward) / 2e-4, slope, forward, 1e-8);

        const mean = Matrix.zeros(B.rows, B.columns);
        deviceGradients(kernel, B).forEach((own, k) => {
          const device = kernel.devices[k]!;
          const samples = sampleGradients(kernel, device, B);
          const average = samples.reduce((sum, one) => sum.add(one), Matrix.zeros(B.rows, B.columns));
          expectClose(squaredNorm(average.div(device.samples).sub(own)), 0, squaredNorm(own));
          mean.add(own.mul(device.share));
        });
        expectClose(squaredNorm(mean.sub(full)), 0, squaredNorm(full));
      }),
      { numRuns: 200 },
    );
  });

  it('has L, mu, F* of its Hessian, and obeys Polyak-Lojasiewicz with that mu', () => {
    fc.assert(
      fc.property(kernels, seeds, (kernel, seed) => {
        const constants = exactConstants(kernel);
        const p = kernel.G.rows * kernel.C.rows;
        const hessian = kernel.C.kroneckerProduct(kernel.G).add(Matrix.eye(p).mul(kernel.ridge));
        const spectrum = new EigenvalueDecomposition(hessian, { assumeSymmetric: true }).realEigenvalues;
        expectClose(constants.L, Math.max(...spectrum), constants.L);
        const least = Math.min(...spectrum.filter((value) => value > 1e-10 * constants.L));
        expectClose(constants.mu, least, constants.L);
        expectClose(gradientNorm2(kernel, constants.minimiser), 0, loss(kernel, constants.minimiser));

        const B = parametersOf(kernel, seed);
        const gap = gapToOptimum(kernel, constants, B);
        expectClose(gap, loss(kernel, B) - constants.minimum, loss(kernel, B));
        const gradient2 = gradientNorm2(kernel, B);
        expect(gradient2).toBeGreaterThanOrEqual(2 * constants.mu * gap * (1 - 1e-9) - 1e-9);
        expect(gradient2).toBeLessThanOrEqual(2 * constants.L * gap * (1 + 1e-9) + 1e-9);
      }),
      { numRuns: 200 },
    );
  });

  it('refuses shapes that do not fit, and a loss without curvature', () => {
    const frozen = {
      W0: Matrix.zeros(2, 3),
      A: Matrix.zeros(1, 3),
      head: Matrix.zeros(2, 2),
      alpha: 1,
      ridge: 0,
    };
    const data = [{ inputs: Matrix.zeros(2, 3), targets: Matrix.zeros(2, 2) }];
    expect(() => convexKernel({ ...frozen, A: Matrix.zeros(1, 2) }, data)).toThrow(InputError);
    expect(() => convexKernel(frozen, [])).toThrow(InputError);
    expect(() => convexKernel({ ...frozen, ridge: -1 }, data)).toThrow(InputError);
    expect(() => exactConstants(convexKernel(frozen, data))).toThrow(InputError);
  });
});

describe('expected path', () => {
  it('starts at the exact dissimilarity, variance and participation error', () => {
    fc.assert(
      fc.property(kernels, seeds, (kernel, seed) => {
        const B = parametersOf(kernel, seed);
        const [state] = expectedPath(kernel, B, [[{ device: 0, batchSize: 1 }]], 0.1);
        const scale = state!.gradient2 + state!.delta2 + state!.sigma2;
        expectClose(state!.gradient2, gradientNorm2(kernel, B), scale);
        expectClose(state!.delta2, dissimilarity(kernel, B).delta2, scale);
        expectClose(state!.sigma2, Math.max(...sampleVariances(kernel, B)), scale);
        expectClose(state!.error2, scheduleError2(kernel, B, [0]), scale);
      }),
      { numRuns: 200 },
    );
  });

  it('equals the enumeration of every mini-batch', () => {
    const sampling = fc.constantFrom('with-replacement' as const, 'without-replacement' as const);
    fc.assert(
      fc.property(kernels, seeds, sampling, fc.boolean(), (kernel, seed, how, bothExact) => {
        const constants = exactConstants(kernel);
        const eta = 0.7 / constants.L;
        const start = parametersOf(kernel, seed);
        const twoOfFirst = Math.min(2, kernel.devices[0]!.samples);
        const schedule = [
          [{ device: 0, batchSize: twoOfFirst }],
          [],
          [
            { device: 0, batchSize: 1 },
            { device: 1, batchSize: bothExact ? Number.POSITIVE_INFINITY : 1 },
          ],
        ];
        const path = expectedPath(kernel, start, schedule, eta, how);
        const expected = enumeratedGap(kernel, constants, start, schedule, eta, how);
        expectClose(path[3]!.gap, expected, path[0]!.gap);
      }),
      { numRuns: 150 },
    );
  });
});
