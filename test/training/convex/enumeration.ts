/** Plain reference: expectations by walking every mini-batch of every device in every round. */
import type { Matrix } from 'ml-matrix';
import type {
  ConvexKernel,
  ExactConstants,
  ExpectedContribution,
  Sampling,
} from '../../../src/training/convex/index.js';
import { gapToOptimum } from './exact-at.js';
import { type Contribution, federatedRound } from './rounds.js';

/** All ordered draws of m of n (with replacement) or all m-subsets (without). */
function batches(n: number, m: number, sampling: Sampling, from = 0): number[][] {
  if (m === 0) return [[]];
  const result: number[][] = [];
  for (let i = from; i < n; i++) {
    const next = sampling === 'with-replacement' ? 0 : i + 1;
    for (const rest of batches(n, m - 1, sampling, next)) result.push([i, ...rest]);
  }
  return result;
}

function combinations(
  kernel: ConvexKernel,
  round: readonly ExpectedContribution[],
  sampling: Sampling,
): Contribution[][] {
  return round.reduce<Contribution[][]>(
    (partial, { device, batchSize }) =>
      partial.flatMap((chosen) =>
        batchSize === Number.POSITIVE_INFINITY
          ? [[...chosen, { device }]]
          : batches(kernel.devices[device]!.samples, batchSize, sampling).map((batch) => [
              ...chosen,
              { device, batch },
            ]),
      ),
    [[]],
  );
}

/** E F(theta_T) - F* over every sequence of mini-batches. */
export function enumeratedGap(
  kernel: ConvexKernel,
  constants: ExactConstants,
  B: Matrix,
  schedule: readonly (readonly ExpectedContribution[])[],
  eta: number,
  sampling: Sampling,
): number {
  const [round, ...later] = schedule;
  if (round === undefined) return gapToOptimum(kernel, constants, B);
  const outcomes = combinations(kernel, round, sampling);
  let sum = 0;
  for (const outcome of outcomes) {
    const next = federatedRound(kernel, B, outcome, eta);
    sum += enumeratedGap(kernel, constants, next, later, eta, sampling);
  }
  return sum / outcomes.length;
}
