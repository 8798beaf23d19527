/** A run as one page to explore: hover, zoom, and a click on a round for its problem, decision and explanation. */
import type { RoundRecord, RunSummary, RunTiming } from '../../record/records.js';
import { interactiveData } from './data.js';
import { type Clock, EXPLAIN_BUDGET, type ExplainBudget, explainRounds } from './explained.js';
import { renderInteractivePage } from './page.js';
import { type ProofValues, posedRounds } from './problems.js';

export interface ExplorableRun {
  readonly summary: RunSummary;
  /** In the order of rounds.ndjson. */
  readonly records: readonly RoundRecord[];
  /** Times are shown where they are known: this page is none to compare bytes of. */
  readonly timing?: RunTiming | undefined;
  /** Absent where they were not kept: then a click shows what happened alone. */
  readonly proofs?: ProofValues | undefined;
}

/**
 * @param clock ends the explanations in time: how many there are depends on the machine
 * @throws InputError for problems that are not those of the records
 */
export function renderInteractive(
  { summary, records, timing, proofs }: ExplorableRun,
  clock: Clock,
  budget: ExplainBudget = EXPLAIN_BUDGET,
): string {
  const posed = proofs ? posedRounds(records, proofs, 'problems.ndjson') : [];
  const explained = explainRounds(posed, clock, budget);
  return renderInteractivePage(
    summary,
    records,
    interactiveData({ summary, records, timing, posed, explained }),
  );
}
