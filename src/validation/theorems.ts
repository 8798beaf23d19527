/** Measured quantity and bound, round by round, for one run on the convex kernel. */
import { Matrix } from 'ml-matrix';
import * as bounds from '../bounds/index.js';
import {
  type ConvexKernel,
  type ExpectedContribution,
  type ExpectedState,
  exactConstants,
  expectedPath,
  loss,
  type Sampling,
} from '../training/convex/index.js';

/** The theorems under judgement: the package's own, or deliberately broken ones in a test. */
export type Theorems = typeof bounds;

/** A run whose expectations are computed exactly. */
export interface ConvexRun {
  readonly kernel: ConvexKernel;
  /** theta_0 as B. */
  readonly start: Matrix;
  readonly schedule: readonly (readonly ExpectedContribution[])[];
  /** Step size as a fraction of 1/L, in (0, 1]. */
  readonly stepFraction: number;
  readonly sampling?: Sampling;
}

/** A theorem's claim on a run: measured <= bound. */
export interface Claim {
  readonly measured: number;
  readonly bound: number;
  /** Size of the numbers that both were computed from, for judging rounding. */
  readonly scale: number;
}

export interface RunClaims {
  /** E||g - grad F||^2 against Lemma 1, each round with somebody. */
  readonly participationError: readonly Claim[];
  /** E F(theta+) - F* against Theorem 1 with the true participation error. */
  readonly oneRoundGivenError: readonly Claim[];
  /** E F(theta+) - F* against Theorem 1 from the schedule alone. */
  readonly oneRound: readonly Claim[];
  /** E F(theta_t) - F* against Theorem 2, T + 1 entries. */
  readonly gap: readonly Claim[];
  /** Mean E||grad F||^2 against Theorem 3; absent when every round is empty. */
  readonly stationarity?: Claim;
}

/** One round of a run as the theorems read it, with delta_t^2 and sigma_t^2 measured at theta_t. */
function roundOf(run: ConvexRun, t: number, state: ExpectedState): bounds.ScheduledRound {
  const participants = run.schedule[t]!.map(({ device, batchSize }) => ({
    share: run.kernel.devices[device]!.share,
    batchSize,
  }));
  return { participants, delta2: state.delta2, sigma2: state.sigma2 };
}

/** What each theorem claims of a run, beside what is true. */
export function judge(run: ConvexRun, theorems: Theorems = bounds): RunClaims {
  const { L, mu } = exactConstants(run.kernel);
  const constants = theorems.smoothPlConstants({ L, mu, delta2: 0, sigma2: 0 });
  const eta = run.stepFraction / L;
  const path = expectedPath(run.kernel, run.start, run.schedule, eta, run.sampling);
  const rounds = run.schedule.map((_, t) => roundOf(run, t, path[t]!));
  const start = path[0]!.gap;
  // Rounding of the optimum itself is on the scale of the loss, even where the gap is far below it.
  const size = start + loss(run.kernel, Matrix.zeros(run.start.rows, run.start.columns));
  const gapBounds = theorems.gapBound(start, rounds, { constants, eta });
  const claims = {
    participationError: [] as Claim[],
    oneRoundGivenError: [] as Claim[],
    oneRound: [] as Claim[],
    gap: path.map(({ gap }, t) => ({ measured: gap, bound: gapBounds[t]!, scale: gapBounds[t]! + size })),
  };
  rounds.forEach((round, t) => {
    if (round.participants.length === 0) return;
    const { gap, gradient2, delta2, error2 } = path[t]!;
    const measured = path[t + 1]!.gap;
    const here = { ...round, constants, eta };
    const given = theorems.oneRoundDescentGivenError(gap, gradient2, error2, here);
    const alone = theorems.oneRoundDescent(gap, gradient2, here);
    const lemma = theorems.participationError({ delta2 }, theorems.participationOf(round.participants));
    claims.oneRoundGivenError.push({ measured, bound: given, scale: size + given + eta * gradient2 });
    claims.oneRound.push({ measured, bound: alone, scale: size + alone + eta * gradient2 });
    claims.participationError.push({ measured: error2, bound: lemma, scale: lemma + gradient2 + L * size });
  });
  const active = path.filter((_, t) => (run.schedule[t]?.length ?? 0) > 0);
  if (active.length === 0) return claims;
  const measured = active.reduce((sum, { gradient2 }) => sum + gradient2, 0) / active.length;
  const bound = theorems.stationarityBound(start, rounds, { constants, eta });
  return { ...claims, stationarity: { measured, bound, scale: measured + bound + L * size } };
}
