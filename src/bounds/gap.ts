/**
 * Theorem 2, gap to the optimum over a horizon.
 *
 * Statement. Assume (A1) to (A4) and 0 < eta <= 1/L; rho = 1 - eta mu. Over rounds with somebody scheduled,
 *
 *   E F(theta_T) - F* <= rho^T (F(theta_0) - F*)
 *     + sum_t rho^(T-1-t) [ (eta/2) delta^2 psi(x_t) + (L eta^2/2) sigma^2 nu(S_t) ].
 *
 * A round with nobody scheduled keeps the model: factor 1 and no term, so in general the exponent of round t is
 * the number of later rounds in which somebody took part.
 *
 * Proof. Subtract F* in Theorem 1 and use (A2), -(eta/2)||grad F||^2 <= -eta mu (F - F*):
 *   E[F(theta_{t+1}) - F* | theta_t, S_t] <= rho (F(theta_t) - F*) + (eta/2) delta^2 psi + (L eta^2/2) sigma^2 nu.
 * Take expectations and unroll.  QED
 *
 * delta_t^2, sigma_t^2 measured at theta_t may stand for the uniform constants (their expectations, if theta_t is
 * random): the recursion uses no other property of them. S_t may depend on the channels and on the past; then the
 * bound holds in expectation over them, provided the mini-batch noise of round t is independent of S_t.
 *
 * Equality for every T: g_t = 0 (the scheduled devices sit at their own optimum) with theta_t in the direction of
 * curvature mu; the gap then stays, and both sides are equal for every eta <= 1/L.
 */
import { contraction, type SmoothPlConstants } from './assumptions.js';
import { requireCount, requireNonNegative } from './checks.js';
import { type BoundRound, roundTerms } from './one-round-descent.js';
import { type Participant, participationOf, psiSlope } from './participation.js';

/** Theorem 1's round, with (A2) among the assumptions. An empty round is allowed. */
export interface GapRound extends BoundRound {
  readonly constants: SmoothPlConstants;
}

/** What changes from round to round in a horizon with fixed constants and step size. */
export type ScheduledRound = Pick<BoundRound, 'participants' | 'delta2' | 'sigma2'>;

/** What stays the same over a horizon. */
export interface Horizon {
  readonly constants: SmoothPlConstants;
  /** Step size of every round, in (0, 1/L]. */
  readonly eta: number;
}

/**
 * One round of the recursion: from a bound on E F(theta_t) - F* to one on E F(theta_{t+1}) - F*.
 * @param bound >= 0
 */
export function gapBoundStep(bound: number, round: GapRound): number {
  requireNonNegative('bound', bound);
  const rho = contraction(round.constants, round.eta);
  if (round.participants.length === 0) return bound;
  const { participation, noise } = roundTerms(round);
  return rho * bound + participation + noise;
}

/**
 * The bound before the first round and after each round.
 * @param initialGap F(theta_0) - F* >= 0
 * @returns T + 1 numbers
 */
export function gapBound(
  initialGap: number,
  rounds: readonly ScheduledRound[],
  { constants, eta }: Horizon,
): number[] {
  const bounds = [requireNonNegative('initialGap', initialGap)];
  for (const round of rounds) bounds.push(gapBoundStep(bounds.at(-1)!, { ...round, constants, eta }));
  return bounds;
}

/**
 * The limit of the bound under one schedule for ever: (terms of a round)/(eta mu). The gap that participation and
 * mini-batches cost however long one trains.
 */
export function gapFloor(round: GapRound): number {
  const { participation, noise } = roundTerms(round);
  return (participation + noise) / (1 - contraction(round.constants, round.eta));
}

/**
 * The participation below which taking part makes the bound worse than leaving the round empty (mini-batch noise aside):
 * rho Delta + (eta/2) delta^2 psi(x) = Delta at psi(x) = 2 mu Delta / delta^2. This is the natural cap of the
 * inverse penalty.
 * @param bound Delta, the current bound on the gap, >= 0
 * @returns psi at break-even; Infinity when the devices agree (delta2 = 0)
 */
export function breakEvenPsi(bound: number, { mu, delta2 }: SmoothPlConstants): number {
  requireNonNegative('bound', bound);
  return delta2 === 0 ? Number.POSITIVE_INFINITY : (2 * mu * bound) / delta2;
}

/** Derivatives of the final bound by what each round did. Arrays have one entry a round. */
export interface GapSensitivity {
  /** d bound_T / d initialGap = rho^(number of rounds with somebody). */
  readonly initialGap: number;
  /** The round's weight: what a unit added to its terms adds to the final bound; 0 for an empty round. */
  readonly weight: readonly number[];
  /** d bound_T / d x_t with nu held fixed, <= 0. */
  readonly participation: readonly number[];
}

/** Sensitivity of the bound after the last round. */
export function gapSensitivity(
  rounds: readonly ScheduledRound[],
  { constants, eta }: Horizon,
): GapSensitivity {
  const rho = contraction(constants, eta);
  const weight = new Array<number>(rounds.length).fill(0);
  const participationSlope = new Array<number>(rounds.length).fill(0);
  let factor = 1;
  for (let t = rounds.length - 1; t >= 0; t--) {
    const { participants, delta2 = constants.delta2 } = rounds[t]!;
    if (participants.length === 0) continue;
    weight[t] = factor;
    participationSlope[t] = factor * (eta / 2) * delta2 * psiSlope(participationOf(participants));
    factor *= rho;
  }
  return { initialGap: factor, weight, participation: participationSlope };
}

/**
 * What one more device in round t changes in the final bound (negative: it helps).
 * @param t index of the round, 0-based
 */
export function gapOfOneMore(
  initialGap: number,
  rounds: readonly ScheduledRound[],
  horizon: Horizon,
  t: number,
  joining: Participant,
): number {
  requireCount('t', t, 0);
  const changed = rounds.map((round, i) =>
    i === t ? { ...round, participants: [...round.participants, joining] } : round,
  );
  return gapBound(initialGap, changed, horizon).at(-1)! - gapBound(initialGap, rounds, horizon).at(-1)!;
}
