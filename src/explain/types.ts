/** What `explain` says of a decision, as plain data (docs/explain.md). Numbers in SI units, as in the problem. */
import type { RoundDecision, RoundProblem } from '../problem/round/problem.js';
import type { RoundSolution } from '../problem/round/solution.js';
import type { StopReason } from '../problem/solution.js';
import type { Ranking } from './ranking-types.js';

export type Explanation = ScheduleExplanation | InfeasibleExplanation | OpenExplanation;

/** A problem and what was proven about it: a line that `driftlora certify` takes. */
export interface Proof {
  /** What it is for: "near forced out". */
  readonly claim: string;
  readonly problem: RoundProblem;
  readonly solution: RoundSolution;
}

/** Nothing was found to explain. */
export interface OpenExplanation {
  readonly status: 'unknown';
  readonly stopped: StopReason;
  readonly words: string;
}

export interface ScheduleExplanation extends RoundDecision {
  readonly status: 'explained';
  readonly objective: number;
  /** No schedule costs less, proven. */
  readonly bound: number;
  /** The best schedule that was found; the explained one itself unless a worse one was given. */
  readonly best: RoundDecision & { readonly objective: number };
  /** The schedule explained is proven to be the best, to 1e-9. */
  readonly isBest: boolean;
  readonly terms: Terms;
  readonly next: NextUnits;
  readonly devices: readonly DeviceExplanation[];
  readonly ranking?: Ranking;
  /** False where the time limit left something open. */
  readonly complete: boolean;
  readonly words: string;
}

/** The objective is penalty.cost + delay.cost + energy.cost - value. */
export interface Terms {
  readonly penalty: {
    readonly cost: number;
    readonly weight: number;
    readonly phi: number;
    /** x, the sum of the scheduled shares. */
    readonly participation: number;
  };
  readonly delay: {
    readonly cost: number;
    readonly price: number;
    readonly delayS: number;
    /** Who is heard last: everybody within a millionth of the latest. */
    readonly last: readonly string[];
  };
  readonly energy: { readonly cost: number; readonly joules: number };
  readonly value: number;
}

/** What more of a resource is worth: by how much the objective falls. */
export interface NextUnits {
  /** For the schedule as it is, per Hz more of the band. */
  readonly hertz: number;
  /** For the schedule as it is, per second later of the deadline; absent without a deadline. */
  readonly second?: number;
  /** For the schedule as it is, per joule more of a device's energy limit; those that have one. */
  readonly joule: Readonly<Record<string, number>>;
  /** With everything decided anew: resources a little larger, each solved and proven. */
  readonly steps: readonly ResourceStep[];
}

export type Resource = 'bandwidthHz' | 'deadlineS' | 'maxScheduled' | 'energyLimitJ';

export interface ResourceStep {
  readonly resource: Resource;
  /** `energyLimitJ`: factors on every limit. */
  readonly from: number;
  readonly to: number;
  /** By how much the optimum falls: at least and at most. */
  readonly gain: readonly [low: number, high: number];
  readonly joins: readonly string[];
  readonly leaves: readonly string[];
}

export interface DeviceExplanation {
  readonly id: string;
  readonly scheduled: boolean;
  /** By how much the penalty falls through it, others as they are, and its `value`. */
  readonly worth: number;
  /** In the schedule that has it: the explained one, or the best with it forced in; absent where there is none. */
  readonly inside?: InsideCosts;
  readonly otherSide: OtherSide;
  readonly flips: Readonly<Record<FlipParameter, Flip>>;
  readonly words: string;
}

export interface InsideCosts {
  readonly bandwidthHz: number;
  /** What a hertz is worth there. */
  readonly hertzPrice: number;
  readonly bandwidthCost: number;
  readonly delayS: number;
  readonly energyJ: number;
  readonly energyCost: number;
}

/** The best schedule with the device on the other side. */
export interface OtherSide {
  readonly forced: 'in' | 'out';
  /** `impossible`: proven that there is none. `open`: limits [low, high] are all that is known. */
  readonly status: 'proven' | 'impossible' | 'open';
  /** Objective of that schedule, at least and at most. */
  readonly objective: readonly [low: number, high: number];
  /** How much more it costs than the explained schedule (at most); negative: it would be better. */
  readonly costsMore: number;
  readonly joins: readonly string[];
  readonly leaves: readonly string[];
}

export type FlipParameter = 'share' | 'energyPrice' | 'snrDb';

/**
 * Where the device changes sides in the best schedule, if this parameter alone changes. `share`: the other shares shrink or
 * grow in proportion, so that their sum stays. `snrDb`: dB on its channel, 0 as it is.
 */
export type Flip =
  | {
      readonly status: 'flips';
      readonly now: number;
      /** Proven on both sides: with the device forced in and out at either value. */
      readonly between: readonly [nearer: number, farther: number];
    }
  | { readonly status: 'never'; readonly now: number; readonly upTo: number }
  | { readonly status: 'no effect'; readonly now: number; readonly why: string }
  | { readonly status: 'open'; readonly now: number; readonly why: string };

export interface InfeasibleExplanation {
  readonly status: 'infeasible';
  readonly minScheduled: number;
  /** Each alone makes the problem feasible. */
  readonly gives: readonly Give[];
  readonly complete: boolean;
  readonly words: string;
}

/** `uplinkBits` and `energyLimitJ`: a factor on all of them; `snrDb`: dB on every channel. */
export type Limit = 'bandwidthHz' | 'deadlineS' | 'minScheduled' | 'uplinkBits' | 'energyLimitJ' | 'snrDb';

export type Give =
  | {
      readonly limit: Limit;
      readonly status: 'gives';
      readonly now: number;
      /** The least change: proven infeasible at the first value, a feasible decision stands at the second. */
      readonly between: readonly [infeasible: number, feasible: number];
      readonly words: string;
    }
  | {
      readonly limit: Limit;
      readonly status: 'cannot';
      readonly now: number;
      readonly upTo: number;
      readonly words: string;
    };
