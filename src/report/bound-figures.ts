/** Figures of the bound's page: bound beside measured loss, the bound's parts, ranks over seeds, validation curves. */
import type { TopLevelSpec } from 'vega-lite';
import type {
  GapCurve,
  MeanIterateAssessment,
  PolicyAssessment,
  RankAgreement,
} from '../validation/index.js';
import type { Figure } from './figure.js';
import { needsLog } from './line-figures.js';

const COLUMNS = 2;
const PANEL = { width: 400, height: 170 } as const;
const LOOK = { bound: '#0072B2', measured: '#D55E00' } as const;

interface CurvePoint {
  readonly panel: string;
  readonly round: number;
  readonly kind: string;
  readonly value: number;
}

const points = (panel: string, kind: string, values: readonly number[]): CurvePoint[] =>
  values.flatMap((value, round) => (Number.isFinite(value) ? [{ panel, kind, round, value }] : []));

/** One panel each, two lines in it; the dashed one is the measured. */
function pairedPanels(
  panels: readonly string[],
  values: readonly CurvePoint[],
  [bound, measured]: readonly [bound: string, measured: string],
  valueTitle: string,
  more: readonly object[] = [],
  log = false,
): TopLevelSpec {
  const kind = (range: readonly unknown[]) => ({
    field: 'kind',
    type: 'nominal',
    scale: { domain: [bound, measured], range },
    legend: {
      title: null,
      orient: 'top',
      symbolType: 'stroke',
      symbolSize: 700,
      symbolStrokeWidth: 2,
      labelLimit: 400,
    },
  });
  const line = {
    mark: { type: 'line', strokeWidth: 2 },
    encoding: {
      x: {
        field: 'round',
        type: 'quantitative',
        axis: { title: 'rounds done', tickMinStep: 1, format: 'd' },
      },
      y: {
        field: 'value',
        type: 'quantitative',
        axis: { title: valueTitle, ...(log ? { tickCount: 5 } : {}) },
        scale: log ? { type: 'log' } : { zero: true },
      },
      color: kind([LOOK.bound, LOOK.measured]),
      strokeDash: kind([
        [1, 0],
        [6, 3],
      ]),
    },
  };
  return {
    data: { values: [...values] as object[] },
    columns: COLUMNS,
    facet: { field: 'panel', type: 'nominal', sort: [...panels] },
    // A lone panel is as wide as two, so that its text is no larger than the page's.
    spec: { ...PANEL, ...(panels.length === 1 ? { width: 2 * PANEL.width } : {}), layer: [...more, line] },
  } as unknown as TopLevelSpec;
}

export function boundFigure(initialGap: number, assessments: readonly PolicyAssessment[]): Figure {
  const kinds = ['bound on F - F*', 'measured training loss'] as const;
  const values = assessments.flatMap(({ policy, bounds, measured }) => [
    ...points(policy, kinds[0], bounds),
    ...points(policy, kinds[1], measured),
  ]);
  const log = needsLog(values.map(({ value }) => value));
  const vacuous = {
    mark: { type: 'rule', color: '#777777', strokeWidth: 1 },
    encoding: { y: { datum: initialGap, type: 'quantitative' } },
  };
  const names = assessments.map(({ policy }) => policy);
  return {
    id: 'bound-measured',
    title: 'The bound beside the measured loss',
    caption:
      `One panel a policy. Across: rounds done. Up: cross-entropy in nats${log ? ' (logarithmic)' : ''}. Solid: what ` +
      'Theorem 2 allows F - F* to be. Dashed: the training loss on the mini-batches of the scheduled devices before that ' +
      'round, an estimate of F that jumps with the devices drawn; F* is put at its lower bound 0. The grey line is the ' +
      'initial gap: a bound on or above it is vacuous.',
    wide: true,
    spec: pairedPanels(names, values, kinds, 'loss (nat)', [vacuous], log),
  };
}

const PARTS = [
  ['start', 'left of the start'],
  ['participation', 'partial participation'],
  ['noise', 'mini-batch noise'],
] as const;

const T4_PARTS = [
  ['drift', 'how far the training went'],
  ['imbalance', 'whom it heard too little or too much'],
  ['mismatch', 'how differences moved'],
  ['noise', 'mini-batches'],
] as const;

const PART_COLOURS = ['#56B4E9', '#D55E00', '#009E73', '#444444'] as const;

interface PolicyPart {
  readonly policy: string;
  /** Of the titles. */
  readonly part: string;
  readonly order: number;
  readonly value: number;
}

/** One bar a policy, in the order given, made of parts. */
function stackedBars(
  policies: readonly string[],
  titles: readonly string[],
  colours: readonly string[],
  values: readonly PolicyPart[],
  valueTitle: string,
): TopLevelSpec {
  return {
    width: 640,
    height: { step: 30 },
    data: { values },
    mark: 'bar',
    encoding: {
      y: { field: 'policy', type: 'nominal', sort: policies, title: null },
      x: { field: 'value', type: 'quantitative', axis: { title: valueTitle } },
      color: {
        field: 'part',
        type: 'nominal',
        scale: { domain: titles, range: colours },
        legend: { title: null, orient: 'top', labelLimit: 300 },
      },
      order: { field: 'order', type: 'quantitative' },
    },
  } as unknown as TopLevelSpec;
}

