/** Split federated LoRA fine-tuning of a real encoder: tasks, gradients, optimisers. */

export type { Interval } from '../core/student.js';
export type { LoraSpec } from './adaptation/lora.js';
export {
  ADAPTER_FILES,
  type Adapter,
  type AdapterMaterial,
  adapterFiles,
  readAdapter,
} from './adapter/adapter-files.js';
export { matricesOf } from './adapter/trained-vector.js';
export {
  type CompareOptions,
  compareMethods,
  DEFAULT_MARGIN,
  type Evidence,
  type MethodSummary,
} from './compare/compare.js';
export { COMPARE_DEFAULTS } from './compare/defaults.js';
export { METHODS, type MethodName } from './compare/methods.js';
export type { RunResult, RunSettings } from './compare/train.js';
export type { Heterogeneity } from './data/heterogeneity.js';
export type { NamedDevice } from './data/listed-devices.js';
export type { DatasetSpec } from './data/load.js';
export type { DeviceRows, PartitionSpec } from './data/partition.js';
export type { SpamAssassinOptions } from './data/spam-assassin.js';
export type { UserFileOptions } from './data/user-file.js';
export type { WordnetOptions } from './data/wordnet.js';
export { checkpointFiles, type SafetensorsModelSpec } from './encoder/checkpoint-files.js';
export type { TargetName } from './encoder/encoder.js';
export { TARGETS } from './encoder/encoder.js';
export type { ModelSpec } from './encoder/load.js';
export { parseSafetensors, type Tensor } from './encoder/safetensors.js';
export { type NamedMatrix, writeSafetensors } from './encoder/write-safetensors.js';
export { aggregate } from './federated/aggregate.js';
export { AGGREGATION_NAMES, aggregationRule } from './federated/aggregation/registry.js';
export type { Aggregated, Aggregation, AggregationRule, HeardDevice } from './federated/aggregation/rule.js';
export { type LocalBatches, type LocalUpdate, localCosts, localUpdate } from './federated/local-steps.js';
export {
  createOptimiser,
  type Optimiser,
  type OptimiserConfig,
  type OptimiserState,
  type StepScale,
} from './federated/optimiser.js';
export { dropOut, participationWeights } from './federated/participation.js';
export { nextServed, type ServedModel } from './federated/served-model.js';
export {
  hasDiverged,
  LARGEST_ETA_L,
  type RoundResult,
  type StepSize,
  stepWithin,
} from './federated/step-size.js';
export type { LossName } from './layers/loss.js';
export type { Layout, ParameterBlock, ParameterRole } from './layout.js';
export { recoverLabels, type ServerView } from './split/label-inference.js';
export type { Direction, HeadState, MessageName, MessageSize, SentMessage } from './split/messages.js';
export type { Precision } from './split/precision.js';
export { labelEpsilon, PRIVACY_DELTA, type Protection } from './split/protection.js';
export {
  type CachedRows,
  createSplitTask,
  type DeviceGradient,
  type Evaluation,
  type NoisedBatch,
  type Payload,
  type SplitTask,
} from './task.js';
export type { SplitTaskSpec } from './task-spec.js';
export type { Floats } from './tensor/backend.js';
export type { Workload } from './work.js';
