/** Arbitrary small kernels: shapes chosen by fast-check, entries by a seeded stream. */
import fc from 'fast-check';
import { randomStream } from '../../../src/core/random.js';
import { type ConvexKernel, syntheticKernel } from '../../../src/training/convex/index.js';

const width = fc.integer({ min: 1, max: 2 });

/** Kernels of 2 to 4 devices with at most 4 parameters: curvature from 0.01 to 100, ridge on and off. */
export const kernels: fc.Arbitrary<ConvexKernel> = fc
  .record({
    seed: fc.nat(),
    samples: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }),
    inputWidth: fc.integer({ min: 1, max: 3 }),
    rank: width,
    outputWidth: width,
    classes: width,
    ridge: fc.constantFrom(0, 0.01, 1),
    inputScale: fc.constantFrom(0.2, 1, 5),
    disagreement: fc.constantFrom(0, 0.5, 3),
  })
  .map(({ seed, ...shape }) => syntheticKernel(shape, randomStream(seed, 'kernel')));
