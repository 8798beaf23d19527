/** From indexes back to ids. */
import type { RoundDecision, RoundProblem } from '../core/round/problem.js';
import type { Allocation } from './allocation.js';

/** The decision of a schedule and its allocation (indexes ascending or not; ids come out in device order). */
export function toDecision(
  problem: RoundProblem,
  scheduled: ArrayLike<number>,
  allocation: Pick<Allocation, 'bandwidthHz'>,
): RoundDecision {
  const places = Array.from({ length: scheduled.length }, (_, i) => i).sort(
    (i, j) => scheduled[i]! - scheduled[j]!,
  );
  const ids = places.map((i) => problem.devices[scheduled[i]!]!.id);
  const entries = places.map((i, place) => [ids[place]!, allocation.bandwidthHz[i]!] as const);
  return { scheduled: ids, bandwidthHz: Object.fromEntries(entries) };
}

/** Device indexes of a decision, or undefined where it names a device the problem does not have. */
export function scheduledIndexes(problem: RoundProblem, ids: readonly string[]): number[] | undefined {
  const places = new Map(problem.devices.map((device, k) => [device.id, k]));
  const indexes = ids.map((id) => places.get(id));
  return indexes.includes(undefined) ? undefined : (indexes as number[]).sort((a, b) => a - b);
}
