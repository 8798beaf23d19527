/** Records in, figures and HTML out. */
import type { RoundRecord, RunAudit, RunSummary, RunTiming } from '../record/records.js';
import { reportFigures } from './figures.js';
import { type DrawnFigure, renderPage } from './page.js';
import { renderSvg } from './svg.js';

export {
  type AssessedRun,
  agreementSentence,
  type BoundMaterial,
  isVacuousAtEnd,
  meanIterateSentence,
  renderBoundReport,
  stepSentence,
  vacuitySentence,
  wordsByPolicy,
} from './bound-report.js';
export { renderCompareReport, renderCompareTable } from './compare-report.js';
export { FIGURE_NAMES, figureFiles } from './figure-files.js';
export { renderSweepReport } from './sweep-report.js';
export { renderMeansCsv, renderSeedsCsv, renderSweepTable } from './sweep-table.js';
export { divergedRuns } from './sweep-words.js';
export { renderTable } from './table.js';

/**
 * The report of a run as one HTML file: no script, no reference to anything outside.
 * @param records of all rounds and policies of the summary, in any order
 * @param more wall-clock figures, shown when given (without them the same run gives the same bytes), and the audit of the run
 */
export async function renderReport(
  summary: RunSummary,
  records: readonly RoundRecord[],
  { timing, audit }: { readonly timing?: RunTiming | undefined; readonly audit?: RunAudit | undefined } = {},
): Promise<string> {
  const figures = await Promise.all(
    reportFigures(summary, records, audit).map(
      async (figure): Promise<DrawnFigure> => ({ ...figure, svg: await renderSvg(figure.spec) }),
    ),
  );
  return renderPage(summary, records, figures, { timing, audit });
}
