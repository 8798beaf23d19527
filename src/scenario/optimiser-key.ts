/** `learning.optimiser`: what turns an aggregated gradient into a new model. */
import { z } from 'zod';
import { LARGEST_ETA_L } from '../training/index.js';
import { defaultVariant, section, variant } from './groups.js';
import { number, numberOrRule } from './keys.js';

const stepSize = (value: number) =>
  number(
    { above: 0 },
    {
      about: 'Step size eta of the aggregated update.',
      default: value,
      source: 'by trial on the default scenario',
    },
  );

const sgdStepSize = numberOrRule(
  'auto',
  { above: 0 },
  {
    about: `Step size eta of the aggregated update; auto: ${LARGEST_ETA_L}/L where the run begins, less where the largest curvature L grows along it, half after a divergence.`,
    default: 0.1,
    source:
      'by trial on the default scenario (seeds 401 to 408), where 0.15 diverges on some; above 1/L there on some of the way, which the run then says',
  },
);

const stepScale = section('Factors on the step size for the parts of the model.', {
  loraA: number(
    { least: 0 },
    { about: 'For the factors A (0 keeps them).', default: 1, source: 'the same step for every part' },
  ),
  loraB: number(
    { least: 0 },
    {
      about: 'For the factors B (0 keeps them).',
      default: 4,
      source: 'by trial: B starts at zero and has further to go (docs/training.md)',
    },
  ),
  head: number(
    { least: 0 },
    { about: 'For the task head (0 keeps it).', default: 1, source: 'the same step for every part' },
  ),
});

const decay = (about: string, value: number, source: string) =>
  number({ least: 0, most: 0.9999 }, { about, default: value, source });

export const optimiser = z
  .discriminatedUnion('kind', [
    defaultVariant('sgd', 'Plain gradient steps, the method of the theorems.', {
      stepSize: sgdStepSize,
      stepScale,
    }),
    variant('momentum', 'Heavy-ball momentum; outside the theorems.', {
      stepSize: stepSize(0.05),
      stepScale,
      momentum: decay('Part of the last direction that goes on in the next.', 0.9, 'the usual one'),
    }),
    variant('adam', 'Adam (Kingma, Ba 2015); outside the theorems.', {
      stepSize: stepSize(0.002),
      stepScale,
      firstDecay: decay('Part that the mean of gradients keeps of itself.', 0.9, 'the paper'),
      secondDecay: decay('Part that the mean of their squares keeps of itself.', 0.999, 'the paper'),
      epsilon: number(
        { above: 0 },
        { about: 'Added to the root of that mean, which divides.', default: 1e-8, source: 'the paper' },
      ),
    }),
  ])
  .prefault({})
  .meta({ description: "The server's optimiser: what turns an aggregated gradient into a new model." });
