/**
 * A problem with some devices forced in and some forced out, as an ordinary round problem that any solver takes and any
 * checker judges. Who is out is left out of the list: his share still counts in 1 - x. Who is in gets a `value` on top of
 * his own, the same M for each of I:
 *
 *   f'(S) = f(S) - M |S n I|,   so  min over S with I in S of f  >=  min f' + M |I|,  with equality if the latter's S holds I.
 *
 * So any M gives a proven lower bound, and one that is large enough the forced optimum itself.
 */
import { withoutDevice } from '../problem/round/penalty/penalty.js';
import type { RoundProblem } from '../problem/round/problem.js';

/** Ids that every schedule must have, and ids that none may have. */
export interface Sides {
  readonly in: readonly string[];
  readonly out: readonly string[];
}

export const NO_SIDES: Sides = { in: [], out: [] };

/** The problem with sides forced; undefined where it would have no device left. */
export function forcedProblem(problem: RoundProblem, sides: Sides, value: number): RoundProblem | undefined {
  const out = new Set(sides.out);
  const into = new Set(sides.in);
  const devices = problem.devices
    .filter(({ id }) => !out.has(id))
    .map((device) => (into.has(device.id) ? { ...device, value: (device.value ?? 0) + value } : device));
  if (devices.length === 0) return undefined;
  const penalty = sides.out.reduce((phi, id) => withoutDevice(phi, id), problem.penalty);
  return { ...problem, penalty, devices };
}
