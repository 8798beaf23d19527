/**
 * What Theorem 2 does and does not say about a given run, in words: a bound that is never checked for being vacuous
 * is decoration.
 */
import { formatAligned, formatShare } from '../core/quantities.js';
import { contraction } from './assumptions.js';
import { requireNonNegative } from './checks.js';
import { gapBound, type Horizon, type ScheduledRound } from './gap.js';
import { roundTerms } from './one-round-descent.js';

/** The final bound, taken apart. */
export interface GapParts {
  /** rho^n (F(theta_0) - F*), what is left of the start. */
  readonly start: number;
  /** What partial participation added. */
  readonly participation: number;
  /** What mini-batches added. */
  readonly noise: number;
}

export interface Interpretation {
  /** The bound before the first round and after each, T + 1 values. */
  readonly bounds: readonly number[];
  readonly parts: GapParts;
  /** Rounds after which the bound is no better than the initial gap: there it says nothing (vacuous). */
  readonly vacuousRounds: readonly number[];
  /** Sentences for a report. */
  readonly words: readonly string[];
}

function takeApart(initialGap: number, rounds: readonly ScheduledRound[], horizon: Horizon): GapParts {
  const rho = contraction(horizon.constants, horizon.eta);
  const parts = { start: initialGap, participation: 0, noise: 0 };
  for (const round of rounds) {
    if (round.participants.length === 0) continue;
    const terms = roundTerms({ ...round, ...horizon });
    parts.start *= rho;
    parts.participation = rho * parts.participation + terms.participation;
    parts.noise = rho * parts.noise + terms.noise;
  }
  return parts;
}

const percent = (part: number, whole: number) => formatShare(part / whole, 0);

/** Whether a bound on the gap says nothing: it allows a model no better than the initial one. */
export const isVacuous = (bound: number, initialGap: number): boolean => !(bound < initialGap);

/**
 * A measured gap after each round, NaN where none was measured. Before the first round the bound is the gap itself:
 * there a difference would be one between two measurements of the same number.
 */
function comparison(bounds: readonly number[], measured: readonly number[]): string[] {
  const pairs = measured
    .map((value, t) => ({ value, bound: bounds[t]!, t }))
    .filter(({ value, t }) => t > 0 && Number.isFinite(value));
  if (pairs.length === 0) return [];
  const broken = pairs.filter(({ value, bound }) => value > bound);
  const last = pairs.at(-1)!;
  const ratio = `After round ${last.t} the bound is ${formatAligned(last.bound / last.value)} times the measured gap.`;
  if (broken.length === 0) return [ratio];
  return [
    ratio,
    `The measured gap passes the bound after ${broken.length} of ${pairs.length} rounds, first after round ` +
      `${broken[0]!.t}: an assumption does not hold there, or an estimated constant is too small.`,
  ];
}

/**
 * Evaluates Theorem 2 and says what it is worth.
 * @param initialGap F(theta_0) - F* > 0
 * @param measured optional measured gap before the first round and after each (NaN where not measured)
 */
export function interpretGap(
  initialGap: number,
  rounds: readonly ScheduledRound[],
  horizon: Horizon,
  measured: readonly number[] = [],
): Interpretation {
  requireNonNegative('initialGap', initialGap);
  const bounds = gapBound(initialGap, rounds, horizon);
  const parts = takeApart(initialGap, rounds, horizon);
  const vacuousRounds = bounds.flatMap((bound, t) => (t > 0 && isVacuous(bound, initialGap) ? [t] : []));
  const final = bounds.at(-1)!;
  const rho = contraction(horizon.constants, horizon.eta);
  const words: string[] = [];
  if (final > 0) {
    words.push(
      `Of the final bound, ${percent(parts.start, final)} is left of the start, ` +
        `${percent(parts.participation, final)} comes from partial participation and ` +
        `${percent(parts.noise, final)} from mini-batches.`,
    );
  }
  if (vacuousRounds.length > 0) {
    const cause =
      parts.participation >= parts.noise ? 'delta^2 psi of partial participation' : 'mini-batch noise';
    words.push(
      `The bound is vacuous (no better than the initial gap) after ${vacuousRounds.length} of ${rounds.length} ` +
        `rounds, mainly because of ${cause}.`,
    );
  }
  if (rho ** rounds.length > 0.5) {
    words.push(
      `The horizon is short for its contraction: rho^T = ${formatAligned(rho ** rounds.length)}, so most of ` +
        'the initial gap is still in the bound whatever is scheduled.',
    );
  }
  return { bounds, parts, vacuousRounds, words: [...words, ...comparison(bounds, measured)] };
}
