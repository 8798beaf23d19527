/** Settings of the default study, found by trial on the default task (docs/training.md). */
import type { CompareOptions } from './compare.js';

export const COMPARE_DEFAULTS: Pick<CompareOptions, 'settings' | 'stepSizes'> = {
  settings: {
    rounds: 60,
    devicesPerRound: 7,
    batchSize: 8,
    stepSize: 0.2,
    stepScale: { loraA: 1, loraB: 4, head: 1, encoder: 0.4 },
    dropOutProbability: 0,
  },
  // At 0.2 both end at chance: a single device's gradients are too one-sided, and random features too alike.
  stepSizes: { 'random-encoder': 0.05, 'local-only': 0.05 },
};
