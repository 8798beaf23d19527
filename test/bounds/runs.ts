/** Arbitrary runs on the convex kernel: general ones, and ones close to the theorems' equality cases. */
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { randomStream } from '../../src/core/random.js';
import {
  type ConvexKernel,
  type ExpectedContribution,
  normalMatrix,
} from '../../src/training/convex/index.js';
import { bowls, pair, still } from '../../src/validation/bowls.js';
import type { ConvexRun } from '../../src/validation/theorems.js';
import { kernels } from '../training/convex/shapes.js';

const EXACT = Number.POSITIVE_INFINITY;

/** Step sizes up to the limit, which is drawn often. */
const stepFraction = fc.oneof(fc.constant(1), fc.double({ min: 0.01, max: 1, noNaN: true }));

/** Who takes part in one round of K devices: any subset, with a mini-batch of 1, of 2 (if there are) or exact. */
function roundOf(kernel: ConvexKernel): fc.Arbitrary<ExpectedContribution[]> {
  const size = fc.constantFrom(1, 2, EXACT);
  const slots = kernel.devices.map(({ samples }, device) =>
    fc.option(size).map((m): ExpectedContribution[] => {
      if (m === null) return [];
      return [{ device, batchSize: m === EXACT ? m : Math.min(m, samples) }];
    }),
  );
  return fc.tuple(...slots).map((chosen) => chosen.flat());
}

const generalRuns: fc.Arbitrary<ConvexRun> = fc
  .tuple(kernels, fc.nat(), fc.constantFrom(0.1, 1, 10))
  .chain(([kernel, seed, distance]) =>
    fc.record({
      kernel: fc.constant(kernel),
      start: fc.constant(normalMatrix(randomStream(seed, 'start'), kernel.G.rows, kernel.C.rows, distance)),
      schedule: fc.array(roundOf(kernel), { minLength: 1, maxLength: 6 }),
      stepFraction,
      sampling: fc.constantFrom('with-replacement' as const, 'without-replacement' as const),
    }),
  );

/** Two opposite clusters in equal bowls of curvature L; the schedule keeps to one cluster a round, or to both. */
const clusterRuns: fc.Arbitrary<ConvexRun> = fc
  .record({
    L: fc.constantFrom(0.1, 1, 8),
    half: fc.integer({ min: 1, max: 3 }),
    distance: fc.constantFrom(0.5, 2),
    spread: fc.constantFrom(0, 1),
    from: fc.constantFrom(0, 1, 4),
    batchSize: fc.constantFrom(1, 2, EXACT),
    who: fc.array(fc.constantFrom([0], [1], [0, 1], []), { minLength: 1, maxLength: 6 }),
    stepFraction,
  })
  .map(({ L, half, distance, spread, from, batchSize, who, stepFraction }) => {
    const many = (sign: number) =>
      Array.from({ length: half }, () => pair([sign * distance, 0], 1, spread)).flat();
    return {
      kernel: bowls([L, L], [many(1), pair([-distance, 0], 1, spread)]),
      start: Matrix.columnVector([from, 0]),
      schedule: who.map((devices) => devices.map((device) => ({ device, batchSize }))),
      stepFraction,
    };
  });

/** The scheduled device starts at its own optimum, the gradient lies along curvature mu <= L. */
const restingRuns: fc.Arbitrary<ConvexRun> = fc
  .record({
    L: fc.constantFrom(0.5, 4),
    ratio: fc.constantFrom(1, 0.5, 0.1),
    other: fc.integer({ min: 1, max: 4 }),
    spread: fc.constantFrom(0, 0.5),
    who: fc.array(fc.constantFrom([0], [0], []), { minLength: 1, maxLength: 6 }),
    stepFraction,
  })
  .map(({ L, ratio, other, spread, who, stepFraction }) => ({
    kernel: bowls(
      [L, L * ratio],
      [pair([0, 1], 0, spread), spread > 0 ? pair([0, -1], 0, spread) : still(other, [0, -1])],
    ),
    start: Matrix.columnVector([0, 1]),
    schedule: who.map((devices) => devices.map((device) => ({ device, batchSize: 2 }))),
    stepFraction,
  }));

export const runs: fc.Arbitrary<ConvexRun> = fc.oneof(
  { weight: 3, arbitrary: generalRuns },
  { weight: 1, arbitrary: clusterRuns },
  { weight: 1, arbitrary: restingRuns },
);
