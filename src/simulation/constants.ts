/**
 * The bound's constants, measured on the real model where training starts. All in the geometry in which the
 * optimiser is plain gradient descent: a block with step scale s has coordinates phi = theta / sqrt(s), so
 * that its gradient is sqrt(s) grad and one step size eta serves every block. The theorems hold there as
 * they stand. Away from theta_0 the constants may differ: what follows from them is an estimate.
 */
import { estimateCurvature, pairedEstimates, type Vector } from '../bounds/index.js';
import { randomStream } from '../core/random.js';
import type { Layout, OptimiserConfig } from '../training/index.js';
import { aggregate } from '../training/index.js';
import type { DevicePool } from './device-pool.js';
import type { SimulatedDevice } from './environment.js';
import { miniBatch } from './mini-batches.js';
import type { BoundConstants } from './records.js';

/** Power iterations for L: on the default scenario the fifth is within 0.3 % of the twelfth. */
const POWER_ITERATIONS = 5;
/** Length of the finite-difference step: float32 gradients lose digits below, curvature changes above. */
const DIFFERENCE_STEP = 0.02;
/** A flat start (everything trained frozen, say) has no curvature; the theorems need L >= mu > 0. */
const LEAST_CONSTANT = 1e-12;
/** Devices whose mini-batches make up the sample on which L is measured. */
const CURVATURE_DEVICES = 4;

interface ProbeContext {
  readonly pool: DevicePool;
  readonly layout: Layout;
  readonly optimiser: OptimiserConfig;
  readonly devices: readonly SimulatedDevice[];
  readonly batchSize: number;
  readonly seed: number;
}

/** sqrt(step scale) of every trainable number. */
function geometry(layout: Layout, optimiser: OptimiserConfig): Float32Array {
  const scale = new Float32Array(layout.size);
  for (const block of layout.blocks) {
    const root = Math.sqrt(optimiser.stepScale[block.role] ?? 1);
    scale.fill(root, block.offset, block.offset + block.rows * block.cols);
  }
  return scale;
}

const product = (a: Float32Array, b: Float32Array) => a.map((value, i) => value * b[i]!);

/** L at theta on a sample of devices, by power iteration in phi. */
async function measureSmoothness(context: ProbeContext, scale: Float32Array, trainable: Float32Array) {
  const { pool, devices, batchSize, seed } = context;
  const spread = Math.max(1, Math.floor(devices.length / CURVATURE_DEVICES));
  const batches = devices
    .filter((_, k) => k % spread === 0)
    .slice(0, CURVATURE_DEVICES)
    .map(({ id, rows }) => miniBatch(rows, batchSize, seed, 'probe-curvature', id, 0));
  // The origin of phi is theta_0, so that a step in phi is a small number added to a float32 one.
  const gradient = async (phi: Vector) => {
    const theta = trainable.map((value, i) => value + phi[i]! * scale[i]!);
    const results = await Promise.all(batches.map((rows) => pool.gradient(theta, rows)));
    const mean = aggregate(
      results.map((result) => result.gradient),
      results.map(() => 1 / results.length),
    );
    return product(mean, scale);
  };
  return estimateCurvature(
    gradient,
    new Float64Array(trainable.length),
    randomStream(seed, 'power-iteration'),
    { starts: 1, iterations: POWER_ITERATIONS, differenceStep: DIFFERENCE_STEP },
  );
}

/** Two independent mini-batch gradients by phi of every device, and their losses. */
function probeDevices(context: ProbeContext, scale: Float32Array, trainable: Float32Array) {
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

/** Measures L, mu, delta^2, sigma^2 and F(theta_0) at the start of a run. */
export async function measureConstants(
  context: ProbeContext,
  trainable: Float32Array,
): Promise<BoundConstants> {
  const { optimiser } = context;
  const scale = geometry(context.layout, optimiser);
  const probes = await probeDevices(context, scale, trainable);
  const { gradient2, delta2, variances } = pairedEstimates(probes);
  const loss = probes.reduce((sum, probe) => sum + probe.share * probe.loss, 0);
  const curvature = await measureSmoothness(context, scale, trainable);
  const smoothness = Math.max(curvature.value, LEAST_CONSTANT);
  const plConstant = Math.min(smoothness, Math.max(gradient2 / (2 * loss), LEAST_CONSTANT));
  const stepSize = Math.min(optimiser.stepSize, 1 / smoothness);
  return {
    smoothness,
    plConstant,
    heterogeneity: Math.max(0, delta2),
    gradientNoise: Math.max(...variances),
    initialGap: loss,
    stepSize,
    assumptionsHold: optimiser.kind === 'sgd' && optimiser.stepSize <= 1 / smoothness,
    contraction: 1 - stepSize * plConstant,
    method:
      `at the initial model: L by ${curvature.method} (${POWER_ITERATIONS} products, ` +
      `${CURVATURE_DEVICES} devices' mini-batches); delta^2 and sigma^2 from two mini-batches of each of ` +
      `${probes.length} devices; mu = ||grad F||^2 / (2 F) with F* >= 0`,
  };
}
