/** Records in, figures and HTML out. */
import { oneLine } from '../core/errors.js';
import type { RoundRecord, RunSummary } from '../record/records.js';
import { figureFiles } from './figure-files.js';
import { type RunExtras, reportFigures } from './figures.js';
import { renderRunLatex } from './latex.js';
import { renderPage } from './page.js';
import { studyInWords } from './study-figure.js';
import { drawFigures } from './svg.js';
import { renderTable, type TableOptions, wrapped } from './table.js';
import { whySentence } from './why.js';

export {
  type AssessedRun,
  agreementSentence,
  type BoundMaterial,
  isVacuousAtEnd,
  renderBoundReport,
  stepSentence,
  vacuitySentence,
  wordsByPolicy,
} from './bound-report.js';
export { renderCompareReport, renderCompareTable } from './compare-report.js';
export { debtGapSentence, meanIterateSentence } from './debt-bounds.js';
export { FIGURE_NAMES } from './figure-files.js';
export { renderInteractive } from './interactive/index.js';
export { renderSweepLatex } from './latex.js';
export { PAIR_FIGURE_NAMES, pairRuns, renderPair, renderPairTable } from './pair/index.js';
export { renderSweepReport } from './sweep-report.js';
export { renderMeansCsv, renderSeedsCsv, renderSweepTable } from './sweep-table.js';
export { divergedRuns } from './sweep-words.js';

/**
 * The report of a run as one HTML file: no script, no reference to anything outside.
 * @param records of all rounds and policies of the summary, in any order
 * @param extras the audit of the run, and its wall-clock figures: without those the same run gives the same bytes
 */
export async function renderReport(
  summary: RunSummary,
  records: readonly RoundRecord[],
  extras: RunExtras = {},
): Promise<string> {
  return (await renderRunFiles(summary, records, extras)).page;
}

/** What the terminal says of a run: the table, what sets the best apart, and what more seeds showed. */
export function renderTerminal(
  summary: RunSummary,
  records: readonly RoundRecord[],
  { study, ...look }: TableOptions & Pick<RunExtras, 'study'> = {},
): string {
  const why = whySentence(summary, records);
  const said = [...(why ? [why] : []), ...(study ? studyInWords(study) : [])];
  const table = renderTable(summary, records, look);
  return [table, ...said.map((sentence) => wrapped(oneLine(sentence)).join('\n'))].join('\n\n');
}

/** The page of a run, its table for LaTeX, and its figures as files by their names; drawn once. */
export interface RunReport {
  readonly page: string;
  readonly latex: string;
  readonly figures: Readonly<Record<string, string>>;
}

export async function renderRunFiles(
  summary: RunSummary,
  records: readonly RoundRecord[],
  extras: RunExtras = {},
): Promise<RunReport> {
  const figures = await drawFigures(reportFigures(summary, records, extras));
  return {
    page: renderPage(summary, records, figures, extras),
    latex: renderRunLatex(summary, records, extras.audit),
    figures: figureFiles(figures),
  };
}
