/**
 * A few rounds on the way to a point at which the bound's constants mean something. At theta_0 the factors B and the head are zero, so
 * the head alone has a gradient: delta^2, sigma^2 and mu would be the head's. After one step the head has moved and B has a gradient;
 * after two B has moved and A has one: that is the first point at which every trained number counts.
 */
import { aggregate, createOptimiser, type OptimiserConfig } from '../../training/index.js';
import { miniBatch } from '../world/mini-batches.js';
import type { ProbeContext } from './probes.js';

export const WARM_UP_ROUNDS = 2;

export interface WarmModel {
  readonly trainable: Float32Array;
  /** F(theta_0) on the mini-batches of the first of these rounds. */
  readonly initialLoss: number;
  /** Rounds from theta_0; 0 where the steps led out of the numbers. */
  readonly rounds: number;
}

/** Rounds in which everybody is heard, on mini-batches of their own; the run itself starts at theta_0 all the same. */
export async function warmUp(
  { pool, layout, devices, batchSize, seed }: ProbeContext,
  optimiser: OptimiserConfig,
  initial: Float32Array,
): Promise<WarmModel> {
  const { init, step } = createOptimiser(optimiser);
  let state = init(layout);
  let trainable = initial;
  let initialLoss = Number.NaN;
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    const results = await Promise.all(
      devices.map(({ id, rows }) =>
        pool.gradient(trainable, miniBatch(rows, batchSize, seed, 'warm-up', id, round)),
      ),
    );
    const loss = results.reduce((sum, result, k) => sum + devices[k]!.share * result.loss, 0);
    if (round === 0) initialLoss = loss;
    const direction = aggregate(
      results.map(({ gradient }) => gradient),
      devices.map(({ share }) => share),
    );
    ({ state, trainable } = step(state, trainable, direction));
    if (!(loss <= 2 * initialLoss) || trainable.some((value) => !Number.isFinite(value))) {
      return { trainable: initial, initialLoss, rounds: 0 };
    }
  }
  return { trainable, initialLoss, rounds: WARM_UP_ROUNDS };
}
