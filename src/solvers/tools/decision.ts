/** From indexes back to ids. */
import { byId } from '../../problem/round/by-id.js';
import type { RoundDecision, RoundProblem } from '../../problem/round/problem.js';
import { type RoundPoint, roundPoint } from '../../problem/round/solution.js';
import type { Allocation } from './allocation/gathered.js';

/** Writing an answer takes up to so many times what reading the problem into columns takes, measured at K = 100,000. */
export const ANSWER_PASSES = 10;

/** The decision of a schedule and its allocation (indexes ascending or not; ids come out in device order). */
export function toDecision(
  problem: RoundProblem,
  scheduled: ArrayLike<number>,
  allocation: Pick<Allocation, 'bandwidthHz'>,
): RoundDecision {
  const places = Array.from(scheduled, (_, i) => i);
  if (places.some((i) => i > 0 && scheduled[i]! < scheduled[i - 1]!)) {
    places.sort((i, j) => scheduled[i]! - scheduled[j]!);
  }
  const ids = places.map((i) => problem.devices[scheduled[i]!]!.id);
  return { scheduled: ids, bandwidthHz: byId(ids, (place) => allocation.bandwidthHz[places[place]!]!) };
}

/** Device indexes of a decision, or undefined where it names a device the problem does not have. */
export function scheduledIndexes(problem: RoundProblem, ids: readonly string[]): number[] | undefined {
  const places = new Map(problem.devices.map((device, k) => [device.id, k]));
  const indexes = ids.map((id) => places.get(id));
  return indexes.includes(undefined) ? undefined : (indexes as number[]).sort((a, b) => a - b);
}

/** The point of a schedule (indexes ascending) and its allocation. */
export function pointOf(
  problem: RoundProblem,
  scheduled: readonly number[],
  allocation: Pick<Allocation, 'bandwidthHz'>,
  bound: number,
): RoundPoint {
  const devices = scheduled.map((k) => problem.devices[k]!);
  return roundPoint(problem, toDecision(problem, scheduled, allocation), bound, devices);
}
