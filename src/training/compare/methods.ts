/** The ways of fine-tuning that are compared, each as a variation of one split task. */
import type { SplitTaskSpec } from '../task-spec.js';

export const METHODS = [
  'split-federated-lora',
  'split-federated-full',
  'federated-full',
  'centralised-lora',
  'centralised-full',
  'head-only',
  'local-only',
  'random-encoder',
] as const;
export type MethodName = (typeof METHODS)[number];

export interface Method {
  readonly about: string;
  /** The task this method trains on. */
  readonly task: (base: SplitTaskSpec) => SplitTaskSpec;
  /** Who computes each round: some of the devices, one place with all the data, or every device for itself. */
  readonly training: 'federated' | 'centralised' | 'local';
  /** What crosses the air in a round: the split's four transfers, the whole model, or nothing. */
  readonly air: 'split' | 'model' | 'none';
}

const full = (base: SplitTaskSpec): SplitTaskSpec => ({ ...base, adaptation: 'full' });
const same = (base: SplitTaskSpec): SplitTaskSpec => base;

export const METHOD_TABLE: Readonly<Record<MethodName, Method>> = {
  'split-federated-lora': {
    about: 'LoRA on the server, embedding and head on the devices',
    task: same,
    training: 'federated',
    air: 'split',
  },
  'split-federated-full': {
    about: 'the same split, every weight of the encoder trained',
    task: full,
    training: 'federated',
    air: 'split',
  },
  // With one local step its gradients are those of the split: only what crosses the air and who computes differ.
  'federated-full': {
    about: 'the whole model on the devices, gradients and weights over the air',
    task: full,
    training: 'federated',
    air: 'model',
  },
  'centralised-lora': { about: 'all data in one place', task: same, training: 'centralised', air: 'none' },
  'centralised-full': { about: 'all data in one place', task: full, training: 'centralised', air: 'none' },
  'head-only': {
    about: 'the encoder stays frozen',
    task: (base) => ({ ...base, lora: { ...base.lora, targets: [] } }),
    training: 'federated',
    air: 'split',
  },
  'local-only': {
    about: 'every device trains its own LoRA factors and head on its own data',
    task: same,
    training: 'local',
    air: 'none',
  },
  'random-encoder': {
    about: 'split federated LoRA without pre-training',
    task: (base) => ({ ...base, model: { kind: 'random-use-lite', seed: base.seed } }),
    training: 'federated',
    air: 'split',
  },
};
