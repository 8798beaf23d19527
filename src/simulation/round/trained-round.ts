/** What a trained round is, and what is known of the step that it took. */
import type { Aggregation, OptimiserState, StepSize } from '../../training/index.js';
import type { ProbeContext } from '../constants/probes.js';

/** All that training moves: what a run that diverges goes back to. */
export interface TrainedState {
  readonly trainable: Float32Array;
  readonly served: Float32Array;
  readonly optimiserState: OptimiserState;
  readonly aggregation: Aggregation;
}

/** The model after a round, and what the round's devices said of the one before. */
export interface TrainedRound extends TrainedState {
  /** Mean over the mini-batches that arrived, weights pi_k / x; null without any. */
  readonly trainingLoss: number | null;
  /** Of each mini-batch that arrived, by the device's id; absent without any. */
  readonly losses?: Readonly<Record<string, number>>;
}

/** What goes from round to round. */
export interface StepState {
  /** eta of the next round. */
  readonly size: number;
  /** Where the next look at the curvature begins: unit vector. */
  readonly steepest: ArrayLike<number>;
  /** Where a run that diverges goes back to. */
  readonly good: TrainedState;
}

/** What a round says about it in its record. */
export interface StepFacts {
  /** eta of this round, where a rule sets it. */
  readonly stepSize?: number;
  /** L after this round, where it was looked at. */
  readonly curvature?: number;
  /** The model went back, and the step halved. */
  readonly diverged?: true;
}

/** A round that was trained, and what the look at its step said. */
export interface WatchedRound {
  readonly trained: TrainedRound;
  readonly state: StepState;
  readonly facts: StepFacts;
}

/** Of a run that trains by plain gradient steps; others have no limit to be held against. */
export interface StepWatch {
  readonly rule: StepSize;
  readonly probing: ProbeContext;
  /** F(theta_0) */
  readonly initialLoss: number;
  /** Whether L is measured after round t. */
  readonly looksAfter: (round: number) => boolean;
}
