/** Records in, figures and HTML out. */
import type { RoundRecord, RunSummary, RunTiming } from '../record/records.js';
import { reportFigures } from './figures.js';
import { type DrawnFigure, renderPage } from './page.js';
import { renderSvg } from './svg.js';

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
export { FIGURE_NAMES, figureFiles } from './figure-files.js';
export { renderSweepReport } from './sweep-report.js';
export { renderMeansCsv, renderSeedsCsv, renderSweepTable } from './sweep-table.js';
export { renderTable } from './table.js';

/**
 * The report of a run as one HTML file: no script, no reference to anything outside.
 * @param records of all rounds and policies of the summary, in any order
 * @param timing wall-clock figures, shown when given; without them the same run gives the same bytes
 */
export async function renderReport(
  summary: RunSummary,
  records: readonly RoundRecord[],
  timing?: RunTiming,
): Promise<string> {
  const figures = await Promise.all(
    reportFigures(summary, records).map(
      async (figure): Promise<DrawnFigure> => ({ ...figure, svg: await renderSvg(figure.spec) }),
    ),
  );
  return renderPage(summary, records, figures, timing);
}
