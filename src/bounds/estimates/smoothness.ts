/** L of (A1): from the Hessian's largest eigenvalue, and from gradients along a trajectory. */
import { InputError } from '../../core/errors.js';
import type { RandomStream } from '../../core/random.js';
import { requireCount, requirePositive } from '../checks.js';
import { type Estimate, estimateFrom } from './estimate.js';
import { distance2, dot, norm, plus, requireSameLength, type Vector } from './vectors.js';

/** grad F at a point; a promise when it is computed elsewhere (worker pool). */
export type GradientOracle = (theta: Vector) => Vector | Promise<Vector>;

export interface PowerOptions {
  /** Random starts, >= 1; their results make the spread. Default 3: one start may miss the top eigenvector. */
  readonly starts?: number;
  /** Hessian-vector products for each start, >= 1. Default 30. */
  readonly iterations?: number;
  /** Stop a start when its eigenvalue moves by less than this fraction. Default 1e-4. */
  readonly tolerance?: number;
  /**
   * Length of the finite difference. Default 1e-4 times 1 + ||theta||: far above the rounding of a double gradient;
   * for single-precision gradients take about 1e-2.
   */
  readonly differenceStep?: number;
}

/** H u ~ (grad F(theta + h u) - grad F(theta - h u)) / (2 h) for a unit vector u; exact for quadratics. */
export async function hessianVector(
  gradient: GradientOracle,
  theta: Vector,
  unit: Vector,
  step: number,
): Promise<Float64Array> {
  const [forward, backward] = await Promise.all([
    gradient(plus(theta, step, unit)),
    gradient(plus(theta, -step, unit)),
  ]);
  const product = new Float64Array(unit.length);
  for (let i = 0; i < unit.length; i++) product[i] = (forward[i]! - backward[i]!) / (2 * step);
  return product;
}

export function randomUnit(length: number, stream: RandomStream): Float64Array {
  const vector = Float64Array.from({ length }, () => stream.normal());
  return plus(vector, 1 / norm(vector) - 1, vector);
}

/** How the Hessian bends along its steepest direction, as far as power iteration has found it. */
export interface SteepestDirection {
  /** ||H u|| at the last direction: at most the largest |eigenvalue|. */
  readonly curvature: number;
  /** Unit vector, closer to the top eigenvector than the one that was handed in. */
  readonly direction: Vector;
}

/**
 * |largest eigenvalue| by power iteration from one start: a neighbour's direction makes one or two products enough.
 * @param start unit vector
 */
export async function followCurvature(
  gradient: GradientOracle,
  theta: Vector,
  start: Vector,
  options: Pick<Required<PowerOptions>, 'iterations' | 'tolerance' | 'differenceStep'>,
): Promise<SteepestDirection> {
  let direction: Vector = start;
  let curvature = 0;
  for (let i = 0; i < options.iterations; i++) {
    const product = await hessianVector(gradient, theta, direction, options.differenceStep);
    const size = norm(product);
    if (!(size > 0)) return { curvature: size, direction };
    const settled = Math.abs(size - curvature) <= options.tolerance * size;
    curvature = size;
    direction = plus(product, 1 / size - 1, product);
    if (settled) break;
  }
  return { curvature, direction };
}

/**
 * The largest |eigenvalue| of the Hessian at theta: the local L. Power iteration approaches it from below.
 * @param stream draws the starting vectors
 */
export async function estimateCurvature(
  gradient: GradientOracle,
  theta: Vector,
  stream: RandomStream,
  options: PowerOptions = {},
): Promise<Estimate> {
  const { starts = 3, iterations = 30, tolerance = 1e-4 } = options;
  const { differenceStep = 1e-4 * (1 + norm(theta)) } = options;
  requireCount('starts', starts);
  requireCount('iterations', iterations);
  requirePositive('tolerance', tolerance);
  requirePositive('differenceStep', differenceStep);
  const settings = { iterations, tolerance, differenceStep };
  const found: number[] = [];
  for (let i = 0; i < starts; i++) {
    const start = randomUnit(theta.length, stream);
    found.push((await followCurvature(gradient, theta, start, settings)).curvature);
  }
  return estimateFrom(found, 'largest', 'power iteration on finite-difference Hessian-vector products');
}

/** A point of a trajectory with its full gradient. */
export interface TrajectoryPoint {
  readonly theta: Vector;
  readonly gradient: Vector;
}

/** ||grad F(u) - grad F(v)|| / ||u - v|| between successive points: L is at least the largest. */
export function estimateSmoothness(trajectory: readonly TrajectoryPoint[]): Estimate {
  if (trajectory.length < 2) throw new InputError('trajectory', trajectory.length, 'at least 2 points');
  requireSameLength(
    'trajectory',
    trajectory.flatMap(({ theta, gradient }) => [theta, gradient]),
  );
  const ratios: number[] = [];
  for (let t = 1; t < trajectory.length; t++) {
    const [before, after] = [trajectory[t - 1]!, trajectory[t]!];
    const moved2 = distance2(after.theta, before.theta);
    if (moved2 > 0) ratios.push(Math.sqrt(distance2(after.gradient, before.gradient) / moved2));
  }
  return estimateFrom(ratios, 'largest', 'largest ratio of gradient change to step along the trajectory');
}

/** <u, H u> for a unit vector: the curvature the trajectory itself meets. May be negative. */
export async function directionalCurvature(
  gradient: GradientOracle,
  theta: Vector,
  unit: Vector,
  step: number,
): Promise<number> {
  return dot(unit, await hessianVector(gradient, theta, unit, step));
}
