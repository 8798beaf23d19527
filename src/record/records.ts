/**
 * What a run leaves behind: one RoundRecord a round and policy (rounds.ndjson) and one RunSummary
 * (summary.json). No wall-clock figure is in either: they are the same bytes for the same seed.
 * Wall-clock figures live in RunTiming (timing.json).
 */
import type { Scenario } from '../scenario/scenario.js';

export interface RoundRecord {
  /** t, from 0. */
  readonly round: number;
  readonly policy: string;
  readonly scheduled: readonly string[];
  /** Those of them that failed half-way; absent when nobody did. */
  readonly lost?: readonly string[];
  readonly bandwidthHz: Readonly<Record<string, number>>;
  /** D_k(b_k) of each scheduled device; the server waits as long for one that fails. */
  readonly deviceDelayS: Readonly<Record<string, number>>;
  /** tau_t. */
  readonly delayS: number;
  /** E_k(b_k) of each scheduled device, of one that fails what it spent until then. */
  readonly energyJ: Readonly<Record<string, number>>;
  /** Of the devices that did not fail. */
  readonly uplinkBits: number;
  readonly downlinkBits: number;
  /** Y(t), the delay queue before this round (each policy has its own), s. */
  readonly delayQueueS: number;
  /** Sum of Q_k(t) over the devices, J (0 without an energy constraint). */
  readonly energyQueueJ: number;
  /** w_t. */
  readonly weight: number;
  /** x_t, of the devices that did not fail. */
  readonly participation: number;
  /** Objective of this round's problem, the certified lower bound, and their relative gap. */
  readonly objective: number;
  readonly bound: number;
  readonly gap: number;
  readonly status: 'optimal' | 'feasible';
  readonly solver: string;
  /** What the decision was charged for time and energy; absent where the policy has no prices, or nobody could be scheduled. */
  readonly prices?: RoundPriceRecord;
  /** Verdict of the independent checker on this round's claim. */
  readonly certificate: { readonly valid: boolean; readonly reasons: readonly string[] };
  /** Theorem 2's bound on F(theta_{t+1}) - F*, with the constants of RunSummary.constants. */
  readonly gapBound: number;
  /** Training loss of the round: mean over the mini-batches that arrived, weights share_k / x; null without any. */
  readonly trainingLoss: number | null;
  /** Held-out figures after this round, where it was an evaluation round. */
  readonly heldOut: { readonly loss: number; readonly accuracy: number } | null;
}

/** The prices of a round's problem in units of the long-term objective sum_t w_t phi: those of a queue are divided by V. */
export interface RoundPriceRecord {
  /** Of a second of tau_t, 1/s. */
  readonly perS: number;
  /** Of a joule of each device that could be scheduled, 1/J, by id; absent without an energy constraint. */
  readonly perJ?: Readonly<Record<string, number>>;
}

/** The devices whose gradient arrived. */
export function arrivedIn({ scheduled, lost }: Pick<RoundRecord, 'scheduled' | 'lost'>): readonly string[] {
  return lost ? scheduled.filter((id) => !lost.includes(id)) : scheduled;
}

/** Constants of the bound, measured on the real model at the start of the run (an estimate). */
export interface BoundConstants {
  readonly smoothness: number;
  readonly plConstant: number;
  /** delta^2 */
  readonly heterogeneity: number;
  /** sigma^2 */
  readonly gradientNoise: number;
  /** F(theta_0) - F*, with F* >= 0 put at 0. */
  readonly initialGap: number;
  /** eta of the theorem: the optimiser's step size, capped at 1/L. */
  readonly stepSize: number;
  /** Whether the optimiser is plain SGD with a step size of at most 1/L, as the theorems assume. */
  readonly assumptionsHold: boolean;
  /** rho = 1 - eta mu */
  readonly contraction: number;
  /** How each was measured, in words for the report. */
  readonly method: string;
}

