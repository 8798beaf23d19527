/** The figures of the report, in the order of the page. */
import type { RoundRecord, RunAudit, RunSummary, RunTiming } from '../record/records.js';
import type { Study } from '../record/study.js';
import { assessMeanIterate } from '../validation/index.js';
import { allocationFigure } from './allocation-figure.js';
import { auditFigure } from './audit-figure.js';
import { bitsFigures } from './bits-figure.js';
import { meanIterateFigure } from './bound-figures.js';
import { energyFigure } from './energy-figure.js';
import type { Figure } from './figure.js';
import { accuracyFigures, boundFigure, delayFigures, lossFigure } from './line-figures.js';
import { devicesFigure, scheduleFigure } from './panel-figures.js';
import { participationFigure } from './participation-figure.js';
import { priceFigures } from './price-figures.js';
import { gapFigure, timeFigures } from './proof-figures.js';
import { policyPoints, pricePoints, scorePoints } from './series.js';
import { studyFigure } from './study-figure.js';

/** What a run may have beside its records. */
export interface RunExtras {
  readonly audit?: RunAudit | undefined;
  /** What more seeds of the scenario gave, played earlier; shown in a section of its own. */
  readonly study?: Study | undefined;
  /** Wall-clock figures are shown where they are given: without them the same run gives the same bytes. */
  readonly timing?: RunTiming | undefined;
}

export function reportFigures(
  summary: RunSummary,
  records: readonly RoundRecord[],
  { audit, timing, study }: RunExtras = {},
): Figure[] {
  const policies = summary.policies.map(({ policy }) => policy);
  const points = policyPoints(summary, records);
  const scores = scorePoints(summary, records);
  const meanIterate = assessMeanIterate(summary, records, audit);
  return [
    ...(summary.scenario.learning.train
      ? [...accuracyFigures(policies, scores), lossFigure(policies, scores)]
      : []),
    ...(meanIterate ? [meanIterateFigure(meanIterate)] : []),
    ...(summary.constants ? [boundFigure(policies, points)] : []),
    ...delayFigures(summary, policies, points),
    ...priceFigures(summary, pricePoints(summary, records)),
    gapFigure(summary, records),
    ...timeFigures(summary, timing),
    devicesFigure(summary, records),
    scheduleFigure(summary, records),
    allocationFigure(summary, records),
    participationFigure(summary, policies),
    energyFigure(summary, records),
    ...bitsFigures(summary, records),
    ...(audit ? [auditFigure(audit)] : []),
    ...(study ? [studyFigure(study)] : []),
  ];
}
