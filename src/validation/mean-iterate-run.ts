/**
 * T4 on a finished run: the bound on the mean of the iterates, which ranks schedules (theory 9.5). Its imbalance term is c'Gc, c the debts that the
 * schedule left and G the devices' Gram matrix where the run measured its constants; the drift is read off the run. How far the gradients' differences moved
 * along the run (mismatch) is known of an audited run alone, and said to be missing elsewhere.
 */
import { type MeanIterateTerms, meanIterateBound, meanIterateGap } from '../bounds/index.js';
import type { RoundRecord, RunAudit, RunSummary } from '../record/records.js';
import { debtsOfRun } from './debts-of-run.js';
import { heldOutAgreement } from './finished-run.js';
import type { RankAgreement } from './rank-correlation.js';

export interface MeanIterateAssessment extends Omit<MeanIterateTerms, 'curvature'> {
  readonly policy: string;
  /** Whether the mismatch was measured (an audited run), or is missing in `gradient`. */
  readonly isWhole: boolean;
  /** The bound on F - F* that follows with the measured mu: gradient^2/(2 mu). */
  readonly gap: number;
}

function fromRecords(
  summary: RunSummary,
  drift: number | undefined,
  records: readonly RoundRecord[],
): Omit<MeanIterateTerms, 'curvature'> | undefined {
  const debts = debtsOfRun(summary, records);
  if (debts === undefined || drift === undefined) return undefined;
  const { gradientNoise = 0 } = summary.constants!;
  const nu = debts.noiseFactors.reduce((sum, factor) => sum + factor, 0);
  return meanIterateBound({
    rounds: debts.noiseFactors.length,
    eta: summary.scenario.learning.optimiser.stepSize as number,
    ...{ drift, hessianLipschitz: 0, spread: 0 },
    imbalance: Math.sqrt(debts.owed2.at(-1)!),
    mismatch: 0,
    noise: Math.sqrt(gradientNoise * nu),
  });
}

/**
 * One entry a policy, in the order of the summary.
 * @param audit of that run, where it was audited: all terms as measured on the path
 * @returns undefined where T4 says nothing of the run: steps or weights that are not its own, or a run of an earlier version
 */
export function assessMeanIterate(
  summary: RunSummary,
  records: readonly RoundRecord[],
  audit?: RunAudit,
): readonly MeanIterateAssessment[] | undefined {
  const { constants } = summary;
  if (!constants) return undefined;
  const found = summary.policies.map(({ policy, drift }) => {
    const measured = audit?.policies.find((one) => one.policy === policy)?.meanIterate;
    const own = records.filter((record) => record.policy === policy);
    const terms = measured ? { ...measured, gradient: measured.bound } : fromRecords(summary, drift, own);
    if (!terms) return undefined;
    const { drift: d, imbalance, mismatch, noise, gradient } = terms;
    const gap = meanIterateGap(
      { ...{ drift: d, imbalance, mismatch, noise, gradient }, curvature: 0 },
      constants.plConstant,
    );
    return { policy, drift: d, imbalance, mismatch, noise, gradient, gap, isWhole: measured !== undefined };
  });
  return found.every((one) => one !== undefined) ? found : undefined;
}

/** Does T4 order the policies as the held-out losses do? undefined where it says nothing of one of the runs. */
export function meanIterateAgreement(
  runs: readonly {
    readonly summary: RunSummary;
    readonly meanIterate?: readonly MeanIterateAssessment[] | undefined;
  }[],
): RankAgreement | undefined {
  return heldOutAgreement(
    runs.map(({ summary, meanIterate }) => ({
      summary,
      predicted: meanIterate?.map(({ gradient }) => gradient),
    })),
  );
}
