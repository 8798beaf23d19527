/**
 * The step size of one policy's run, looked at along the way: L is measured now and then where the policy's own training stands. A fixed step
 * is only judged by it; under the rule `auto` it becomes shorter where L has grown, and halves, back at the last model that was looked
 * at, where the training diverges.
 */
import { hasDiverged, type StepSize, stepWithin } from '../../training/index.js';
import { measureSmoothness } from '../constants/probes.js';
import type { StepState, StepWatch, TrainedRound, WatchedRound } from './trained-round.js';

/** A fixed step is looked at half-way through a long run and at its end: L grows along a run. */
const LONG_RUN = 20;

/** @param every rounds between two looks under the rule `auto` */
export function looksAfter(rule: StepSize, rounds: number, every: number): (round: number) => boolean {
  if (rule === 'auto') return (round) => (round + 1) % every === 0 || round + 1 === rounds;
  return (round) => round + 1 === rounds || (rounds >= LONG_RUN && round + 1 === Math.floor(rounds / 2));
}

/** Products from the last direction: the top of the Hessian turns slowly. */
const PRODUCTS = 2;

/** After a round was trained: the model that goes on, the step of the next round, and what is recorded. */
export async function watchStep(
  { rule, probing, initialLoss, looksAfter }: StepWatch,
  state: StepState,
  trained: TrainedRound,
  round: number,
): Promise<WatchedRound> {
  const own = rule === 'auto' ? { stepSize: state.size } : {};
  const { trainable, trainingLoss: loss } = trained;
  const diverged = hasDiverged({ loss, trainable }, initialLoss);
  if (rule === 'auto' && diverged) {
    const back = { ...trained, ...state.good };
    return { trained: back, state: { ...state, size: state.size / 2 }, facts: { ...own, diverged: true } };
  }
  if (!looksAfter(round)) return { trained, state, facts: own };
  const look = { start: Float64Array.from(state.steepest), iterations: PRODUCTS };
  const { curvature, direction } = await measureSmoothness(probing, trainable, look);
  if (!Number.isFinite(curvature)) return { trained, state, facts: own };
  const size = rule === 'auto' && curvature > 0 ? stepWithin(state.size, curvature) : state.size;
  const { served, optimiserState, aggregation } = trained;
  const good = { trainable, served, optimiserState, aggregation };
  const next = { size, steepest: Float64Array.from(direction), good };
  return { trained, state: next, facts: { ...own, curvature } };
}
