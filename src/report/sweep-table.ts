/** A sweep for the terminal, and as comma-separated values for other programs. */
import Table from 'cli-table3';
import type { PolicyResult, SweepEstimate, SweepResults } from '../sweep/index.js';
import { quantityOf } from '../sweep/index.js';
import { divergedSentence, estimateInWords, sizeInWords } from './sweep-words.js';
import { BORDERS } from './table.js';

/** @returns lines without a trailing line break: a line a grid point and policy, means with half widths */
export function renderSweepTable(results: SweepResults): string {
  const keys = results.axes.map(({ key }) => key);
  const table = new Table({
    head: [...keys, 'policy', ...results.metrics],
    chars: BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    colAligns: [...keys.map(() => 'right' as const), 'left', ...results.metrics.map(() => 'right' as const)],
  });
  for (const { values, policies } of results.points) {
    for (const { policy, metrics } of policies) {
      const figures = results.metrics.map((metric) => estimateInWords(metrics[metric]));
      table.push([...keys.map((key) => values[key]!), policy, ...figures]);
    }
  }
  const body = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  const diverged = divergedSentence(results);
  return [
    sizeInWords(results),
    '',
    ...body,
    '',
    '± half the 95 % interval over the seeds',
    ...(diverged ? [diverged] : []),
  ].join('\n');
}

const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Mean and ends of the interval; empty where there is none. */
function bounds(estimate: SweepEstimate | null | undefined): (number | string)[] {
  if (!estimate) return ['', '', ''];
  const { mean, halfWidth } = estimate;
  return halfWidth === null ? [mean, '', ''] : [mean, mean - halfWidth, mean + halfWidth];
}

const HEAD = [
  'mean',
  'low',
  'high',
  'difference',
  'difference_low',
  'difference_high',
  'difference_p',
] as const;

/** One row a grid point, policy and metric; `difference` is to the first policy, paired by seed, its p after Holm. */
export function renderMeansCsv(results: SweepResults): string {
  const keys = results.axes.map(({ key }) => key);
  const row = (
    point: readonly string[],
    { policy, metrics, differences, divergedSeeds = [] }: PolicyResult,
  ) =>
    results.metrics.map((metric) => {
      const estimate = metrics[metric];
      const count = estimate?.values.filter((value) => value !== null).length ?? 0;
      const unit = quantityOf(metric).unit;
      return [
        ...point,
        policy,
        metric,
        unit,
        count,
        divergedSeeds.length,
        ...bounds(estimate),
        ...bounds(differences?.[metric]),
        differences?.[metric]?.p ?? '',
      ];
    });
  const rows = results.points.flatMap(({ values, policies }) =>
    policies.flatMap((policy) =>
      row(
        keys.map((key) => values[key]!),
        policy,
      ),
    ),
  );
  const lines = [[...keys, 'policy', 'metric', 'unit', 'seeds', 'diverged', ...HEAD], ...rows];
  return lines.map((line) => `${line.map((value) => quoted(String(value))).join(',')}\n`).join('');
}

const inUnit = (name: string, unit: string) => (unit === '' ? name : `${name} [${unit}]`);

/**
 * One row a grid point, policy and seed, one column a metric: numbers, with their unit in the head; `diverged` is 1 for
 * a run whose training ended in no model, else 0. A varied key whose
 * values are numbers in one unit has them as numbers, too.
 */
export function renderSeedsCsv({ axes, policies, seeds, metrics, points }: SweepResults): string {
  const head = [
    ...axes.map(({ key, numbers, unit }) => (numbers ? inUnit(key, unit) : key)),
    'policy',
    'seed',
    ...metrics.map((metric) => inUnit(metric, quantityOf(metric).unit)),
    'diverged',
  ];
  const rows = points.flatMap((point) => {
    const keys = axes.map(({ key, labels, numbers }) => {
      const written = point.values[key]!;
      return numbers ? numbers[labels.indexOf(written)]! : written;
    });
    return policies.flatMap((policy) => {
      const own = point.policies.find((one) => one.policy === policy)!;
      return seeds.map((seed, i) => [
        ...keys,
        policy,
        seed,
        ...metrics.map((metric) => own.metrics[metric]?.values[i] ?? ''),
        own.divergedSeeds?.includes(seed) ? 1 : 0,
      ]);
    });
  });
  return [head, ...rows].map((line) => `${line.map((value) => quoted(String(value))).join(',')}\n`).join('');
}
