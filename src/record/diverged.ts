/** A training that ended in no model: its loss is no number any more, or far above that of the model it started from. */
import type { PolicySummary, RunSummary } from './records.js';

/**
 * A model that starts knows nothing: it gives every class the same probability, a loss of ln(classes). Ten times that
 * is a model that gives the right class of an average text 1 / classes^10, which overfitting does not reach.
 */
const TIMES_THE_START = 10;

function isDiverged({ heldOutLoss }: PolicySummary, { model: { initial } }: RunSummary): boolean {
  if (heldOutLoss === undefined) return false; // Nothing was trained.
  return heldOutLoss === null || heldOutLoss > TIMES_THE_START * (initial?.loss ?? Number.POSITIVE_INFINITY);
}

/** Names of the policies whose training diverged. */
export function divergedPolicies(summary: RunSummary): readonly string[] {
  return summary.policies.filter((policy) => isDiverged(policy, summary)).map(({ policy }) => policy);
}
