/** phi of a run. */
import type { Penalty } from '../problem/round/problem.js';
import type { PenaltyKind } from '../scenario/scenario.js';
import type { SimulatedDevice } from './world/environment.js';

/**
 * The cap of 'inverse' is psi of the smallest device alone: an empty round is never better than hearing
 * from one device, and phi stays convex and decreasing.
 */
export function roundPenalty(kind: PenaltyKind, devices: readonly SimulatedDevice[]): Penalty {
  if (kind !== 'inverse') return { kind };
  const least = Math.min(...devices.map((device) => device.share));
  return { kind, cap: (1 - least) / least };
}
