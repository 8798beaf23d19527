/**
 * The online controller: a pure state machine that other tools call.
 *
 *   decide(state, observation) -> decision with its evidence;  observe(state, outcome) -> next state
 *
 * What really happened moves the queues, not what was planned. The state is plain JSON. A policy that learns while
 * running returns with its decision the state that remembers this round; giving `observe` the state from before
 * only forgets it.
 */
import { queueStep } from '../bounds/index.js';
import { InputError } from '../core/errors.js';
import { randomStream } from '../core/random.js';
import type { Verdict } from '../problem/certify.js';
import { certifyRound } from '../problem/round/certify.js';
import type { RoundDecision } from '../problem/round/problem.js';
import { hasPoint, type RoundSolution } from '../problem/round/solution.js';
import type { RoundSolver } from '../solvers/index.js';
import type { Observation, Outcome } from './observation.js';
import type { Policy, PolicyAnswer } from './policy.js';
import { type ControlRules, checkRules, energyAllowanceJ } from './rules.js';
import { type ControllerState, initialState } from './state.js';

export interface ControllerConfig {
  readonly rules: ControlRules;
  readonly policy: Policy;
  readonly solver: RoundSolver;
  /** Seed of the policy's draws. */
  readonly seed: number;
}

/** A decision for one round. `answer` is absent when nobody could be scheduled at all. */
export interface ControlDecision {
  readonly decision: RoundDecision;
  readonly answer?: PolicyAnswer;
  /** The independent checker's verdict on the answer; an empty decision needs none. */
  readonly verdict: Verdict;
  /** The state with what the policy learned from this round's observation: what `observe` should be given. */
  readonly state: ControllerState;
}

export interface Controller {
  initialState(): ControllerState;
  /** @throws InputError when the horizon is over */
  decide(state: ControllerState, observation: Observation): ControlDecision;
  observe(state: ControllerState, outcome: Outcome): ControllerState;
}

const NOBODY: RoundDecision = { scheduled: [], bandwidthHz: {} };

/** An infeasible or unknown answer schedules nobody. */
function decisionOf(solution: RoundSolution): RoundDecision {
  if (!hasPoint(solution)) return NOBODY;
  const { scheduled, bandwidthHz } = solution;
  return { scheduled, bandwidthHz };
}

function checkOutcome(outcome: Outcome): void {
  if (!(Number.isFinite(outcome.delayS) && outcome.delayS >= 0)) {
    throw new InputError('outcome.delayS', outcome.delayS, 'a finite number of seconds >= 0');
  }
  for (const [id, joules] of Object.entries(outcome.energyJ)) {
    if (!(Number.isFinite(joules) && joules >= 0)) {
      throw new InputError(`outcome.energyJ.${id}`, joules, 'a finite number of joules >= 0');
    }
  }
}

/** Q_k and the energy spent after a round, for every device known so far. */
function nextEnergies(
  { rules, policy }: ControllerConfig,
  state: ControllerState,
  outcome: Outcome,
): Pick<ControllerState, 'energyQueueJ' | 'spentEnergyJ'> {
  const known = [state.energyQueueJ, state.spentEnergyJ, outcome.energyJ];
  const ids = new Set(known.flatMap((record) => Object.keys(record)));
  const energyQueueJ: Record<string, number> = {};
  const spentEnergyJ: Record<string, number> = {};
  for (const id of ids) {
    const joules = outcome.energyJ[id] ?? 0;
    spentEnergyJ[id] = (state.spentEnergyJ[id] ?? 0) + joules;
    const averageJ = energyAllowanceJ(rules, id);
    if (averageJ !== undefined) {
      const allowedJ = policy.energyAllowanceJ?.(state.round, id) ?? averageJ;
      energyQueueJ[id] = queueStep(state.energyQueueJ[id] ?? 0, joules, allowedJ);
    }
  }
  return { energyQueueJ, spentEnergyJ };
}

/** @throws InputError when the rules are out of range */
export function createController(config: ControllerConfig): Controller {
  const { rules, policy, solver, seed } = config;
  checkRules(rules);
  const allowanceS = (round: number) => policy.delayAllowanceS?.(round) ?? rules.averageDelayS;
  return {
    initialState: () =>
      initialState({
        delayQueueS: policy.initialDelayQueueS ?? 0,
        energyQueueJ: { ...policy.initialEnergyQueueJ },
      }),
    decide(state, { devices }) {
      if (state.round >= rules.horizon) {
        throw new InputError('state.round', state.round, `below the horizon of ${rules.horizon}`);
      }
      const random = (use: string) => randomStream(seed, use, policy.name, state.round);
      const seen = { rules, state, devices, solver };
      const memory = policy.learn?.({ ...seen, random: random('policy-learn') }) ?? state.memory;
      const learned = memory === undefined ? state : { ...state, memory };
      const answer =
        devices.length > 0 ? policy.decide({ ...seen, state: learned, random: random('policy') }) : undefined;
      if (!answer) return { decision: NOBODY, verdict: { valid: true, reasons: [] }, state: learned };
      const { problem, solution } = answer;
      const verdict = certifyRound(problem, solution);
      return { decision: decisionOf(solution), answer, verdict, state: learned };
    },
    observe(state, outcome) {
      checkOutcome(outcome);
      const allowed = allowanceS(state.round);
      return {
        version: 2,
        round: state.round + 1,
        delayQueueS: allowed === undefined ? 0 : queueStep(state.delayQueueS, outcome.delayS, allowed),
        spentDelayS: state.spentDelayS + outcome.delayS,
        ...nextEnergies(config, state, outcome),
        ...(state.memory === undefined ? {} : { memory: state.memory }),
      };
    },
  };
}
