/** One policy on its way through a run: its controller, its model, its bound, and the records so far. */
import type { Controller, ControllerState, Policy } from '../control/index.js';
import type { RoundRecord } from '../record/records.js';
import type { Aggregation, CachedRows, OptimiserState } from '../training/index.js';
import type { StepState } from './round/trained-round.js';

/** What a policy carries from round to round. */
export interface PolicyProgress {
  readonly state: ControllerState;
  readonly trainable: Float32Array;
  /** The model that is scored (training/federated/served-model.ts). */
  readonly served: Float32Array;
  readonly optimiserState: OptimiserState;
  readonly aggregation: Aggregation;
  readonly gapBound: number | null;
  readonly step: StepState;
  /** Rows whose features the server keeps; absent where it keeps none. */
  readonly kept?: CachedRows;
}

export interface PolicyRun {
  readonly policy: Policy;
  readonly controller: Controller;
  readonly progress: PolicyProgress;
  /** One a round played; none is changed afterwards. */
  readonly records: readonly RoundRecord[];
}
