/** Devices in the order of how well off they are: near to far, or by measured channel where there are no places. */
import type { DeviceSummary, RunSummary } from '../record/records.js';

export interface DeviceOrder {
  readonly devices: readonly DeviceSummary[];
  readonly inWords: string;
  /** Who is best off. */
  readonly first: string;
}

/** @returns undefined where channels were measured, so that nobody has a place */
export function farthestM({ devices }: RunSummary): number | undefined {
  const distances = devices.flatMap(({ place }) => (place ? [place.groundDistanceM] : []));
  return distances.length === 0 ? undefined : Math.max(...distances);
}

export function deviceOrder(summary: RunSummary): DeviceOrder {
  const isPlaced = farthestM(summary) !== undefined;
  const handicap = ({ place, meanSnrHz }: DeviceSummary) =>
    place ? place.groundDistanceM : -(meanSnrHz ?? 0);
  return {
    devices: [...summary.devices].sort((a, b) => handicap(a) - handicap(b)),
    inWords: isPlaced ? 'devices, near to far' : 'devices, strong to weak',
    first: isPlaced ? 'nearest to the base station' : 'strongest',
  };
}
