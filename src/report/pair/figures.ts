/** The figures of two runs, over one another: a colour a policy, a solid line the first run, a dashed one the second. */
import type { TopLevelSpec } from 'vega-lite';
import { arrivedIn } from '../../record/records.js';
import type { Figure } from '../figure.js';
import { byPolicy, policyPoints, scorePoints, thinned } from '../series.js';
import { policyEncoding } from '../svg.js';
import type { ComparedRun, RunPair } from './pair.js';

/** Every figure that two runs may have, by its id. */
export const PAIR_FIGURE_NAMES = [
  'pair-accuracy',
  'pair-loss',
  'pair-bound',
  'pair-delay',
  'pair-energy',
  'pair-devices',
] as const;

interface PairPoint {
  readonly policy: string;
  readonly run: string;
  readonly round: number;
  readonly value: number;
}

interface Drawing {
  readonly id: (typeof PAIR_FIGURE_NAMES)[number];
  readonly title: string;
  readonly caption: string;
  readonly y: string;
  readonly format?: string;
  readonly zero?: boolean;
  readonly points: (run: ComparedRun) => readonly { policy: string; round: number; value: number | null }[];
}

/** Running sums or means over the rounds of each policy. */
function running(
  { summary, records }: ComparedRun,
  of: (record: ComparedRun['records'][number]) => number,
  isMean: boolean,
) {
  return [...byPolicy(summary, records)].flatMap(([policy, own]) => {
    let sum = 0;
    return thinned(
      own.map((record, i) => {
        sum += of(record);
        return { policy, round: record.round + 1, value: isMean ? sum / (i + 1) : sum };
      }),
    );
  });
}

const DRAWINGS: readonly Drawing[] = [
  {
    id: 'pair-accuracy',
    title: 'Accuracy',
    caption: 'Share of held-out rows that the model gets right.',
    ...{ y: 'held-out accuracy', format: '.0%', zero: false },
    points: ({ summary, records }) =>
      scorePoints(summary, records).map(({ policy, round, accuracy: value }) => ({ policy, round, value })),
  },
  {
    id: 'pair-loss',
    title: 'Measured loss',
    caption: 'Cross-entropy on the held-out rows.',
    ...{ y: 'held-out loss (nat)', zero: false },
    points: ({ summary, records }) =>
      scorePoints(summary, records).map(({ policy, round, loss: value }) => ({ policy, round, value })),
  },
  {
    id: 'pair-bound',
    title: 'Bound on the gap',
    caption: "Each run's own bound, with the constants that it measured or was given.",
    ...{ y: 'bound on F - F* (nat)', zero: false },
    points: ({ summary, records }) =>
      policyPoints(summary, records).map(({ policy, round, gapBound: value }) => ({ policy, round, value })),
  },
  {
    id: 'pair-delay',
    title: 'Average delay so far',
    caption:
      'Mean delay of the rounds so far; each run has its own budget, in the table of keys where they differ.',
    y: 'average delay so far (s)',
    points: ({ summary, records }) =>
      policyPoints(summary, records).map(({ policy, round, averageDelayS: value }) => ({
        policy,
        round,
        value,
      })),
  },
  {
    id: 'pair-energy',
    title: 'Energy so far',
    caption: 'Of all devices, added up over the rounds.',
    y: 'energy so far (J)',
    points: (run) =>
      running(run, ({ energyJ }) => Object.values(energyJ).reduce((sum, joules) => sum + joules, 0), false),
  },
  {
    id: 'pair-devices',
    title: 'Devices heard',
    caption: 'Mean number of devices heard from in a round so far.',
    y: 'devices a round so far',
    points: (run) => running(run, (record) => arrivedIn(record).length, true),
  },
];

/** Only what both runs have measured. */
export function pairFigures({ runs }: RunPair): Figure[] {
  const policies = [...new Set(runs.flatMap(({ summary }) => summary.policies.map(({ policy }) => policy)))];
  return DRAWINGS.flatMap((drawing) => {
    const values = runs.map((run) =>
      drawing
        .points(run)
        .flatMap(({ policy, round, value }): PairPoint[] =>
          value === null || !Number.isFinite(value) ? [] : [{ policy, run: run.label, round, value }],
        ),
    );
    if (values.some((points) => points.length === 0)) return [];
    const { id, title, caption } = drawing;
    const labels = runs.map(({ label }) => label);
    return [
      {
        ...{ id, title, wide: false },
        caption: `${caption} Solid: ${labels[0]}; dashed: ${labels[1]}; where a policy has one line alone, both lie on each other or only one ran it.`,
        spec: pairSpec(drawing, policies, labels, values.flat()),
      },
    ];
  });
}

function pairSpec(
  { y, format, zero = true }: Drawing,
  policies: readonly string[],
  labels: readonly string[],
  values: readonly PairPoint[],
): TopLevelSpec {
  const { color } = policyEncoding(policies).line;
  const xy = {
    x: { field: 'round', type: 'quantitative', axis: { title: 'rounds done', format: 'd', tickMinStep: 1 } },
    y: {
      field: 'value',
      type: 'quantitative',
      axis: { title: y, ...(format ? { format } : {}) },
      scale: { zero },
    },
  };
  const strokeDash = {
    field: 'run',
    type: 'nominal',
    scale: {
      domain: [...labels],
      range: [
        [1, 0],
        [6, 4],
      ],
    },
    legend: {
      ...{ title: null, orient: 'bottom', labelLimit: 240, direction: 'vertical' },
      ...{ symbolType: 'stroke', symbolSize: 700, symbolStrokeWidth: 2, symbolStrokeColor: '#444444' },
    },
  };
  return {
    width: 420,
    height: 250,
    data: { values: [...values] as object[] },
    layer: [
      { mark: { type: 'line', strokeWidth: 2 }, encoding: { ...xy, color, strokeDash } },
      { mark: { type: 'point', filled: true, size: 22, opacity: 1 }, encoding: { ...xy, color } },
    ],
  } as unknown as TopLevelSpec;
}
