/** What a run does not show, as sentences: how far its bounds may be trusted, and what it promises of labels. */
import { isVacuous } from '../bounds/index.js';
import { formatNumber, listInWords, plural } from '../core/quantities.js';
import {
  GIVEN_METHOD,
  type PolicySummary,
  type RoundRecord,
  type RunAudit,
  type RunSummary,
} from '../record/records.js';
import { assessMeanIterate } from '../validation/index.js';
import { meanIterateSentence } from './debt-bounds.js';

/** "puts 4 of 6 pairs of policies in the same order as the measured held-out loss", of the pairs that differ in both. */
function agreementInWords(
  policies: readonly PolicySummary[],
  boundOf: (policy: PolicySummary) => number | null | undefined,
): string | undefined {
  let same = 0;
  let pairs = 0;
  policies.forEach((a, i) => {
    for (const b of policies.slice(i + 1)) {
      const [p, q] = [boundOf(a), boundOf(b)];
      if (a.heldOutLoss == null || b.heldOutLoss == null || p == null || q == null) continue;
      const product = (p - q) * (a.heldOutLoss - b.heldOutLoss);
      if (!(Math.abs(product) > 0)) continue;
      pairs += 1;
      if (product > 0) same += 1;
    }
  });
  return pairs === 0
    ? undefined
    : `puts ${same} of ${plural(pairs, 'pair')} of policies in the same order as the measured held-out loss`;
}

/** T4 first, since it is the bound that ranks; nothing where it says nothing. */
function meanIterateLimitations(
  summary: RunSummary,
  records: readonly RoundRecord[],
  audit: RunAudit | undefined,
): string[] {
  const found = assessMeanIterate(summary, records, audit);
  if (!found) return [];
  const order = agreementInWords(
    summary.policies,
    ({ policy }) => found.find((one) => one.policy === policy)?.gradient,
  );
  return [`${meanIterateSentence(found, summary)}${order ? ` It ${order}.` : ''}`];
}

const NO_BOUND =
  'The constants of the convergence bound were left out (learning.constants), so this run says nothing of the bound, and every round weighs the same unless round weights were given.';

/** What the run promises of labels, and what it does not. */
export function privacySentences({ policies }: RunSummary): string[] {
  const list = policies.flatMap(({ policy, privacy }) =>
    privacy
      ? [
          `${policy} epsilon = ${formatNumber(privacy.epsilon)} (a text in up to ${privacy.uses} of its mini-batches)`,
        ]
      : [],
  );
  if (list.length === 0) return [];
  const delta = policies.find(({ privacy }) => privacy)!.privacy!.delta;
  return [
    `Labels were protected by clipped and noised gradients. Differential privacy of any one text's label at delta = ${formatNumber(delta)}: ${listInWords(list)}. Tokens are not protected: features cross the air as they are. Measuring the constants and scoring used data without noise; that stays in the simulation.`,
  ];
}

/**
 * How far the bounds may be trusted on this run.
 * @param audit of that run, where it was audited
 */
export function boundLimitations(
  summary: RunSummary,
  records: readonly RoundRecord[],
  audit?: RunAudit,
): string[] {
  const { constants, policies, model } = summary;
  if (!constants) return [NO_BOUND];
  const { localSteps = 1 } = summary.scenario.learning;
  const sentences = [
    ...meanIterateLimitations(summary, records, audit),
    constants.method === GIVEN_METHOD
      ? `Theorem 2, the bound on the gap, is as good as its constants, which were ${constants.method}.`
      : `Theorem 2, the bound on the gap, is an estimate: its constants were measured on this model and data, not known (${constants.method.replace(/\.$/, '')}).`,
    constants.assumptionsHold
      ? 'The optimiser is plain gradient descent with a step size within 1/L of the measured L, as the theorem asks; that the loss obeys the Polyak-Lojasiewicz inequality with the measured mu is assumed.'
      : localSteps > 1
        ? `A device takes ${localSteps} local steps between two aggregations, and the theorem speaks of one, so the bound is a yardstick for comparing schedules and no guarantee.`
        : 'The optimiser is outside what the theorem covers (plain gradient descent with a step size of at most 1/L), so the bound is a yardstick for comparing schedules and no guarantee.',
  ];
  const vacuous = policies.filter((policy) => isVacuous(policy.gapBound!, constants.initialGap));
  if (vacuous.length > 0) {
    const list = listInWords(vacuous.map((policy) => `${policy.policy} (${formatNumber(policy.gapBound!)})`));
    sentences.push(
      `For ${list} the final bound is not below the initial gap of ${formatNumber(constants.initialGap)}: there it is vacuous, it allows a model no better than the initial one. The reason is that its last terms, the price of partial participation and mini-batch noise, outweigh the progress it can prove.`,
    );
  } else {
    sentences.push(
      `For every policy the final bound is below the initial gap of ${formatNumber(constants.initialGap)}, so it says more than nothing.`,
    );
  }
  const chance = Math.log(Math.max(2, model.classNames.length));
  const loose = policies.filter((policy) => policy.gapBound! > chance && !vacuous.includes(policy));
  if (loose.length > 0) {
    sentences.push(
      `For ${listInWords(loose.map((policy) => policy.policy))} it is above ${formatNumber(chance)}, the loss of guessing every class alike: true, but of little use as a level.`,
    );
  }
  const order = agreementInWords(policies, ({ gapBound }) => gapBound);
  if (order) {
    sentences.push(
      `Theorem 2 ${order}. One run shows no order: with one seed, differences of the loss are partly chance.`,
    );
  }
  return sentences;
}
