/**
 * A question to a run. An observer sees the rounds and never steers them: a new question is a new file here, and
 * playing, deciding and training stay as they are.
 */
import type { ControlDecision, Observation } from '../../control/index.js';
import type {
  BalanceSummary,
  ClairvoyantSummary,
  RoundRecord,
  RunAudit,
  TrajectoryConstants,
} from '../../record/records.js';
import type { PreparedRun } from '../prepared-run.js';

/** What observers add to the record of a policy's round, before it is written. */
export type RecordFinding = Partial<Pick<RoundRecord, 'heldOut'>>;

/** What observers know at the end of a run. */
export interface RunFindings {
  /** Held-out figures of the initial model. */
  readonly initial?: { readonly loss: number | null; readonly accuracy: number };
  readonly clairvoyant?: ClairvoyantSummary;
  readonly balance?: BalanceSummary;
  readonly trajectory?: TrajectoryConstants;
  readonly audit?: RunAudit;
}

/** One policy's part of a round that was played. */
export interface ObservedPolicyRound {
  readonly policy: string;
  readonly decided: ControlDecision;
  /** The model after the round. */
  readonly trainable: Float32Array;
  /** The model that is used in the end, and scored. */
  readonly served: Float32Array;
  readonly facts: Omit<RoundRecord, 'heldOut'>;
}

export interface ObservedRound {
  /** t, from 0. */
  readonly round: number;
  readonly prepared: PreparedRun;
  /** Whether no other round follows. */
  readonly last: boolean;
  /** In the order of the scenario's policies. */
  readonly policies: readonly ObservedPolicyRound[];
}

export interface EndOfRun {
  readonly prepared: PreparedRun;
  /** Rounds played. */
  readonly completed: number;
  /** What every policy saw, all rounds of the horizon; where features are kept, what none saw cheaper. */
  readonly observations: readonly Observation[];
  /** Nothing more is to be computed: a round that was begun never ended. */
  readonly isCut: boolean;
}

/** Every method may be absent. */
export interface RunObserver {
  /** Before anything is decided. */
  start?(initial: Float32Array): void | Promise<void>;
  /** @returns what belongs in the record of each policy, in their order; nothing where there is nothing to add */
  played?(round: ObservedRound): undefined | Promise<readonly RecordFinding[] | undefined>;
  /**
   * Where a round turned out to be the last that was not expected to be.
   * @param served the model of each policy
   * @returns what is still missing in the last record of each
   */
  missed?(served: readonly Float32Array[]): Promise<readonly RecordFinding[]>;
  /** After the last round. */
  end?(run: EndOfRun): RunFindings | Promise<RunFindings>;
}
