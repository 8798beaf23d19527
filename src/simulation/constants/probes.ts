/**
 * Looking at the real model at one point: its curvature, and two mini-batch gradients of every device. All in the
 * geometry in which the optimiser is plain gradient descent: a block with step scale s has coordinates
 * phi = theta / sqrt(s), so that its gradient is sqrt(s) grad and one step size eta serves every block. The theorems
 * hold there as they stand. The mini-batches depend on seed and device alone: every point is asked about the same rows.
 */
import { followCurvature, randomUnit, type SteepestDirection, type Vector } from '../../bounds/index.js';
import { randomStream } from '../../core/random.js';
import { aggregate, type Layout, type OptimiserConfig } from '../../training/index.js';
import type { DevicePool } from '../pools/device-pool.js';
import type { SimulatedDevice } from '../world/devices.js';
import { miniBatch } from '../world/mini-batches.js';

/** Power iterations for L: on the default scenario the fifth is within 0.3 % of the twelfth. */
export const POWER_ITERATIONS = 5;
/** Length of the finite-difference step: float32 gradients lose digits below, curvature changes above. */
const DIFFERENCE_STEP = 0.02;
/** Power iteration ends where its value moves by less than this part. */
const SETTLED = 1e-4;
/** Devices whose mini-batches make up the sample on which L is measured. */
export const CURVATURE_DEVICES = 4;

export interface ProbeContext {
  readonly pool: DevicePool;
  readonly layout: Layout;
  readonly optimiser: Pick<OptimiserConfig, 'stepScale'>;
  readonly devices: readonly Pick<SimulatedDevice, 'id' | 'rows' | 'share'>[];
  readonly batchSize: number;
  readonly seed: number;
}

/** sqrt(step scale) of every trainable number. */
export function geometry(layout: Layout, optimiser: Pick<OptimiserConfig, 'stepScale'>): Float32Array {
  const scale = new Float32Array(layout.size);
  for (const block of layout.blocks) {
    const root = Math.sqrt(optimiser.stepScale[block.role] ?? 1);
    scale.fill(root, block.offset, block.offset + block.rows * block.cols);
  }
  return scale;
}

const product = (a: Float32Array, b: Float32Array) => a.map((value, i) => value * b[i]!);

/** A first look at the curvature, or one that goes on from the steepest direction of a point nearby. */
export interface Look {
  /** Unit vector; drawn when absent. */
  readonly start?: Vector;
  /** Products of the Hessian with a direction; POWER_ITERATIONS when absent. */
  readonly iterations?: number;
}

/** L at theta on a sample of devices, by power iteration in phi; never above the true one but for rounding. */
export async function measureSmoothness(
  context: ProbeContext,
  trainable: Float32Array,
  { start, iterations = POWER_ITERATIONS }: Look = {},
): Promise<SteepestDirection> {
  const { pool, devices, batchSize, seed } = context;
  const scale = geometry(context.layout, context.optimiser);
  const spread = Math.max(1, Math.floor(devices.length / CURVATURE_DEVICES));
  const batches = devices
    .filter((_, k) => k % spread === 0)
    .slice(0, CURVATURE_DEVICES)
    .map(({ id, rows }) => miniBatch(rows, batchSize, seed, 'probe-curvature', id, 0));
  // The origin of phi is theta, so that a step in phi is a small number added to a float32 one.
  const gradient = async (phi: Vector) => {
    const theta = trainable.map((value, i) => value + phi[i]! * scale[i]!);
    const results = await Promise.all(batches.map((rows) => pool.gradient(theta, rows)));
    const mean = aggregate(
      results.map((result) => result.gradient),
      results.map(() => 1 / results.length),
    );
    return product(mean, scale);
  };
  const unit = start ?? randomUnit(trainable.length, randomStream(seed, 'power-iteration'));
  const settings = { iterations, tolerance: SETTLED, differenceStep: DIFFERENCE_STEP };
  return followCurvature(gradient, new Float64Array(trainable.length), unit, settings);
}

/** Two independent mini-batch gradients by phi of every device, and their losses. */
export function probeDevices(context: ProbeContext, scale: Float32Array, trainable: Float32Array) {
  const { pool, devices, batchSize, seed } = context;
  return Promise.all(
    devices.map(async ({ id, rows, share }) => {
      const draw = (purpose: string) =>
        pool.gradient(trainable, miniBatch(rows, batchSize, seed, purpose, id, 0));
      const [first, second] = await Promise.all([draw('probe-first'), draw('probe-second')]);
      return {
        share,
        batchSize: Math.min(batchSize, rows.length),
        loss: (first.loss + second.loss) / 2,
        first: product(first.gradient, scale),
        second: product(second.gradient, scale),
      };
    }),
  );
}
