/**
 * The bound's constants along a trajectory instead of at its start: the same probes at a few rounds of a run of the
 * first policy, each constant with its method, sample size and spread. What (A1) to (A4) ask for everywhere is looked
 * at in a few places only, so L, delta^2 and sigma^2 are underestimates of what the theorems mean, and mu may be over.
 */
import { estimateFrom, estimatePlConstant, estimateSmoothness, pairedEstimates } from '../../bounds/index.js';
import type { TrajectoryConstants } from '../../record/records.js';
import { aggregate } from '../../training/index.js';
import { geometry, measureSmoothness, type ProbeContext, probeDevices } from './probes.js';

/** The model after some rounds. */
export interface TrajectoryModel {
  readonly roundsDone: number;
  readonly trainable: Float32Array;
}

/** Keeps the models of `count` rounds, evenly from the start to the end of the horizon. */
export function trajectoryRecorder(horizon: number, count: number) {
  const wanted = new Set(Array.from({ length: count }, (_, i) => Math.round((i * horizon) / (count - 1))));
  const models: TrajectoryModel[] = [];
  return {
    models: models as readonly TrajectoryModel[],
    see(roundsDone: number, trainable: Float32Array): void {
      if (wanted.has(roundsDone)) models.push({ roundsDone, trainable });
    },
  };
}

async function lookAt(context: ProbeContext, scale: Float32Array, { trainable }: TrajectoryModel) {
  const probes = await probeDevices(context, scale, trainable);
  const shares = probes.map(({ share }) => share / 2);
  return {
    ...pairedEstimates(probes),
    loss: probes.reduce((sum, { share, loss }) => sum + share * loss, 0),
    curvature: (await measureSmoothness(context, trainable)).curvature,
    // One fixed sample of rows, so that the difference between two points is a difference of one function.
    gradient: aggregate(
      [...probes.map(({ first }) => first), ...probes.map(({ second }) => second)],
      [...shares, ...shares],
    ),
    // A block that is not trained has scale 0 and stays where it is.
    theta: trainable.map((value, i) => (scale[i]! > 0 ? value / scale[i]! : 0)),
  };
}

/**
 * Measures the constants at each model in turn.
 * @param models at least two, in the order of the rounds
 */
export async function measureTrajectory(
  context: ProbeContext,
  policy: string,
  models: readonly TrajectoryModel[],
): Promise<TrajectoryConstants> {
  const scale = geometry(context.layout, context.optimiser);
  const points = [];
  for (const model of models) points.push(await lookAt(context, scale, model));
  const pairs = `two mini-batches of each of ${context.devices.length} devices at each point`;
  const noise = points.flatMap(({ variances }) => variances);
  return {
    policy,
    roundsDone: models.map(({ roundsDone }) => roundsDone),
    losses: points.map(({ loss }) => loss),
    curvature: estimateFrom(
      points.map(({ curvature }) => curvature),
      'largest',
      'largest over points of power iteration on finite-difference Hessian-vector products',
    ),
    gradientRatio: estimateSmoothness(points),
    heterogeneity: estimateFrom(
      points.map(({ delta2 }) => Math.max(0, delta2)),
      'largest',
      `largest over points, unbiased from ${pairs}`,
    ),
    gradientNoise: estimateFrom(noise, 'largest', `largest over devices and points, from ${pairs}`),
    plConstant: estimatePlConstant(
      points.map(({ loss, gradient2 }) => ({ loss, gradient2: Math.max(0, gradient2) })),
      0,
    ),
    minimum: 0,
  };
}
