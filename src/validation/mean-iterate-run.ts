/**
 * T4 on a finished run: the bound on the mean of the iterates, which ranks schedules (theory 9.5). Its imbalance term is c'Gc, c the debts that the
 * schedule left and G the devices' Gram matrix where the run measured its constants; the drift is read off the run. How far the gradients' differences moved
 * along the run (mismatch) is known of an audited run alone, and said to be missing elsewhere.
 */
import {
  debtStep,
  type MeanIterateTerms,
  meanIterateBound,
  meanIterateGap,
  noiseFactor,
} from '../bounds/index.js';
import { arrivedIn, type RoundRecord, type RunAudit, type RunSummary } from '../record/records.js';
import { handsInPlainGradients } from '../scenario/index.js';
import { roundsOf } from './finished-run.js';
import { type RankAgreement, rankAgreement } from './rank-correlation.js';

export interface MeanIterateAssessment extends Omit<MeanIterateTerms, 'curvature'> {
  readonly policy: string;
  /** Whether the mismatch was measured (an audited run), or is missing in `gradient`. */
  readonly isWhole: boolean;
  /** The bound on F - F* that follows with the measured mu: gradient^2/(2 mu). */
  readonly gap: number;
}

/** Debts (lambda = 1) that the schedule left behind, for the usual weights pi_k/x. */
function debtsOf({ devices }: RunSummary, records: readonly RoundRecord[]): number[] {
  const total = devices.reduce((sum, { share }) => sum + share, 0);
  const shares = devices.map(({ share }) => share / total);
  let debts = shares.map(() => 0);
  for (const record of records) {
    const heard = new Set(arrivedIn(record));
    const participation = devices.reduce((sum, { id }, k) => sum + (heard.has(id) ? shares[k]! : 0), 0);
    const weights = devices.map(({ id }, k) => (heard.has(id) ? shares[k]! / participation : 0));
    debts = debtStep(debts, weights, shares);
  }
  return debts;
}

function fromRecords(
  summary: RunSummary,
  drift: number | undefined,
  records: readonly RoundRecord[],
): Omit<MeanIterateTerms, 'curvature'> | undefined {
  const { gram, gradientNoise = 0 } = summary.constants ?? {};
  const { learning } = summary.scenario;
  const { optimiser, aggregation } = learning;
  const heard = records.filter((record) => arrivedIn(record).length > 0);
  const isPlain =
    optimiser.kind === 'sgd' &&
    optimiser.stepSize !== 'auto' &&
    aggregation === 'normalised' &&
    handsInPlainGradients(learning);
  if (!isPlain || gram === undefined || drift === undefined || heard.length === 0) return undefined;
  const debts = debtsOf(summary, heard);
  const owed2 = debts.reduce(
    (sum, c, k) => sum + c * gram[k]!.reduce((row, g, l) => row + g * debts[l]!, 0),
    0,
  );
  const nu = roundsOf(summary, heard).reduce((sum, { participants }) => sum + noiseFactor(participants), 0);
  return meanIterateBound({
    ...{ rounds: heard.length, eta: optimiser.stepSize as number, drift, hessianLipschitz: 0, spread: 0 },
    imbalance: Math.sqrt(Math.max(0, owed2)),
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
  const outcomes = runs.flatMap(({ summary, meanIterate }) =>
    meanIterate
      ? [
          {
            predicted: meanIterate.map(({ gradient }) => gradient),
            measured: summary.policies.map(({ heldOutLoss }) => heldOutLoss!),
          },
        ]
      : [],
  );
  return outcomes.length === runs.length ? rankAgreement(outcomes) : undefined;
}
