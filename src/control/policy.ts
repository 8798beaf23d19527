/** A policy is an object with one method (and more where it wants them), so that users bring their own. */
import type { RandomStream } from '../core/random.js';
import type { RoundProblem } from '../problem/round/problem.js';
import type { RoundSolution } from '../problem/round/solution.js';
import type { RoundSolver } from '../solvers/index.js';
import type { ObservedDevice } from './observation.js';
import type { ControlRules } from './rules.js';
import type { ControllerState, PolicyMemory } from './state.js';

/** All that a policy may look at: this round and the past, never the future. */
export interface PolicyContext {
  readonly rules: ControlRules;
  readonly state: ControllerState;
  /** At least one device. */
  readonly devices: readonly ObservedDevice[];
  /** Proven solver of a round's problem. */
  readonly solver: RoundSolver;
  /** A stream of this policy and round alone, so that restoring a state restores the draws. */
  readonly random: RandomStream;
}

/** The problem that was posed, and its solution with the evidence. Undefined: nobody can be scheduled. */
export interface PolicyAnswer {
  readonly problem: RoundProblem;
  readonly solution: RoundSolution;
}

export interface Policy {
  readonly name: string;
  /** One line for tables and reports. */
  readonly title: string;
  /** Its rounds charge for time and energy (default: they do not). */
  readonly hasPrices?: boolean;
  /** No planned outcome overspends a budget over the horizon (default: nothing is promised). */
  readonly keepsBudgets?: boolean;
  decide(context: PolicyContext): PolicyAnswer | undefined;
  /**
   * What to remember of this round's observation (`context.devices` may be empty). Called before `decide`, which
   * finds the result in `context.state.memory`.
   */
  learn?(context: PolicyContext): PolicyMemory;
  /**
   * What to remember of what really happened, called by `observe` with the state before it. Absent: the memory stays.
   * @param heard ids of the devices whose gradients arrived
   * @param loss mean training loss of each on its mini-batch, by id, where it is known
   */
  remember?(
    state: ControllerState,
    heard: readonly string[],
    loss: Readonly<Record<string, number>>,
  ): PolicyMemory;
  /** Y(0), s; 0 when absent. */
  readonly initialDelayQueueS?: number;
  /** V of a policy that minimises drift plus penalty in every round: its queues are bounded. */
  readonly tradeOff?: number;
  /** V_k of a device's energy queue; V when absent. */
  readonly energyTradeOff?: (id: string) => number;
  /** What the delay queue of round t is measured against, s; tau_bar when absent. */
  readonly delayAllowanceS?: (round: number) => number;
  /** Q_k(0), J, by id; 0 where absent. */
  readonly initialEnergyQueueJ?: Readonly<Record<string, number>>;
  /** What the energy queue of a limited device is measured against in round t, J; E_bar_k when undefined. */
  readonly energyAllowanceJ?: (round: number, id: string) => number | undefined;
}
