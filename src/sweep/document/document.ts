/** The schema of a sweep file, but for `scenario` and `vary`: those are read by the scenario's own schema. */
import { z } from 'zod';
import { choice, count, nameList, text } from '../../scenario/keys.js';
import { documentedOptional } from '../../scenario/notes.js';
import { GUIDE_SHAPES, METRIC_NAMES, SERIES_METRIC_NAMES, type SweepMetric } from '../index.js';

const METRIC_CHOICES: readonly SweepMetric[] = [...METRIC_NAMES, ...SERIES_METRIC_NAMES];
const METRIC_WORDS = `a metric, of ${METRIC_CHOICES.join(', ')}`;

const metric = z.enum(METRIC_CHOICES as readonly [SweepMetric, ...SweepMetric[]]).meta({
  accepts: METRIC_WORDS,
  choices: METRIC_CHOICES,
});

/** One name or a list of them. */
const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.union([item, z.array(item).min(1)]).transform((value) => (Array.isArray(value) ? value : [value]));

const scale = (axis: string) =>
  choice(['linear', 'log'], { about: `Scale of the ${axis} axis.`, default: 'linear', source: 'plain' });

function figureSection(policies: readonly string[], varied: readonly string[]) {
  const xChoices = [...varied, ...SERIES_METRIC_NAMES];
  const dimensions = ['policy', ...varied];
  const dimension = z.enum(dimensions as [string, ...string[]]);
  return z.strictObject({
    title: text({ about: 'Over the figure.', default: 'Means with intervals', source: 'what it shows' }),
    caption: z.string().optional().meta({ accepts: 'a text: what to see' }),
    x: z.enum(xChoices as [string, ...string[]]).meta({
      accepts: `a varied key or a series of the rounds, of ${xChoices.join(', ')}`,
      choices: xChoices,
    }),
    y: oneOrMore(metric).meta({ accepts: `${METRIC_WORDS}, or a list of them`, choices: METRIC_CHOICES }),
    series: oneOrMore(dimension)
      .optional()
      .meta({ accepts: `what tells lines apart, of ${dimensions.join(', ')}`, choices: dimensions }),
    xScale: scale('horizontal'),
    yScale: scale('vertical'),
    policies: documentedOptional(
      nameList(policies, 'policy', { about: '', default: policies, source: '' }).unwrap(),
      `a list of policies, of ${policies.join(', ')}`,
      { about: 'Policies shown.', example: policies, absent: 'absent, all' },
    ),
    every: count(
      { least: 1, most: 100_000 },
      { about: 'Rounds averaged into one point.', default: 1, source: 'every round' },
    ),
    guides: z
      .array(
        z.strictObject({
          shape: z.enum(GUIDE_SHAPES).meta({
            accepts: `one of ${GUIDE_SHAPES.join(', ')}`,
            choices: GUIDE_SHAPES,
          }),
          y: metric,
          policy: z
            .enum(policies as [string, ...string[]])
            .optional()
            .meta({ accepts: `one of ${policies.join(', ')}`, choices: policies }),
        }),
      )
      .prefault([])
      .meta({ accepts: 'a list of guide lines, each with shape, y and perhaps policy' }),
  });
}

/**
 * @param policies of the scenario, which a figure may name
 * @param varied keys of the sweep, which a figure may have as x
 */
export function sweepSchema(policies: readonly string[], varied: readonly string[]) {
  return z.strictObject({
    name: text({ about: 'Short name, the title of the report.', default: 'sweep', source: 'a name' }),
    description: text({
      about: 'What the sweep asks, in a sentence or two.',
      default: 'One scenario over a grid of its keys, on the same seeds at every grid point.',
      source: 'what every sweep is',
    }),
    scenario: z.unknown().optional(),
    vary: z.unknown().optional(),
    metrics: nameList<SweepMetric>(METRIC_CHOICES, 'metric', {
      about: 'What is averaged over the seeds.',
      default: [
        'accuracy',
        'gapBound',
        'weightedPenalty',
        'averageDelayS',
        'devicesPerRound',
        'totalEnergyJ',
      ],
      source: 'what the table of a run compares',
    }),
    figure: figureSection(policies, varied).optional(),
  });
}