export function partsFigure(assessments: readonly PolicyAssessment[]): Figure {
  const titles = PARTS.map(([, title]) => title);
  return {
    id: 'bound-parts',
    title: 'What the final bound is made of',
    caption:
      'Across: the bound after the last round, in nats, as the sum of what is left of the initial gap, what devices that ' +
      'stayed away added, and what mini-batches added. One bar a policy.',
    wide: true,
    spec: stackedBars(
      assessments.map(({ policy }) => policy),
      titles,
      ['#56B4E9', '#D55E00', '#444444'],
      assessments.flatMap(({ policy, parts }) =>
        PARTS.map(([part, title], order) => ({ policy, part: title, order, value: parts[part] })),
      ),
      'part of the bound on F - F* (nat)',
    ),
  };
}

/** T4 is the bound that ranks policies (theory 9.5), so it is shown before the others. */
export function meanIterateFigure(found: readonly MeanIterateAssessment[]): Figure {
  const policies = [...found].sort((a, b) => a.gradient - b.gradient).map(({ policy }) => policy);
  const parts = T4_PARTS.map((part, i) => [...part, PART_COLOURS[i]!] as const).filter(
    ([part]) => part !== 'mismatch' || found.some(({ isWhole }) => isWhole),
  );
  return {
    id: 'mean-iterate',
    title: 'What the bound on the mean model allows',
    caption:
      'T4, the bound that counts who was heard over the rounds, the tightest at the top: what it allows the gradient at the mean of all models to be, ' +
      'as the sum of its parts. Read the order of the bars; the part that tells policies apart is mostly whom they heard too little or too much.',
    wide: true,
    spec: stackedBars(
      policies,
      parts.map(([, title]) => title),
      parts.map(([, , colour]) => colour),
      found.flatMap(({ policy, ...terms }) =>
        parts.map(([part, title], order) => ({ policy, part: title, order, value: terms[part] })),
      ),
      'bound on the norm of the gradient (nat a unit of the model)',
    ),
  };
}

export function ranksFigure(
  seeds: readonly number[],
  { each, mean, interval, level }: RankAgreement,
): Figure {
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain: [-1, 1] },
    axis: { title: "Spearman's rank correlation" },
  });
  const runs = seeds.map((seed, i) => ({ row: 'single seeds', seed, value: each[i]! }));
  const y = { field: 'row', type: 'nominal', title: null, sort: ['single seeds', 'mean'] };
  return {
    id: 'ranks',
    title: 'Does the bound order the policies as their held-out losses do?',
    caption:
      'Across: rank correlation between the final bounds and the final held-out losses of the policies of a run; 1 is the ' +
      `same order, -1 the reverse, 0 none. Open points: one a seed (equal ones lie on each other). Filled: their mean${interval ? `, with Student's ${100 * level} % interval over the seeds` : ''}.`,
    wide: true,
    spec: {
      width: 640,
      height: { step: 40 },
      layer: [
        {
          data: { values: runs },
          mark: { type: 'point', size: 60, color: '#666666' },
          encoding: { y, x: x('value') },
        },
        {
          data: { values: interval ? [{ row: 'mean', low: interval[0], high: interval[1] }] : [] },
          mark: { type: 'rule', strokeWidth: 2, color: LOOK.bound },
          encoding: { y, x: x('low'), x2: { field: 'high' } },
        },
        {
          data: { values: [{ row: 'mean', value: mean }] },
          mark: { type: 'point', filled: true, size: 90, color: LOOK.bound, opacity: 1 },
          encoding: { y, x: x('value') },
        },
      ],
    } as unknown as TopLevelSpec,
  };
}

/** Below this share of the start, floating point is all that is left of an exact gap. */
const SHOWN_FROM = 1e-9;

export function kernelFigure(curves: readonly GapCurve[]): Figure {
  const kinds = ["Theorem 2's bound", 'exact expected gap'] as const;
  const values = curves.flatMap(({ schedule, bound, measured }) => {
    const least = SHOWN_FROM * measured[0]!;
    const shown = (numbers: readonly number[]) => numbers.map((v) => (v > least ? v : Number.NaN));
    return [...points(schedule, kinds[0], shown(bound)), ...points(schedule, kinds[1], shown(measured))];
  });
  return {
    id: 'kernel',
    title: 'Where everything is exact: the bound on the convex kernel',
    caption:
      'One panel a schedule. Across: rounds done. Up: F - F* (squared loss, no unit; logarithmic). Solid: the bound. Dashed: ' +
      'the expectation over all mini-batches, computed exactly. Every constant is exact too, so a dashed line above its solid ' +
      'one would refute the theorem.',
    wide: true,
    spec: pairedPanels(
      curves.map(({ schedule }) => schedule),
      values,
      kinds,
      'F - F*',
      [],
      true,
    ),
  };
}
