/** What a policy that learns while running remembers: the latest rounds it saw, its plan, and when to plan anew. */
import type { RandomStream } from '../../core/random.js';
import type { Observation } from '../observation.js';
import type { ControllerState } from '../state.js';
import type { PricePlan } from './planned-spending.js';

export interface LearningMemory {
  /** Latest observations, oldest first. */
  readonly seen: readonly Observation[];
  readonly plan?: PricePlan;
  /** The round in which to plan anew. */
  readonly planAgainAt: number;
}

/** Observations kept: more would sharpen prices less than the next rounds' own chance does. */
const MOST_SEEN = 64;

export function memoryOf(state: ControllerState): LearningMemory {
  return (state.memory as LearningMemory | undefined) ?? { seen: [], planAgainAt: 0 };
}

export function withObservation(memory: LearningMemory, observation: Observation): LearningMemory {
  return { ...memory, seen: [...memory.seen, observation].slice(-MOST_SEEN) };
}

/** Fewer observations than this say too little about how channels vary. */
const LEAST_POOL = 32;

/**
 * The first few rounds alone would pass for the whole range of channels. Until enough are seen, they are filled up
 * with copies in which each channel is faded anew (Rayleigh: the power times an exponential draw), a guess that
 * the rounds to come replace.
 */
export function filledUp(pool: readonly Observation[], random: RandomStream): readonly Observation[] {
  if (pool.length === 0 || pool.length >= LEAST_POOL) return pool;
  const guessed = Array.from({ length: LEAST_POOL - pool.length }, (_, i) => ({
    devices: pool[i % pool.length]!.devices.map((device) => ({
      ...device,
      snrHz: device.snrHz * Math.max(random.exponential(), 1e-3),
    })),
  }));
  return [...pool, ...guessed];
}
