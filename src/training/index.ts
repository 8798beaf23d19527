/** Split federated LoRA fine-tuning of a real encoder: tasks, gradients, optimisers. */
export type { DatasetSpec } from './data/load.js';
export type { DeviceRows, Heterogeneity, PartitionSpec } from './data/partition.js';
export type { TargetName } from './encoder/encoder.js';
export type { ModelSpec } from './encoder/load.js';
export { aggregate } from './federated/aggregate.js';
export {
  createOptimiser,
  type Optimiser,
  type OptimiserOptions,
  type OptimiserState,
  type StepScale,
} from './federated/optimiser.js';
export type { Layout, LoraSpec, ParameterBlock, ParameterRole } from './layout.js';
export type { Direction, MessageName, MessageSize } from './split/messages.js';
export type { Precision } from './split/precision.js';
export { createSplitTask, type DeviceGradient, type Evaluation, type SplitTask } from './task.js';
export type { SplitTaskSpec } from './task-spec.js';
export type { Workload } from './work.js';
