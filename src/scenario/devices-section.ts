/** Keys of the group `devices`: who they are, who is there, and who fails. */
import { z } from 'zod';
import { deviceList } from './device-entry.js';
import { defaultVariant, section, variant } from './groups.js';
import { number, optionalPath } from './keys.js';
import { named } from './si-names.js';

const availability = z
  .discriminatedUnion('kind', [
    defaultVariant('always', 'Everybody is there in every round.', {}),
    variant('markov', 'Devices leave and join between rounds, each for itself.', {
      leave: named(
        'leaveProbability',
        number(
          { least: 0, most: 1 },
          {
            about: 'Probability that a device that is there is away in the next round.',
            default: 0.05,
            source: 'our choice: there for twenty rounds on average',
          },
        ),
      ),
      join: named(
        'joinProbability',
        number(
          { above: 0, most: 1 },
          {
            about: 'Probability that a device that is away is there in the next round.',
            default: 0.2,
            source: 'our choice: away for five rounds on average, so a fifth of the time',
          },
        ),
      ),
    }),
  ])
  .prefault({})
  .meta({ description: 'Who is there.' });

export const devices = section(
  'Who the devices are where they are not drawn; devices that come and go, or fail.',
  {
    list: deviceList,
    file: optionalPath({
      about:
        'File with that list: a table with the columns id, distance, ... (.csv), or a list (.yaml, .json), from the folder of the file this is written in.',
      example: 'phones.csv',
      absent: 'absent, devices.list',
    }),
    availability,
    dropOut: named(
      'dropOutProbability',
      number(
        { least: 0, most: 0.99 },
        {
          about:
            'Probability that a scheduled device fails half-way; the server waits for it as planned and goes on without it.',
          default: 0,
          source: 'no failures unless asked for',
        },
      ),
    ),
  },
);
