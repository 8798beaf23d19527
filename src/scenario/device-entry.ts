/**
 * One device of a list: an entry of `devices.list`, or a row of `devices.file`. Each key is called as the group calls it that decides
 * the same for devices that are drawn, and what is left out is as it would be there.
 */
import { z } from 'zod';
import { entry } from './groups.js';
import { optionalCount, optionalFlag, optionalNumber, optionalQuantity, requiredName } from './keys.js';
import { documentedOptional } from './notes.js';
import { named } from './si-names.js';

/** Devices of a run, at most. */
export const MOST_DEVICES = 1000;

const LONGEST_ID = 100;

export const deviceEntry = entry('A device.', {
  id: requiredName(LONGEST_ID, 'Name of the device, in everything that the run leaves.', 'phone-1'),
  distance: optionalQuantity(
    'length',
    { least: '10 m', most: '5 km' },
    {
      about: 'Distance from the base station, over the ground.',
      example: '120 m',
      absent: 'absent, drawn over the ring of the group cell',
    },
  ),
  gain: optionalQuantity(
    'ratio',
    { least: '-300 dB', most: '0 dB' },
    {
      about:
        'Power gain of the channel before fading, antennas included, in place of path loss and shadowing.',
      example: '-105 dB',
      absent: 'absent, path loss and shadowing at the distance',
    },
  ),
  lineOfSight: optionalFlag({
    about: 'Whether the base station is in sight: it decides path loss and fading.',
    example: true,
    absent: "absent, drawn by the table's probability at the distance",
  }),
  power: named(
    'transmitPowerW',
    optionalQuantity(
      'power',
      { above: '0 W' },
      { about: 'Transmit power.', example: '23 dBm', absent: 'absent, radio.power' },
    ),
  ),
  clock: named(
    'cyclesPerS',
    optionalQuantity(
      'frequency',
      { above: '0 Hz' },
      {
        about: 'Clock, cycles a second.',
        example: '1.5 GHz',
        absent: 'absent, drawn as compute.deviceClock says',
      },
    ),
  ),
  averageEnergy: optionalQuantity(
    'energy',
    { above: '0 J' },
    {
      about: 'Budget of the energy in a round, on average over the run.',
      example: '20 mJ',
      absent: 'absent, constraints.averageEnergy',
    },
  ),
  rows: optionalCount(
    { least: 1, most: 1_000_000 },
    {
      about: 'Training rows, where learning.partition is iid or dirichlet-shares.',
      example: 180,
      absent: 'absent, share; without either an even part of the rows that are left',
    },
  ),
  share: optionalNumber(
    { above: 0, most: 1 },
    {
      about: 'Training rows as a share of all, in place of rows.',
      example: 0.05,
      absent: 'absent, rows',
    },
  ),
});

export type DeviceEntry = z.output<typeof deviceEntry>;

/** Keys of a device in the order they are documented, which are the columns of a table. */
export const DEVICE_KEYS = Object.keys(deviceEntry.in.shape) as readonly (keyof z.input<
  typeof deviceEntry
>)[];

export const DEVICE_LIST = `a list of 1 to ${MOST_DEVICES} devices, each a group with id and any of ${DEVICE_KEYS.slice(1).join(', ')}`;

/** Blames the later one of two devices, or of two keys, that do not go together. */
function checkEntries(devices: readonly DeviceEntry[], context: z.RefinementCtx): void {
  const first = new Map<string, number>();
  devices.forEach(({ id, rows, share }, k) => {
    const before = first.get(id);
    if (before === undefined) first.set(id, k);
    else {
      const message = `an id of its own (device ${before + 1} of the list has this one)`;
      context.addIssue({ code: 'custom', path: [k, 'id'], message });
    }
    if (rows !== undefined && share !== undefined)
      context.addIssue({ code: 'custom', path: [k, 'share'], message: 'one of rows and share, not both' });
  });
}

export const deviceEntries = z
  .array(deviceEntry)
  .min(1)
  .max(MOST_DEVICES)
  .superRefine(checkEntries)
  .meta({ accepts: DEVICE_LIST, description: 'Devices, one by one.' });

export const deviceList = documentedOptional(deviceEntries, DEVICE_LIST, {
  about:
    'Devices one by one, each with its id and what is known of it; what is left out is drawn, or the same for all, as without a list (docs/scenario.md).',
  example: [{ id: 'phone-1', distance: '120 m', power: '23 dBm' }],
  absent: 'absent, learning.devices devices are drawn',
});
