/**
 * A scenario in SI units: everything that decides what a run does. The YAML a user writes (with units) is
 * read by src/scenario; nothing below it sees a unit or a default.
 */
import type { DelayKind } from '../problem/round/problem.js';
import type { CellConfig } from '../system/cell.js';
import type { FadingConfig } from '../system/fading.js';
import type { SnrReference, TraceFormat } from '../system/traces/index.js';
import type { OptimiserConfig, SplitTaskSpec } from '../training/index.js';

export interface LearningConfig {
  /** Model, data, partition, LoRA, truncation and message precision. */
  readonly task: SplitTaskSpec;
  /** m_k, rows a scheduled device draws for its mini-batch. */
  readonly batchSize: number;
  readonly optimiser: OptimiserConfig;
  /** The held-out rows are scored every so many rounds, and after the last. */
  readonly evaluateEvery: number;
  /** Whether models are trained and scored; if not, a run decides, proves and accounts as ever, much faster. */
  readonly train: boolean;
}

/** Measured channels (docs/traces.md). */
export interface TraceChannelConfig {
  readonly kind: 'traces';
  /** Of .csv files, relative to the working directory. */
  readonly folder: string;
  readonly format: TraceFormat;
  /** From the start of a round to that of the next, on the traces' clock, s. */
  readonly roundS: number;
  /** How far into each trace the first round is, s; the past that is learned from lies before it. */
  readonly startS: number;
  /** A sample older than this at the start of a round is not used, s. */
  readonly maxAgeS: number;
  readonly afterEnd: 'away' | 'repeat';
  readonly reference: SnrReference;
}

/** Where channels come from: drawn for the devices of a cell with RadioConfig.fading, or measured. */
export type ChannelConfig = { readonly kind: 'cell' } | TraceChannelConfig;

export interface RadioConfig {
  /** B, shared by the uplink of the scheduled devices, Hz. */
  readonly bandwidthHz: number;
  /** N0, W/Hz, receiver noise figure included. */
  readonly noiseWPerHz: number;
  /** p_k, W. */
  readonly transmitPowerW: number;
  /** Downlink of one device: a band of its own, at the base station's power. */
  readonly downlinkBandwidthHz: number;
  readonly downlinkPowerW: number;
  readonly fading: FadingConfig;
  readonly channel: ChannelConfig;
}

export interface ComputeConfig {
  /** Devices' clocks are drawn uniformly from [least, most], cycles/s. */
  readonly deviceCyclesPerS: readonly [least: number, most: number];
  readonly deviceFlopPerCycle: number;
  /** kappa, J s^2 per cycle^3. */
  readonly deviceCapacitance: number;
  readonly serverFlopPerS: number;
}

/** Whether a device is there in a round: two states, left and joined with these probabilities a round. */
export type AvailabilityConfig =
  | { readonly kind: 'always' }
  | { readonly kind: 'markov'; readonly leaveProbability: number; readonly joinProbability: number };

export interface DevicesConfig {
  readonly availability: AvailabilityConfig;
  /** Probability that a scheduled device fails before its round is over. */
  readonly dropOutProbability: number;
}

export interface ConstraintsConfig {
  /** tau_bar, s a round on average over the horizon. */
  readonly averageDelayS: number;
  readonly delayKind: DelayKind;
  /** E_bar_k, J a round on average for each device. Absent: energy is not limited. */
  readonly averageEnergyJ?: number;
  /** tau_max, s: no device of a round may take longer. */
  readonly deadlineS: number;
  /** |S| <= M. Absent: no limit. */
  readonly maxScheduled?: number;
}

/** phi of the objective, by theory 3. 'inverse' is Lemma 1's psi = (1 - x)/x. */
export type PenaltyKind = 'linear' | 'quadratic' | 'inverse';

export interface ControlConfig {
  /** V, weight of the penalty against the queues; 'auto' applies the rule of control/trade-off. */
  readonly tradeOff: number | 'auto';
  readonly penalty: PenaltyKind;
  /** 'gap': w_t = rho^(T-1-t) of Theorem 2. 'uniform': w_t = 1 of Theorem 3. */
  readonly roundWeights: 'gap' | 'uniform';
  /** Past rounds (other channels of the same devices) from which prices and the spending plan are learned. */
  readonly historyRounds: number;
  readonly solver: string;
  /** Whether the clairvoyant bound is computed at the end, to hold every policy against. */
  readonly clairvoyantBound: boolean;
  /** Devices a round of the baselines that take a fixed number. */
  readonly baselineDevices: number;
}

export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly seed: number;
  /** T. */
  readonly rounds: number;
  readonly learning: LearningConfig;
  readonly cell: CellConfig;
  readonly radio: RadioConfig;
  readonly compute: ComputeConfig;
  readonly devices: DevicesConfig;
  readonly constraints: ConstraintsConfig;
  readonly control: ControlConfig;
  /** Policy names, in the order they are shown; all see the same channels, data and initial model. */
  readonly policies: readonly string[];
}
