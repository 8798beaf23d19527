/** A training that diverged, in words. */
import { divergedPolicies } from '../record/diverged.js';
import type { RunSummary } from '../record/records.js';

/** For whoever reads figures of a run; undefined where every training ended in a model. */
export function divergedSentence(summary: RunSummary): string | undefined {
  const names = divergedPolicies(summary);
  if (names.length === 0) return undefined;
  return (
    `The training diverged for ${names.join(', ')}: the loss is no number any more, or far above that of the initial ` +
    'model, so accuracy and loss say nothing of the schedule. learning.optimiser.stepSize is too large for it.'
  );
}
