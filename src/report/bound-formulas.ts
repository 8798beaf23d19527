/** The theorems with the numbers of a run in them: what the page's bound was computed from, line by line. */
import {
  FORMULAS,
  type Formula,
  noiseFactor,
  participationOf,
  symbolic,
  type Values,
} from '../bounds/index.js';
import { formatNumber } from '../core/quantities.js';
import {
  boundConstantsOf,
  type PolicySummary,
  type RoundRecord,
  type RunSummary,
} from '../record/records.js';
import { type PolicyAssessment, roundsOf } from '../validation/index.js';

export interface FormulaLine {
  readonly name: string;
  /** The statement in LaTeX, for a paper. */
  readonly latex: string;
  /** The right side with the run's numbers. */
  readonly numbers: string;
  readonly value: number;
  /** Partial derivatives that a reader may act on: by name. */
  readonly slopes: readonly { readonly by: string; readonly value: number }[];
}

async function line(formula: Formula, values: Values, slopes: readonly string[] = []): Promise<FormulaLine> {
  const form = await symbolic(formula);
  return {
    name: formula.name,
    latex: form.statementLatex,
    numbers: form.withNumbers(values, formatNumber),
    value: form.evaluate(values),
    slopes: slopes.map((by) => ({ by, value: form.derivative(by).evaluate(values) })),
  };
}

/** The last round in which somebody took part, as Theorem 2 reads it: x, nu and the bound before it. */
function lastStep(summary: RunSummary, records: readonly RoundRecord[], { bounds }: PolicyAssessment) {
  const rounds = roundsOf(summary, records);
  const t = rounds.findLastIndex(({ participants }) => participants.length > 0);
  if (t < 0) return undefined;
  const { participants } = rounds[t]!;
  return {
    t,
    x: participationOf(participants),
    nu: noiseFactor(participants),
    gap: bounds[t]!,
    after: bounds[t + 1]!,
  };
}

export interface RunFormulas {
  readonly policy: string;
  /** The round (from 1) whose numbers stand in Lemma 1 and Theorem 2. */
  readonly round: number;
  readonly lines: readonly FormulaLine[];
}

/**
 * Of one policy: Lemma 1 and Theorem 2 at its last round with somebody, the weight of the first round, and the promise
 * that its queue makes.
 * @param records of that policy, in order
 * @returns undefined where nobody ever took part
 */
export async function runFormulas(
  summary: RunSummary,
  records: readonly RoundRecord[],
  assessment: PolicyAssessment,
): Promise<RunFormulas | undefined> {
  const step = lastStep(summary, records, assessment);
  if (!step) return undefined;
  const {
    smoothness: L,
    plConstant: mu,
    heterogeneity: delta2,
    gradientNoise: sigma2,
    stepSize: eta,
    contraction: rho,
  } = boundConstantsOf(summary);
  const { t, x, nu, gap } = step;
  const T = summary.scenario.rounds;
  const { delayPromise, rounds } = summary.policies.find(
    ({ policy }) => policy === assessment.policy,
  ) as PolicySummary;
  const initial = records[0]!.delayQueueS;
  const final = initial + delayPromise.allowedS * rounds;
  const weight = rho < 1 && T > 1 ? [line(FORMULAS.roundWeight, { T, rho, t: 0 })] : [];
  return {
    policy: assessment.policy,
    round: t + 1,
    lines: await Promise.all([
      line(FORMULAS.participationError, { delta2, x }, ['x']),
      line(FORMULAS.gap, { eta, mu, gap, delta2, x, L, sigma2, nu }, ['x', 'nu', 'mu']),
      ...weight,
      line(FORMULAS.constraintViolation, { final, initial, T: rounds }),
    ]),
  };
}
