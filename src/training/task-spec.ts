/** What a training task is made from: plain JSON, so that every worker can rebuild the same task. */
import type { LoraSpec } from './adaptation/lora.js';
import type { NamedDevice } from './data/listed-devices.js';
import type { DatasetSpec } from './data/load.js';
import type { PartitionSpec } from './data/partition.js';
import type { ModelSpec } from './encoder/load.js';
import type { LossName } from './layers/loss.js';
import type { Precision } from './split/precision.js';

export interface SplitTaskSpec {
  readonly model: ModelSpec;
  readonly dataset: DatasetSpec;
  readonly partition: PartitionSpec;
  /** Number of devices, at least 1. */
  readonly devices: number;
  /** Who they are, as many as `devices`; d0, d1, ... (or the data's own owners) when absent. */
  readonly namedDevices?: readonly NamedDevice[];
  /** Seed of the partition. */
  readonly seed: number;
  /** Ignored when everything is trained. */
  readonly lora: LoraSpec;
  /** What is trained beside the head: the LoRA factors ('lora', when absent) or the whole encoder. */
  readonly adaptation?: 'lora' | 'full';
  /** Texts are cut after this many tokens; 1 to the model's own limit (128 for Universal Sentence Encoder Lite). */
  readonly maxTokens: number;
  /** Number format of every message over the air. */
  readonly precision: Precision;
  /** Whether nothing is computed: then what is sent is estimated, and the package with the weights is not read. */
  readonly isSizesOnly?: boolean;
  /** 'cross-entropy' when absent. */
  readonly loss?: LossName;
}