export interface PolicySummary {
  readonly policy: string;
  readonly title: string;
  readonly rounds: number;
  /** Held-out figures of the last model; absent where nothing was trained. */
  readonly accuracy?: number;
  readonly heldOutLoss?: number;
  readonly gapBound: number;
  /** (1/T) sum tau_t, against its budget. */
  readonly averageDelayS: number;
  readonly delayBudgetS: number;
  readonly overspent: boolean;
  /**
   * The sample-path promise of theory 6, for any decisions: the average delay exceeds the average allowance
   * by at most (Y(T) - Y(0))/T. `held` is checked on this run.
   */
  readonly delayPromise: { readonly excessS: number; readonly allowedS: number; readonly held: boolean };
  /**
   * The deterministic queue bound on this run: the largest Y(t) against its bound, s, and the largest ratio of an
   * energy queue to its bound (0 without any). Absent for policies that minimise no drift plus penalty.
   */
  readonly queuePromise?: {
    readonly largestS: number;
    readonly boundS: number;
    readonly largestEnergyRatio: number;
    readonly held: boolean;
  };
  readonly totalDelayS: number;
  /** Devices that arrived, on average, and rounds in which none did. */
  readonly devicesPerRound: number;
  readonly emptyRounds: number;
  readonly totalEnergyJ: number;
  readonly uplinkBits: number;
  readonly downlinkBits: number;
  /** sum_t w_t phi(S_t): the objective of the long-term problem. */
  readonly weightedPenalty: number;
  /** (weightedPenalty - clairvoyant bound) / |bound|; null without a bound (stopped, or not asked for). */
  readonly clairvoyantGap: number | null;
  /** Devices that spent more than their energy budget. */
  readonly overspentDevices: number;
  readonly certifiedRounds: number;
  readonly optimalRounds: number;
}

/** The clairvoyant bound on sum_t w_t phi(S_t): no policy within the budgets does better. */
export interface ClairvoyantSummary {
  readonly bound: number;
  /** The objective of a schedule within all budgets, made with the future known; null where none was found. */
  readonly schedule: number | null;
  /** (schedule - bound) over the larger magnitude. */
  readonly scheduleGap: number | null;
  /** How far better prices could raise the bound, relatively. */
  readonly modelGap: number;
  /** Rounds solved for it, in horizons. */
  readonly evaluations: number;
  /** Verdict of the independent checker. */
  readonly certified: boolean;
}

export interface DeviceSummary {
  readonly id: string;
  readonly rows: number;
  readonly share: number;
  /** Where it stands; absent where channels were measured. */
  readonly place?: {
    readonly groundDistanceM: number;
    readonly lineOfSight: boolean;
    readonly lossDb: number;
  };
  /** Rounds of the run in which it could have been scheduled. */
  readonly presentRounds: number;
  /** Of the uplink over those rounds, Hz; null without any. */
  readonly meanSnrHz: number | null;
  /** Rounds in which each policy scheduled this device and it arrived. */
  readonly scheduledRounds: Readonly<Record<string, number>>;
}

export interface RunSummary {
  readonly formatVersion: 1;
  readonly driftlora: string;
  readonly scenario: Scenario;
  /** Rounds finished by every policy; less than scenario.rounds when the run was stopped. */
  readonly completedRounds: number;
  readonly stopped: boolean;
  readonly model: {
    readonly trainable: number;
    readonly classNames: readonly string[];
    readonly trainingRows: number;
    readonly heldOutRows: number;
    readonly heterogeneity: number;
    /** Held-out figures of the initial model; absent where nothing was trained. */
    readonly initial?: { readonly loss: number; readonly accuracy: number };
  };
  readonly constants: BoundConstants;
  readonly devices: readonly DeviceSummary[];
  /** Absent when the run was stopped, or the scenario does not ask for it. */
  readonly clairvoyant?: ClairvoyantSummary;
  readonly policies: readonly PolicySummary[];
}

export interface RunTiming {
  readonly startedAt: string;
  readonly elapsedS: number;
  readonly workers: number;
  readonly setupS: number;
  /** Seconds of deciding and certifying, by policy (learning a plan included). */
  readonly decideS: Readonly<Record<string, number>>;
}
