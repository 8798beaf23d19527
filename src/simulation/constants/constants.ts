/**
 * The bound's constants, measured on the real model where training starts (probes.ts). Away from theta_0 they may
 * differ: what follows from them is an estimate. trajectory-constants.ts measures by how much.
 */
import { pairedEstimates } from '../../bounds/index.js';
import type { BoundConstants } from '../../record/records.js';
import {
  CURVATURE_DEVICES,
  geometry,
  measureSmoothness,
  POWER_ITERATIONS,
  type ProbeContext,
  probeDevices,
} from './probes.js';

/** A flat start (everything trained frozen, say) has no curvature; the theorems need L >= mu > 0. */
const LEAST_CONSTANT = 1e-12;

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
