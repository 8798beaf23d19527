/**
 * Instances on which each theorem holds with equality. A bound that is needlessly loose is off on one of them, as a
 * wrong one is on the random runs.
 */
import { Matrix } from 'ml-matrix';
import * as bounds from '../bounds/index.js';
import { type ConvexKernel, dissimilarity, scheduleError2 } from '../training/convex/index.js';
import { bowls, pair, still } from './bowls.js';
import { judge, type Theorems } from './theorems.js';
import { onlineRows } from './tight-queues.js';
import { row, type TightnessRow } from './tightness-row.js';

const EXACT = Number.POSITIVE_INFINITY;

/** The scheduled device holds a fraction x of 8 samples at one point, the other the rest at the opposite one. */
function twoClusters(eighths: number, L = 1): ConvexKernel {
  const x = eighths / 8;
  return bowls([L], [still(eighths, [1 - x]), still(8 - eighths, [-x])]);
}

function lemmaRows(theorems: Theorems): TightnessRow[] {
  return [2, 4, 6].flatMap((eighths) => {
    const kernel = twoClusters(eighths);
    const origin = Matrix.zeros(1, 1);
    const participation = eighths / 8;
    const { delta2, deltaMax2 } = dissimilarity(kernel, origin);
    const measured = scheduleError2(kernel, origin, [0]);
    const instance = `two opposite clusters, x = ${participation}`;
    return [
      row('Lemma 1', instance, { measured, bound: theorems.participationError({ delta2 }, participation) }),
      row('Lemma 1, every device bounded', instance, {
        measured,
        bound: theorems.boundedParticipationError({ deltaMax2 }, participation),
      }),
    ];
  });
}

/** All n-subsets of 0..K-1. */
export function subsets(K: number, n: number, from = 0): number[][] {
  if (n === 0) return [[]];
  const result: number[][] = [];
  for (let k = from; k <= K - n; k++) {
    for (const rest of subsets(K, n - 1, k + 1)) result.push([k, ...rest]);
  }
  return result;
}

function uniformRow(theorems: Theorems): TightnessRow {
  const centres = [3, -1, 4, 1, -5].map((value) => still(1, [value]));
  const kernel = bowls([2], centres);
  const origin = Matrix.zeros(1, 1);
  const draws = subsets(centres.length, 2);
  const measured = draws.reduce((sum, S) => sum + scheduleError2(kernel, origin, S), 0) / draws.length;
  const bound = theorems.uniformSamplingError(dissimilarity(kernel, origin), centres.length, 2);
  return row('Lemma 1, n of K drawn uniformly', '2 of 5 devices, every draw enumerated', { measured, bound });
}

/** eta = 1/L, F = (L/2)||theta||^2, two clusters, mini-batches of one with equal variance everywhere. */
function isotropicRows(theorems: Theorems): TightnessRow[] {
  const L = 3;
  const kernel = bowls([L, L], [pair([0.5, 0], 1, 0.4), pair([-0.5, 0], 1, 0.4)]);
  const schedule = [[{ device: 0, batchSize: 1 }], [], [{ device: 1, batchSize: 1 }]];
  const run = { kernel, start: Matrix.columnVector([2, 1]), schedule, stepFraction: 1 };
  const claims = judge(run, theorems);
  const instance = 'equal curvature, eta = 1/L, clusters, mini-batches of one';
  return [
    row('Theorem 1', instance, claims.oneRound[0]!),
    row('Theorem 1, error known', instance, claims.oneRoundGivenError[0]!),
    row('Theorem 2', `${instance}, an empty round`, claims.gap.at(-1)!),
  ];
}

/** The scheduled device is at its own optimum, in the direction of curvature mu: the gap stays, for any eta. */
function restingRows(theorems: Theorems): TightnessRow[] {
  const kernel = bowls([5, 0.5], [still(1, [0, 1]), still(3, [0, -1])]);
  const start = Matrix.columnVector([0, 1]);
  const rest = [{ device: 0, batchSize: EXACT }];
  const horizon = { kernel, start, schedule: Array.from({ length: 40 }, () => rest), stepFraction: 0.6 };
  const noisy = {
    kernel: bowls([5, 0.5], [pair([0, 1], 0, 0.3), pair([0, -1], 0, 0.3)]),
    start,
    schedule: [[{ device: 0, batchSize: 2 }]],
    stepFraction: 0.6,
  };
  return [
    row(
      'Theorem 2',
      'g = 0 along curvature mu = L/10, eta = 0.6/L, 40 rounds',
      judge(horizon, theorems).gap.at(-1)!,
    ),
    row(
      'Theorem 2',
      'g = 0, eta = 0.6/L, noise along curvature L, 1 round',
      judge(noisy, theorems).gap.at(-1)!,
    ),
  ];
}

/** Theorem 3 throws F(theta_T) - F_inf away: equality when everybody takes part last. */
function stationarityRow(theorems: Theorems): TightnessRow {
  const kernel = bowls([4], [pair([1], 0, 0.2), pair([-1], 0, 0.2)]);
  const noisy = (device: number) => [{ device, batchSize: 1 }];
  const everybody = [0, 1].map((device) => ({ device, batchSize: EXACT }));
  const run = {
    kernel,
    start: Matrix.columnVector([3]),
    schedule: [noisy(0), noisy(1), [], noisy(0), everybody],
    stepFraction: 1,
  };
  return row('Theorem 3', 'eta = 1/L, clusters, everybody last', judge(run, theorems).stationarity!);
}

/** Every theorem on its tight instances. */
export function tightnessTable(theorems: Theorems = bounds): TightnessRow[] {
  return [
    ...lemmaRows(theorems),
    uniformRow(theorems),
    ...isotropicRows(theorems),
    ...restingRows(theorems),
    stationarityRow(theorems),
    ...onlineRows(theorems),
  ];
}
