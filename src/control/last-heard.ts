/** When each device was last heard, and what it said then, as part of a policy's memory. */
import { ownValue } from '../core/own.js';
import type { ControllerState, PolicyMemory } from './state.js';

/** Plain JSON. */
export interface LastHeard {
  /** Round in which a device was last heard, by id; absent: never. */
  readonly round: Readonly<Record<string, number>>;
  /** Its training loss then, by id, where it was known. */
  readonly loss: Readonly<Record<string, number>>;
}

const NOBODY: LastHeard = { round: {}, loss: {} };

export function lastHeard(state: ControllerState): LastHeard {
  return (state.memory?.lastHeard as LastHeard | undefined) ?? NOBODY;
}

/** The memory after a round in which these devices were heard. */
export function rememberHeard(
  state: ControllerState,
  heard: readonly string[],
  loss: Readonly<Record<string, number>>,
): PolicyMemory {
  const before = lastHeard(state);
  return {
    ...state.memory,
    lastHeard: {
      round: { ...before.round, ...Object.fromEntries(heard.map((id) => [id, state.round])) },
      loss: { ...before.loss, ...loss },
    } satisfies LastHeard,
  };
}

/** Rounds since a device was last heard, this one included: 1 after a round in which it was, t + 1 if it never was. */
export function ageOf(state: ControllerState, id: string): number {
  return state.round - (ownValue(lastHeard(state).round, id) ?? -1);
}
