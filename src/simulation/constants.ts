/**
 * The bound's constants, measured on the real model where training starts. All in the geometry in which the
 * optimiser is plain gradient descent: a block with step scale s has coordinates phi = theta / sqrt(s), so
 * that its gradient is sqrt(s) grad and one step size eta serves every block. The theorems hold there as
 * they stand. Away from theta_0 the constants may differ: what follows from them is an estimate.
 */
import { randomStream } from '../core/random.js';
import type { Layout, OptimiserConfig } from '../training/index.js';
import { aggregate } from '../training/index.js';
import type { DevicePool } from './device-pool.js';
import type { SimulatedDevice } from './environment.js';
import { miniBatch } from './mini-batches.js';
import type { BoundConstants } from './records.js';

/** Power iterations for L; the estimate moves by less than 2 % after the sixth (docs/training.md). */
const POWER_ITERATIONS = 8;
/** Length of the finite-difference step in phi: float32 gradients lose digits below, curvature changes above. */
const DIFFERENCE_STEP = 0.02;
/** Devices whose probe batches make up the sample on which L is measured. */
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

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** a + factor b, elementwise times scale. */
function plusScaled(a: Float32Array, factor: number, b: Float32Array, scale: Float32Array): Float32Array {
  return a.map((value, i) => value + factor * b[i]! * scale[i]!);
}

interface Probe {
  readonly loss: number;
  /** Gradient by phi. */
  readonly gradient: Float32Array;
}

/** Mean gradient by phi over some batches at theta. */
async function probe(
  context: ProbeContext,
  scale: Float32Array,
  trainable: Float32Array,
  batches: readonly (readonly number[])[],
): Promise<Probe> {
  const results = await Promise.all(batches.map((rows) => context.pool.gradient(trainable, rows)));
  const weight = 1 / batches.length;
  const mean = aggregate(
    results.map((result) => result.gradient),
    results.map(() => weight),
  );
  return {
    loss: results.reduce((sum, result) => sum + weight * result.loss, 0),
    gradient: mean.map((value, i) => value * scale[i]!),
  };
}

/** Largest curvature at theta on a sample, by power iteration on finite-difference Hessian products. */
async function measureSmoothness(
  context: ProbeContext,
  scale: Float32Array,
  trainable: Float32Array,
): Promise<number> {
  const spread = Math.max(1, Math.floor(context.devices.length / CURVATURE_DEVICES));
  const batches = context.devices
    .filter((_, k) => k % spread === 0)
    .slice(0, CURVATURE_DEVICES)
    .map(({ id, rows }) => miniBatch(rows, context.batchSize, context.seed, 'probe-curvature', id, 0));
  const random = randomStream(context.seed, 'power-iteration');
  let direction = Float32Array.from({ length: trainable.length }, () => random.normal());
  let curvature = 0;
  for (let i = 0; i < POWER_ITERATIONS; i++) {
    const norm = Math.sqrt(dot(direction, direction));
    const step = DIFFERENCE_STEP / norm;
    const [ahead, behind] = await Promise.all([
      probe(context, scale, plusScaled(trainable, step, direction, scale), batches),
      probe(context, scale, plusScaled(trainable, -step, direction, scale), batches),
    ]);
    const product = ahead.gradient.map((value, j) => (value - behind.gradient[j]!) / (2 * DIFFERENCE_STEP));
    curvature = Math.sqrt(dot(product, product));
    direction = product;
  }
  return curvature;
}

/** Two independent mini-batch gradients of every device: their products have no sampling bias. */
async function probeDevices(context: ProbeContext, scale: Float32Array, trainable: Float32Array) {
  const { devices, batchSize, seed } = context;
  return Promise.all(
    devices.map(async ({ id, rows, share }) => {
      const [first, second] = await Promise.all(
        ['probe-first', 'probe-second'].map((purpose) =>
          probe(context, scale, trainable, [miniBatch(rows, batchSize, seed, purpose, id, 0)]),
        ),
      );
      return { share, batch: Math.min(batchSize, rows.length), first: first!, second: second! };
    }),
  );
}

/** Measures L, mu, delta^2, sigma^2 and F(theta_0) at the start of a run. */
export async function measureConstants(
  context: ProbeContext,
  trainable: Float32Array,
): Promise<BoundConstants> {
  const scale = geometry(context.layout, context.optimiser);
  const probes = await probeDevices(context, scale, trainable);
  const shares = probes.map((p) => p.share);
  const firstMean = aggregate(
    probes.map((p) => p.first.gradient),
    shares,
  );
  const secondMean = aggregate(
    probes.map((p) => p.second.gradient),
    shares,
  );
  const squaredMean = Math.max(0, dot(firstMean, secondMean));
  let loss = 0;
  let deviceSquares = 0;
  let noise = 0;
  for (const { share, batch, first, second } of probes) {
    loss += (share * (first.loss + second.loss)) / 2;
    deviceSquares += share * dot(first.gradient, second.gradient);
    const difference = first.gradient.map((value, i) => value - second.gradient[i]!);
    noise = Math.max(noise, (batch * dot(difference, difference)) / 2);
  }
  const smoothness = await measureSmoothness(context, scale, trainable);
  const plConstant = Math.min(smoothness, squaredMean / (2 * loss));
  const stepSize = Math.min(context.optimiser.stepSize, 1 / smoothness);
  return {
    smoothness,
    plConstant,
    heterogeneity: Math.max(0, deviceSquares - squaredMean),
    gradientNoise: noise,
    initialGap: loss,
    stepSize,
    assumptionsHold: context.optimiser.kind === 'sgd' && context.optimiser.stepSize <= 1 / smoothness,
    contraction: 1 - stepSize * plConstant,
    method:
      `at the initial model: L by ${POWER_ITERATIONS} power iterations on finite-difference Hessian products ` +
      `(${CURVATURE_DEVICES} devices' mini-batches); delta^2 and sigma^2 from two mini-batches of each of ` +
      `${probes.length} devices; mu = ||grad F||^2 / (2 F) with F* >= 0`,
  };
}
