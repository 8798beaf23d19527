/** What a run is made of before its first round: what the caller brings, and what is fixed from then on. */
import type { ControlRules, Policy } from '../control/index.js';
import type { Penalty } from '../problem/round/problem.js';
import type { BoundConstants } from '../record/records.js';
import type { RoundSolver } from '../solvers/index.js';
import type { ChannelTrace } from '../system/traces/index.js';
import type { NoisedBatch, OptimiserConfig, ServedModel, SplitTask } from '../training/index.js';
import type { ProbeContext } from './constants/probes.js';
import type { PolicyProgress, PolicyRun } from './policy-run.js';
import type { DevicePool } from './pools/device-pool.js';
import type { StepWatch } from './round/trained-round.js';
import type { SimulatedDevice } from './world/devices.js';
import type { Environment } from './world/environment.js';

export interface RunDependencies {
  readonly task: SplitTask;
  readonly pool: DevicePool;
  readonly solver: RoundSolver;
  /** Threads for the clairvoyant bound; default 1, this one. */
  readonly horizonWorkers?: number;
  /** Policies of the caller's own, by the names in `scenario.policies`; those it does not name are added behind. */
  readonly plugins?: readonly Policy[] | undefined;
  /** From loadTraces, for a scenario with measured channels. */
  readonly traces?: readonly ChannelTrace[] | undefined;
  /** Seconds since any fixed moment; only timing.json depends on it. */
  readonly clockS: () => number;
}

/** What stays the same for every round and policy. */
export interface RunSetting {
  readonly devices: ReadonlyMap<string, SimulatedDevice>;
  /** Absent where they were left out. */
  readonly constants: BoundConstants | undefined;
  readonly optimiser: OptimiserConfig;
  /** Absent where nothing is trained, or not by plain gradient steps. */
  readonly stepWatch?: StepWatch;
  readonly servedModel: ServedModel;
  /** The defence of a device's next mini-batch; absent where labels are not protected. */
  readonly noised?: (id: string, progress: PolicyProgress) => NoisedBatch;
  /** w_t */
  readonly weights: ArrayLike<number>;
  readonly penalty: Penalty;
  /** Whether the energy of devices is limited. */
  readonly limitsEnergy: boolean;
}

/** A run with no round played yet. */
export interface PreparedRun {
  readonly environment: Environment;
  readonly probing: ProbeContext;
  readonly rules: ControlRules;
  readonly setting: RunSetting;
  /** One a policy, in the order of the scenario. */
  readonly runs: readonly PolicyRun[];
}
