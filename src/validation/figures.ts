/**
 * The validation figures' data: bound against exact expectation on the convex kernel, the tightness table, ours
 * against the classical bound, and how well the bound orders schedules. Deterministic in the seed.
 */
import type { Matrix } from 'ml-matrix';
import { type RandomStream, randomStream } from '../core/random.js';
import {
  type ConvexKernel,
  type ExpectedContribution,
  exactConstants,
  normalMatrix,
  syntheticKernel,
} from '../training/convex/index.js';
import { type ClassicalRow, classicalTable } from './classical.js';
import { type RankAgreement, rankAgreement } from './rank-correlation.js';
import { judge } from './theorems.js';
import { tightnessTable } from './tightness.js';
import type { TightnessRow } from './tightness-row.js';

export interface ValidationOptions {
  readonly seed: number;
  /** T of the curves. Default 60. */
  readonly rounds?: number;
  /** Kernels of the rank correlation. Default 20. */
  readonly kernels?: number;
}

/** Theorem 2 beside the truth under one schedule. */
export interface GapCurve {
  readonly schedule: string;
  /** E F(theta_t) - F*, exact, T + 1 values. */
  readonly measured: readonly number[];
  /** Theorem 2's bound with delta_t^2 and sigma_t^2 of the run. */
  readonly bound: readonly number[];
  /** Theorem 3: mean squared gradient and its bound. */
  readonly stationarity: { readonly measured: number; readonly bound: number };
  /** Lemma 1: mean over the rounds of the squared participation error, and of its bound. */
  readonly participationError: { readonly measured: number; readonly bound: number };
}

export interface ValidationFigures {
  readonly constants: { readonly L: number; readonly mu: number; readonly stepSize: number };
  readonly curves: readonly GapCurve[];
  readonly tightness: readonly TightnessRow[];
  readonly classical: readonly ClassicalRow[];
  /** Order of schedules by the bound against their order by the exact expectation, by ridge. */
  readonly ranks: readonly { readonly ridge: number; readonly agreement: RankAgreement }[];
}

const DEVICES = 10;
const STEP_FRACTION = 0.5;
/** Ridges of the rank correlation: median L/mu of 4, and of 15, where 60 rounds do not forget the start. */
const RIDGES = [1, 0.1] as const;
type Schedule = readonly (readonly ExpectedContribution[])[];

function exampleKernel(stream: RandomStream, ridge: number): ConvexKernel {
  return syntheticKernel(
    {
      samples: new Array<number>(DEVICES).fill(8),
      inputWidth: 6,
      rank: 2,
      outputWidth: 2,
      classes: 2,
      ridge,
      inputScale: 1,
      disagreement: 0.5,
    },
    stream,
  );
}

function uniformSchedule(rounds: number, n: number, batchSize: number, stream: RandomStream): Schedule {
  const everybody = Array.from({ length: DEVICES }, (_, k) => k);
  return Array.from({ length: rounds }, () =>
    stream
      .shuffled(everybody)
      .slice(0, n)
      .map((device) => ({ device, batchSize })),
  );
}

/** The same number of devices over the horizon, most of them early or most of them late. */
function unevenSchedule(rounds: number, late: boolean, stream: RandomStream): Schedule {
  const [few, many] = [2, 8].map((n) => uniformSchedule(rounds / 2, n, 4, stream));
  return late ? [...few!, ...many!] : [...many!, ...few!];
}

function schedules(rounds: number, stream: RandomStream): Readonly<Record<string, Schedule>> {
  const fixed = uniformSchedule(1, 3, 4, stream)[0]!;
  return {
    'everybody, exact gradients': uniformSchedule(rounds, DEVICES, Number.POSITIVE_INFINITY, stream),
    'everybody, mini-batches of 4': uniformSchedule(rounds, DEVICES, 4, stream),
    'random 5 of 10': uniformSchedule(rounds, 5, 4, stream),
    'random 2 of 10': uniformSchedule(rounds, 2, 4, stream),
    'the same 3 of 10': Array.from({ length: rounds }, () => fixed),
    'many early, few late': unevenSchedule(rounds, false, stream),
    'few early, many late': unevenSchedule(rounds, true, stream),
    'nobody in every other round': uniformSchedule(rounds, 5, 4, stream).map((round, t) =>
      t % 2 === 0 ? round : [],
    ),
  };
}

function curve(kernel: ConvexKernel, start: Matrix, name: string, schedule: Schedule): GapCurve {
  const claims = judge({ kernel, start, schedule, stepFraction: STEP_FRACTION });
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const { measured, bound } = claims.stationarity!;
  return {
    schedule: name,
    measured: claims.gap.map((claim) => claim.measured),
    bound: claims.gap.map((claim) => claim.bound),
    stationarity: { measured, bound },
    participationError: {
      measured: mean(claims.participationError.map((claim) => claim.measured)),
      bound: mean(claims.participationError.map((claim) => claim.bound)),
    },
  };
}

function curvesOf(kernel: ConvexKernel, rounds: number, stream: RandomStream): GapCurve[] {
  const start = normalMatrix(stream, kernel.G.rows, kernel.C.rows, 1);
  return Object.entries(schedules(rounds, stream)).map(([name, plan]) => curve(kernel, start, name, plan));
}

/** How well the final bound orders the schedules on kernels of one ridge, one kernel a seed of the interval. */
function agreementAt(
  ridge: number,
  { seed, kernels = 20 }: ValidationOptions,
  rounds: number,
): RankAgreement {
  const outcomes = Array.from({ length: kernels }, (_, i) => {
    const kernel = exampleKernel(randomStream(seed, 'rank-kernel', i), ridge);
    const curves = curvesOf(kernel, rounds, randomStream(seed, 'rank-schedules', i));
    return {
      predicted: curves.map(({ bound }) => bound.at(-1)!),
      measured: curves.map(({ measured }) => measured.at(-1)!),
    };
  });
  return rankAgreement(outcomes);
}

/** Everything the validation figures show. */
export function validationFigures(options: ValidationOptions): ValidationFigures {
  const { seed, rounds = 60 } = options;
  const even = rounds + (rounds % 2); // the uneven schedules split the horizon in halves
  const kernel = exampleKernel(randomStream(seed, 'validation-kernel'), RIDGES[0]);
  const { L, mu } = exactConstants(kernel);
  return {
    constants: { L, mu, stepSize: STEP_FRACTION / L },
    curves: curvesOf(kernel, even, randomStream(seed, 'validation-schedules')),
    tightness: tightnessTable(),
    classical: classicalTable([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
    ranks: RIDGES.map((ridge) => ({ ridge, agreement: agreementAt(ridge, options, even) })),
  };
}
