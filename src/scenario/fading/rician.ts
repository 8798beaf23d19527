/** A direct path for devices in sight; those that are obstructed have none. */
import { defaultVariant } from '../groups.js';
import { quantity } from '../keys.js';
import { correlation } from './correlation-key.js';
import { fadingKind } from './kind.js';

export const rician = fadingKind({
  kind: 'rician',
  words: 'Rician fading where they are in sight and Rayleigh fading where they are not',
  variant: defaultVariant('rician', 'A direct path for devices in line of sight, none for the others.', {
    riceanFactor: quantity(
      'ratio',
      {},
      {
        about: 'Power of the direct path over the scattered ones.',
        default: '9 dB',
        source: 'TR 38.901 Table 7.5-6, UMa with line of sight (mean)',
      },
    ),
    correlation,
  }),
  law: ({ riceanFactor }, lineOfSight, c) => ({
    directRatio: lineOfSight ? riceanFactor : 0,
    correlation: c,
  }),
});
