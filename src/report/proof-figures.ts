/** How well the decisions were proven, and how long that took. */
import { formatShare, formatUnit, plural } from '../core/quantities.js';
import type { RoundRecord, RunSummary, RunTiming } from '../record/records.js';
import type { Figure } from './figure.js';
import { lines, needsLog, ROUND } from './line-figures.js';
import { gapPoints, timePoints } from './series.js';

export function gapFigure(summary: RunSummary, records: readonly RoundRecord[]): Figure {
  const policies = summary.policies.map(({ policy }) => policy);
  const points = gapPoints(summary, records).map((point) => ({ ...point, percent: 100 * point.gap }));
  const largest = records.reduce((most, { gap }) => Math.max(most, gap), 0);
  const open = records.filter(({ gap }) => gap > 0).length;
  const finding =
    open === 0
      ? 'All lines lie on 0: every decision was proven to be the best for its problem.'
      : `Above 0 in ${plural(open, 'decision')}, at most ${formatShare(largest, largest < 0.001 ? 4 : 1)}: there the search stopped with something left to prove.`;
  return {
    id: 'gap',
    title: 'Certified gap',
    caption: `By how much a better answer to the round's own problem could at most undercut the one that was used, as a share of its objective. ${finding}`,
    wide: false,
    spec: lines(
      policies,
      points,
      ROUND,
      { field: 'percent', title: 'certified gap (%)', ...(largest === 0 ? { domain: [0, 1] as const } : {}) },
      { points: points.length <= 40 * policies.length },
    ),
  };
}

/** None without wall-clock figures of the rounds. */
export function timeFigures(summary: RunSummary, timing: RunTiming | undefined): Figure[] {
  const points = timePoints(summary, timing).map((point) => ({ ...point, ms: 1000 * point.decideS }));
  if (points.length === 0) return [];
  const policies = summary.policies.map(({ policy }) => policy);
  const log = needsLog(points.map(({ ms }) => ms));
  const slowest = points.reduce((a, b) => (b.decideS > a.decideS ? b : a));
  return [
    {
      id: 'solve-time',
      title: 'Time to decide',
      caption: `Wall-clock time of deciding and certifying each round on the machine of the run${log ? ' (logarithmic axis)' : ''}. The slowest, round ${slowest.round} of ${slowest.policy}, took ${formatUnit(slowest.decideS, 's')}. Compare it with the delay of a round, which it adds to where one machine schedules. Another run of the same seed has other times.`,
      wide: false,
      spec: lines(policies, points, ROUND, { field: 'ms', title: 'time to decide (ms)', log }),
    },
  ];
}
