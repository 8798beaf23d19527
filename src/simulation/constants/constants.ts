/**
 * The bound's constants, measured on the real model two rounds from where training starts (warm-up.ts says why there;
 * probes.ts how). Elsewhere they may differ: what follows from them is an estimate. trajectory-constants.ts measures
 * by how much.
 */
import { gramMatrix, pairedEstimates } from '../../bounds/index.js';
import { type BoundConstants, GIVEN_METHOD } from '../../record/records.js';
import type { LearningConfig } from '../../scenario/scenario.js';
import { type OptimiserConfig, stepWithin } from '../../training/index.js';
import {
  CURVATURE_DEVICES,
  geometry,
  measureSmoothness,
  POWER_ITERATIONS,
  type ProbeContext,
  probeDevices,
} from './probes.js';
import { WARM_UP_ROUNDS, warmUp } from './warm-up.js';

/** A flat start (everything trained frozen, say) has no curvature; the theorems need L >= mu > 0. */
const LEAST_CONSTANT = 1e-12;

/** The Gram matrix takes the square of their number in time and in the summary. */
const MOST_GRAM_DEVICES = 64;

/** What is known before the first round. */
export interface Measured {
  /** Absent where they were left out. */
  readonly constants: BoundConstants | undefined;
  /** The scenario's, with a number where it says `auto`. */
  readonly optimiser: OptimiserConfig;
  /** The steepest direction at the point of measurement, where the next look begins; empty where nothing is trained. */
  readonly steepest: Float64Array;
}

/** The step that a rule begins with needs L at theta_0. */
async function settled(
  context: ProbeContext,
  optimiser: LearningConfig['optimiser'],
  initial: Float32Array,
): Promise<OptimiserConfig> {
  const { stepSize } = optimiser;
  if (stepSize !== 'auto') return { ...optimiser, stepSize };
  const { curvature } = await measureSmoothness(context, initial);
  return { ...optimiser, stepSize: stepWithin(Number.MAX_VALUE, Math.max(curvature, LEAST_CONSTANT)) };
}

/** What the bound makes of a step size. */
function withStep(
  optimiser: OptimiserConfig,
  constants: Omit<BoundConstants, 'stepSize' | 'assumptionsHold' | 'contraction'>,
): BoundConstants {
  const { smoothness, plConstant } = constants;
  const stepSize = Math.min(optimiser.stepSize, 1 / smoothness);
  return {
    ...constants,
    stepSize,
    assumptionsHold: optimiser.kind === 'sgd' && optimiser.stepSize <= 1 / smoothness,
    contraction: 1 - stepSize * plConstant,
  };
}

/** As the scenario has them: measured, given, or left out. Where nothing is trained the model is looked at for nothing else. */
export async function boundConstants(
  { constants, optimiser: asked, train }: Pick<LearningConfig, 'constants' | 'optimiser' | 'train'>,
  context: ProbeContext,
  initial: Float32Array,
): Promise<Measured> {
  if (constants === 'measured') return measureConstants(context, asked, initial);
  const seen = train ? await measureSmoothness(context, initial) : NOTHING_SEEN;
  const largest = constants === 'none' ? seen.curvature : constants.smoothness;
  const automatic = stepWithin(Number.MAX_VALUE, Math.max(largest, LEAST_CONSTANT));
  const optimiser = { ...asked, stepSize: asked.stepSize === 'auto' ? automatic : asked.stepSize };
  return {
    constants: constants === 'none' ? undefined : withStep(optimiser, { ...constants, method: GIVEN_METHOD }),
    optimiser,
    steepest: Float64Array.from(seen.direction),
  };
}

/** An automatic step takes no step where nothing is trained. */
const NOTHING_SEEN = { curvature: 1, direction: [] };

/** Measures L, mu, delta^2, sigma^2 and F(theta_0). */
export async function measureConstants(
  context: ProbeContext,
  asked: LearningConfig['optimiser'],
  initial: Float32Array,
): Promise<Measured & { readonly constants: BoundConstants }> {
  const scale = geometry(context.layout, context.optimiser);
  const before = await settled(context, asked, initial);
  const { trainable, initialLoss, rounds } = await warmUp(context, before, initial);
  const probes = await probeDevices(context, scale, trainable);
  const { gradient2, delta2, variances } = pairedEstimates(probes);
  const loss = probes.reduce((sum, probe) => sum + probe.share * probe.loss, 0);
  const { curvature, direction } = await measureSmoothness(context, trainable);
  const smoothness = Math.max(curvature, LEAST_CONSTANT);
  const plConstant = Math.min(smoothness, Math.max(gradient2 / (2 * loss), LEAST_CONSTANT));
  const optimiser =
    asked.stepSize === 'auto' ? { ...before, stepSize: stepWithin(before.stepSize, smoothness) } : before;
  const constants = withStep(optimiser, {
    smoothness,
    plConstant,
    heterogeneity: Math.max(0, delta2),
    gradientNoise: Math.max(...variances),
    initialGap: initialLoss,
    ...(probes.length <= MOST_GRAM_DEVICES ? { gram: gramMatrix(probes) } : {}),
    method: `${placeInWords(rounds)}: L by power iteration on finite-difference Hessian-vector products (${POWER_ITERATIONS} products, ${CURVATURE_DEVICES} devices' mini-batches); delta^2 and sigma^2 from two mini-batches of each of ${probes.length} devices; mu = ||grad F||^2 / (2 F) with F* >= 0`,
  });
  return { constants, optimiser, steepest: Float64Array.from(direction) };
}

const placeInWords = (rounds: number) =>
  rounds === 0
    ? 'at the initial model, since the first steps of this size diverge'
    : `${WARM_UP_ROUNDS} rounds of everybody from the initial model, where every trained number has a gradient`;
