/** Numbers of a sweep in words, once for table, page and figure. */

import { formatAligned, formatNumber, plural } from '../core/quantities.js';
import { TEST_LEVEL } from '../core/tests-of-means.js';
import type { SweepDifference, SweepEstimate, SweepMetric, SweepResults } from '../sweep/index.js';
import { quantityOf } from '../sweep/index.js';

/** "0.812 ± 0.013"; a single value has no interval. */
export function estimateInWords(estimate: SweepEstimate | null | undefined): string {
  if (!estimate) return '–';
  const { mean, halfWidth } = estimate;
  return halfWidth === null ? formatAligned(mean) : `${formatAligned(mean)} ± ${formatNumber(halfWidth)}`;
}

/** Whether the seeds show that the difference is not 0, all differences of the sweep taken together. */
export const isShown = ({ p }: SweepDifference): boolean => p <= TEST_LEVEL;

/** "held-out loss (nat)". */
export function titleOf(metric: SweepMetric): string {
  const { title, unit } = quantityOf(metric);
  return unit ? `${title} (${unit})` : title;
}

/** Runs whose training diverged, and of how many; 0 where every training ended in a model. */
export function divergedRuns({ points, seeds, policies }: SweepResults) {
  const count = points.flatMap((point) => point.policies).flatMap((one) => one.divergedSeeds ?? []).length;
  return { count, of: points.length * seeds.length * policies.length };
}

/** For whoever reads the means; undefined where every training ended in a model. */
export function divergedSentence(results: SweepResults): string | undefined {
  const { count, of } = divergedRuns(results);
  if (count === 0) return undefined;
  return (
    `The training diverged in ${count} of ${of} runs: their loss is no number any more, or far above that of the initial ` +
    'model. They are in the means of everything but a loss that is no number. learning.optimiser.stepSize is too large for them.'
  );
}

/** "12 grid points, seeds 1 to 5, 3 policies". */
export function sizeInWords({ points, seeds, policies }: SweepResults): string {
  return [
    plural(points.length, 'grid point'),
    plural(seeds.length, 'seed'),
    policies.length === 1 ? '1 policy' : `${policies.length} policies`,
  ].join(', ');
}
