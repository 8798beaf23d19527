/**
 * T2 on a finished run: the gap with debts, for the last iterate (theory 9.3). The devices' gradients are taken as they were where the run measured its
 * Gram matrix; how they moved since (mismatch) is not in it. Like Theorem 2 it speaks of steps of at most 1/L, at the start's constants.
 */
import { debtGapBounds, debtRoundTerms, lastIterateGap } from '../bounds/index.js';
import { boundConstantsOf, type RoundRecord, type RunSummary } from '../record/records.js';
import { debtsOfRun } from './debts-of-run.js';
import { heldOutAgreement } from './finished-run.js';
import type { RankAgreement } from './rank-correlation.js';

export interface DebtGapAssessment {
  readonly policy: string;
  /** Bound on F - F* of the model that the policy ends with, nat. */
  readonly gap: number;
  /** The bound on the shifted iterate is the sum of what is left of the start, of the debts' bias and of the noise. */
  readonly start: number;
  readonly bias: number;
  readonly noise: number;
  /** From the shifted iterate to the last: what the debts at the end add. */
  readonly lastStep: number;
}

function assessPolicy(
  summary: RunSummary,
  policy: string,
  records: readonly RoundRecord[],
): DebtGapAssessment | undefined {
  const debts = debtsOfRun(summary, records);
  if (debts === undefined) return undefined;
  const { gradientNoise = 0 } = summary.constants!;
  const { smoothness: L, plConstant: mu, initialGap, stepSize: eta } = boundConstantsOf(summary);
  // With lambda = 1 the reach is L for any curvature in [-L, L].
  const setting = { curvature: { most: L, least: -L }, eta, leak: 1 };
  const rounds = debts.noiseFactors.map((nu, t) => ({
    imbalance: Math.sqrt(debts.owed2[t]!),
    mismatch: 0,
    noise: gradientNoise * nu,
  }));
  const rho = Math.max(0, 1 - eta * mu);
  const parts = { start: initialGap, bias: 0, noise: 0 };
  for (const round of rounds) {
    const added = debtRoundTerms(round, setting);
    parts.start *= rho;
    parts.bias = rho * parts.bias + added.bias;
    parts.noise = rho * parts.noise + added.noise;
  }
  const shifted = debtGapBounds(initialGap, rounds, mu, setting).at(-1)!;
  const gap = lastIterateGap(shifted, debts.owed2.at(-1)!, setting);
  return { policy, gap, ...parts, lastStep: gap - shifted };
}

/**
 * One entry a policy, in the order of the summary.
 * @returns undefined where T2 says nothing of the run: steps or weights that are not its own, or a run of an earlier version
 */
export function assessDebtGap(
  summary: RunSummary,
  records: readonly RoundRecord[],
): readonly DebtGapAssessment[] | undefined {
  if (!summary.constants) return undefined;
  const found = summary.policies.map(({ policy }) =>
    assessPolicy(
      summary,
      policy,
      records.filter((record) => record.policy === policy),
    ),
  );
  return found.every((one) => one !== undefined) ? found : undefined;
}

/** Does T2 order the policies as the held-out losses do? undefined where it says nothing of one of the runs. */
export function debtGapAgreement(
  runs: readonly {
    readonly summary: RunSummary;
    readonly debtGap?: readonly DebtGapAssessment[] | undefined;
  }[],
): RankAgreement | undefined {
  return heldOutAgreement(
    runs.map(({ summary, debtGap }) => ({ summary, predicted: debtGap?.map(({ gap }) => gap) })),
  );
}
