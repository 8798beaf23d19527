/** Which policies of a run are compared, which ended best, and who is not told apart from it. */
import type { PolicySummary, RunSummary } from '../record/records.js';
import { accuracyTie, keepsBudgets } from './comparison.js';

export interface Leaders {
  /** The policies among which the best is looked for: those within the budgets, all where none is. */
  readonly rivals: readonly PolicySummary[];
  readonly best: PolicySummary;
  readonly tied: readonly PolicySummary[];
}

/** The best by accuracy, or by the objective where nothing was trained. */
export function leaders(summary: RunSummary): Leaders {
  const { policies } = summary;
  const { train } = summary.scenario.learning;
  const kept = policies.filter(keepsBudgets);
  const rivals = kept.length > 0 ? kept : policies;
  const score = ({ accuracy = 0, weightedPenalty }: PolicySummary) => (train ? accuracy : -weightedPenalty);
  const best = rivals.reduce((a, b) => (score(b) > score(a) ? b : a));
  const tied = rivals.filter(
    (one) => one !== best && (score(one) === score(best) || (train && accuracyTie(one, best, summary))),
  );
  return { rivals, best, tied };
}
