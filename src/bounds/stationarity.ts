/**
 * Theorem 3, stationarity: no Polyak-Lojasiewicz, no convexity.
 *
 * Statement. Assume (A1), (A3), (A4), 0 < eta <= 1/L and F >= F_inf. Let N be the number of rounds in which
 * somebody took part, and let sums run over those rounds only. Then
 *
 *   (1/N) sum_t E||grad F(theta_t)||^2 <= 2 (F(theta_0) - F_inf)/(eta N) + (1/N) sum_t [ delta^2 psi(x_t) + L eta sigma^2 nu(S_t) ].
 *
 * Proof. Theorem 1, rearranged and multiplied by 2/eta:
 *   E||grad F(theta_t)||^2 <= (2/eta) E[F(theta_t) - F(theta_{t+1})] + delta^2 psi + L eta sigma^2 nu.
 * Sum over the rounds; the first terms telescope (an empty round leaves F), and E F(theta_T) >= F_inf.  QED
 *
 * Equality: F = (L/2)||theta||^2, eta = 1/L, two opposite clusters, and everybody in the last round, so that
 * F(theta_T) = F_inf and nothing is lost in the telescope.
 */
import { AssumptionError } from '../core/errors.js';
import { requireStepSize, type SmoothConstants } from './assumptions.js';
import { requireNonNegative } from './checks.js';
import type { ScheduledRound } from './gap.js';
import { roundTerms } from './one-round-descent.js';

/** What stays the same over the rounds. Theorem 3 needs no mu. */
export interface SmoothHorizon {
  readonly constants: SmoothConstants;
  /** Step size of every round, in (0, 1/L]. */
  readonly eta: number;
}

/**
 * Bound on the mean of E||grad F(theta_t)||^2 over the rounds in which somebody took part.
 * @param initialExcess F(theta_0) - F_inf >= 0 for any lower bound F_inf of F
 * @throws AssumptionError for eta > 1/L, or when every round is empty
 */
export function stationarityBound(
  initialExcess: number,
  rounds: readonly ScheduledRound[],
  { constants, eta }: SmoothHorizon,
): number {
  requireStepSize('Theorem 3 (stationarity)', eta, constants.L);
  requireNonNegative('initialExcess', initialExcess);
  const active = rounds.filter((round) => round.participants.length > 0);
  if (active.length === 0) {
    throw new AssumptionError('Theorem 3 (stationarity)', 'a round with somebody scheduled', rounds.length);
  }
  let terms = 0;
  for (const round of active) {
    const { participation, noise } = roundTerms({ ...round, constants, eta });
    terms += participation + noise;
  }
  return (2 * (initialExcess + terms)) / (eta * active.length);
}

/**
 * The step size in (0, 1/L] that makes the bound least when every active round looks alike:
 * a/eta + b eta with a = 2 excess/N and b = L sigma^2 nu is least at sqrt(a/b).
 * @param activeRounds N >= 1
 * @param nu noiseFactor of a typical round, >= 0
 */
export function bestStationarityStep(
  initialExcess: number,
  activeRounds: number,
  { L, sigma2 }: SmoothConstants,
  nu: number,
): number {
  const slope = L * sigma2 * requireNonNegative('nu', nu);
  if (slope === 0) return 1 / L;
  return Math.min(
    1 / L,
    Math.sqrt((2 * requireNonNegative('initialExcess', initialExcess)) / (activeRounds * slope)),
  );
}

/** Partial derivatives of the bound, with the schedule held fixed. */
export function stationaritySensitivity(
  initialExcess: number,
  rounds: readonly ScheduledRound[],
  { constants, eta }: SmoothHorizon,
) {
  const active = rounds.filter((round) => round.participants.length > 0);
  const bound = stationarityBound(initialExcess, rounds, { constants, eta });
  const noise = active.reduce((sum, round) => sum + roundTerms({ ...round, constants, eta }).noise, 0);
  return {
    initialExcess: 2 / (eta * active.length),
    /** The participation terms do not change with eta, the first falls as 1/eta, the noise grows with eta. */
    eta: (-2 * initialExcess + 2 * noise) / (eta * eta * active.length),
    /** One more unit in a single round's delta^2 psi. */
    roundTerm: 1 / active.length,
    bound,
  };
}
