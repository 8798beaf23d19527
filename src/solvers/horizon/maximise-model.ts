/**
 * Maximises the bundle's model (smoothed-model.ts) near a centre. It keeps a minimum for each round (a disaggregated
 * bundle), so a few evaluations of T rounds make a model of many^T pieces. Its maximum is a linear program,
 * approached from the inside: the soft minima and the barrier are sharpened step by step, and Newton's method
 * follows, until they matter little beside the gap still open.
 */
import { solveBalanced } from './linear-system.js';
import { type DualModel, type ModelMaximum, type Neighbourhood, SmoothedModel } from './smoothed-model.js';

const SHARPENINGS = 7;
const SHARPEN = 5;
const NEWTON_STEPS = 40;
/** Newton stops when the predicted gain is this part of the accuracy; at the last sharpness, the second. */
const NEWTON_STOP = 1e-2;
const LAST_NEWTON_STOP = 1e-7;

export function maximiseModel(model: DualModel, near: Neighbourhood): ModelMaximum {
  const smoothed = new SmoothedModel(model, near);
  let worth: Float64Array = near.centre.slice();
  for (let turn = SHARPENINGS - 1; turn >= 0; turn--) {
    smoothed.setSoftness(SHARPEN ** turn);
    const stop = turn > 0 ? NEWTON_STOP * SHARPEN ** turn : LAST_NEWTON_STOP;
    worth = climb(smoothed, worth, stop * near.accuracy, model.space.budgets);
  }
  return smoothed.finish(worth);
}

/** Damped Newton steps to the maximum of a concave function on y > 0, and on v with the sum that it starts with. */
function climb(smoothed: SmoothedModel, start: Float64Array, stop: number, budgets: number): Float64Array {
  let worth = start;
  let here = smoothed.at(worth);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const direction = solveBalanced(here.curvature, here.slope, budgets);
    const gain = direction.reduce((sum, d, j) => sum + d * here.slope[j]!, 0);
    if (!(gain > stop)) break;
    let length = longestStep(worth.subarray(0, budgets), direction);
    for (;;) {
      const next = worth.map((y, j) => y + length * direction[j]!);
      const there = smoothed.at(next);
      if (there.value >= here.value + 0.1 * length * gain) {
        worth = next;
        here = there;
        break;
      }
      length *= 0.4;
      if (length < 1e-9) return worth;
    }
  }
  return worth;
}

/** At most the whole step, and no price loses more than nine tenths. */
function longestStep(worth: Float64Array, direction: Float64Array): number {
  let length = 1;
  for (let j = 0; j < worth.length; j++) {
    if (direction[j]! < 0) length = Math.min(length, (-0.9 * worth[j]!) / direction[j]!);
  }
  return length;
}
