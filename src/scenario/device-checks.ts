/** What a list of devices asks of the rest of a scenario. */
import type { z } from 'zod';
import { type DeviceEntry, MOST_DEVICES } from './device-entry.js';
import type { ScenarioDocument } from './document.js';

type Path = readonly (string | number)[];
type Blame = (path: Path, accepts: string) => void;

/** Ways to deal out rows that leave it to the list how many each device has. */
const SIZED = ['iid', 'dirichlet-shares'] as const;

const isSized = ({ rows, share }: DeviceEntry) => rows !== undefined || share !== undefined;

/** A key of every device that must not be there, blamed once a device. */
function refuse(
  list: readonly DeviceEntry[],
  keys: Readonly<Record<string, keyof DeviceEntry>>,
  why: string,
  blame: Blame,
) {
  list.forEach((device, k) => {
    for (const [key, name] of Object.entries(keys))
      if (device[name] !== undefined) blame(['devices', 'list', k, key], `no ${key} of a device ${why}`);
  });
}

function checkPlaces({ cell, radio }: ScenarioDocument, list: readonly DeviceEntry[], blame: Blame): void {
  const channel = { gain: 'gain', lineOfSight: 'lineOfSight' } as const;
  if (radio.channel.kind !== 'cell') {
    const why = 'where channels are measured (radio.channel: traces), since those have no places';
    refuse(list, { distance: 'distanceM', ...channel }, why, blame);
    return;
  }
  if (cell.speedMPerS === undefined) return;
  refuse(list, channel, 'that moves (cell.speed): it changes on the way', blame);
  list.forEach(({ distanceM }, k) => {
    if (distanceM !== undefined && !(distanceM >= cell.leastDistanceM && distanceM <= cell.radiusM))
      blame(
        ['devices', 'list', k, 'distance'],
        `from cell.leastDistance to cell.radius (${cell.leastDistanceM} m to ${cell.radiusM} m) where devices move (cell.speed)`,
      );
  });
}

function checkRows({ learning }: ScenarioDocument, list: readonly DeviceEntry[], blame: Blame): void {
  const { partition, data } = learning;
  if (!list.some(isSized)) return;
  if (!(SIZED as readonly string[]).includes(partition.kind)) {
    const why = `where learning.partition is ${partition.kind}, which decides it; with ${SIZED.join(' or ')} the list does`;
    refuse(list, { rows: 'rows', share: 'share' }, why, blame);
    return;
  }
  const sum = (value: (device: DeviceEntry) => number) => list.reduce((total, one) => total + value(one), 0);
  const shares = sum(({ share = 0 }) => share);
  if (shares > 1 + 1e-9) blame(['devices', 'list'], `shares that sum to at most 1 (these to ${shares})`);
  if (data.kind === 'file') return; // How many rows there are is known when the file is read.
  const rows = sum((device) => (device.share ?? 0) * data.rows + (device.rows ?? (isSized(device) ? 0 : 1)));
  if (rows > data.rows + 1e-6 * list.length)
    blame(
      ['devices', 'list'],
      `rows that sum to at most learning.data.rows, ${data.rows}, with one for each device that names none (these to ${Math.ceil(rows)})`,
    );
}

/** Reports what does not go with the list, or with the number of its devices. */
export function checkDevices(document: ScenarioDocument, context: z.RefinementCtx): void {
  const blame: Blame = (path, message) => context.addIssue({ code: 'custom', path: [...path], message });
  const { file, list } = document.devices;
  if (file !== undefined) {
    blame(
      ['devices', 'file'],
      list === undefined
        ? 'devices.list in its place, since only a scenario that is read from a file can name another'
        : 'one of devices.list and devices.file, not both',
    );
  }
  if (list === undefined || list.length === 0 || list.length > MOST_DEVICES) return;
  if (list.length !== document.learning.devices)
    blame(
      ['learning', 'devices'],
      `${list.length}, the number of devices in the list (devices.list, devices.file), or the key left out; where it is varied, vary the list`,
    );
  checkPlaces(document, list, blame);
  checkRows(document, list, blame);
}
