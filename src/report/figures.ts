/** The figures of the report, in the order of the page. */
import type { RoundRecord, RunSummary } from '../simulation/records.js';
import type { Figure } from './figure.js';
import { accuracyFigures, delayFigures, lossFigures } from './line-figures.js';
import { devicesFigure, scheduleFigure } from './panel-figures.js';
import { participationFigure } from './participation-figure.js';
import { policyPoints, scorePoints } from './series.js';

export function reportFigures(summary: RunSummary, records: readonly RoundRecord[]): Figure[] {
  const policies = summary.policies.map(({ policy }) => policy);
  const points = policyPoints(summary, records);
  const scores = scorePoints(summary, records);
  return [
    ...accuracyFigures(policies, scores),
    ...lossFigures(policies, scores, points),
    ...delayFigures(summary, policies, points),
    devicesFigure(summary, records),
    scheduleFigure(summary, records),
    participationFigure(summary, policies),
  ];
}
