/** The figures of the report, in the order of the page. */
import type { RoundRecord, RunAudit, RunSummary } from '../record/records.js';
import { auditFigure } from './audit-figure.js';
import type { Figure } from './figure.js';
import { accuracyFigures, boundFigure, delayFigures, lossFigure } from './line-figures.js';
import { devicesFigure, scheduleFigure } from './panel-figures.js';
import { participationFigure } from './participation-figure.js';
import { priceFigures } from './price-figures.js';
import { policyPoints, pricePoints, scorePoints } from './series.js';

export function reportFigures(
  summary: RunSummary,
  records: readonly RoundRecord[],
  audit?: RunAudit,
): Figure[] {
  const policies = summary.policies.map(({ policy }) => policy);
  const points = policyPoints(summary, records);
  const scores = scorePoints(summary, records);
  return [
    ...(summary.scenario.learning.train
      ? [...accuracyFigures(policies, scores), lossFigure(policies, scores)]
      : []),
    ...(summary.constants ? [boundFigure(policies, points)] : []),
    ...delayFigures(summary, policies, points),
    ...priceFigures(summary, pricePoints(summary, records)),
    devicesFigure(summary, records),
    scheduleFigure(summary, records),
    participationFigure(summary, policies),
    ...(audit ? [auditFigure(audit)] : []),
  ];
}
