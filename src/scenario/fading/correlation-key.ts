/** The key that kinds of fading share. */
import { optionalNumber } from '../keys.js';

export const correlation = optionalNumber(
  { least: 0, most: 1 },
  {
    about: 'Correlation of the complex gain from one round to the next, set by hand.',
    example: 0,
    absent:
      "absent, as cell.speed has it by Jakes' model; without a speed 0, rounds further apart than the coherence time",
  },
);
