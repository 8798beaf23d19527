/** The second part of a round: the devices that will not fail train, and their gradients move the model. */
import {
  createOptimiser,
  type DeviceGradient,
  type LocalBatches,
  nextServed,
  participationWeights,
} from '../../training/index.js';
import type { PolicyProgress } from '../policy-run.js';
import type { DevicePool } from '../pools/device-pool.js';
import type { RunSetting } from '../prepared-run.js';
import type { RoundConditions } from '../world/conditions.js';
import type { DecidedRound } from './decide.js';
import type { TrainedRound } from './trained-round.js';

/** @param pool where devices train; absent: nothing is trained, and the model stays as it is */
export async function trainRound(
  pool: DevicePool | undefined,
  setting: Pick<RunSetting, 'optimiser' | 'servedModel' | 'noised'>,
  progress: PolicyProgress,
  decided: DecidedRound,
  { batches }: RoundConditions,
): Promise<TrainedRound> {
  const jobs = pool
    ? decided.outcome.arrived.map((id) => deviceJob(pool, setting, progress, id, batches.get(id)!))
    : [];
  return stepped(setting, progress, decided, await Promise.all(jobs));
}

/** One gradient, or where there are several local steps the sum of theirs. */
function deviceJob(
  pool: DevicePool,
  { optimiser: { stepScale }, noised }: Pick<RunSetting, 'optimiser' | 'noised'>,
  progress: PolicyProgress,
  id: string,
  batches: LocalBatches,
): Promise<DeviceGradient> {
  const { trainable, step } = progress;
  const [first, ...more] = batches;
  if (more.length === 0) return pool.gradient(trainable, first!, noised?.(id, progress));
  return pool.update(trainable, batches, { stepSize: step.size, stepScale });
}

/** Without gradients the model stays as it is. */
function stepped(
  { optimiser, servedModel }: Pick<RunSetting, 'optimiser' | 'servedModel'>,
  { trainable, served, optimiserState, aggregation, step }: PolicyProgress,
  { outcome, shares }: DecidedRound,
  results: readonly DeviceGradient[],
): TrainedRound {
  if (results.length === 0) return { trainable, served, optimiserState, aggregation, trainingLoss: null };
  const { gradient, next } = aggregation.step(
    results.map((result, i) => ({
      id: outcome.arrived[i]!,
      share: shares[i]!,
      gradient: result.gradient,
    })),
  );
  const moved = createOptimiser({ ...optimiser, stepSize: step.size }).step(
    optimiserState,
    trainable,
    gradient,
  );
  // Of the devices heard, by their data, however their gradients are put together.
  const weights = participationWeights(shares, [...shares.keys()]);
  return {
    trainable: moved.trainable,
    served: nextServed(servedModel, served, moved.trainable),
    optimiserState: moved.state,
    aggregation: next,
    trainingLoss: results.reduce((sum, { loss }, i) => sum + weights[i]! * loss, 0),
    losses: finiteLosses(outcome.arrived, results),
  };
}

/** A loss that is no number any more says nothing to a policy. */
function finiteLosses(ids: readonly string[], results: readonly DeviceGradient[]): Record<string, number> {
  const known = ids.flatMap((id, i) => (Number.isFinite(results[i]!.loss) ? [[id, results[i]!.loss]] : []));
  return Object.fromEntries(known);
}
