/**
 * The online controller: a pure state machine that other tools call.
 *
 *   decide(state, observation) -> decision with its evidence;  observe(state, outcome) -> next state
 *
 * What really happened moves the queues, not what was planned. The state is plain JSON. `decide` returns with its
 * decision the state that knows who was scheduled and remembers this round where the policy learns; giving `observe`
 * the state from before only forgets both.
 */
import { queueStep } from '../bounds/index.js';
import { InputError } from '../core/errors.js';
import { ownValue } from '../core/own.js';
import { randomStream } from '../core/random.js';
import { certifyRound } from '../problem/round/certify.js';
import type { RoundDecision } from '../problem/round/problem.js';
import { hasPoint, type RoundSolution } from '../problem/round/solution.js';
import type { Verdict } from '../problem/verdict.js';
import type { RoundSolver } from '../solvers/index.js';
import { checkedDevices, checkOutcome, type Observation, type Outcome } from './observation.js';
import type { Policy, PolicyAnswer } from './policy.js';
import { type ControlRules, checkRules, effectiveRules, energyAllowanceJ } from './rules.js';
import { type ControllerState, checkState, initialState, sealed } from './state.js';

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
  /** @throws InputError when the horizon is over, or for a state or observation that is not right */
  decide(state: ControllerState, observation: Observation): ControlDecision;
  /** @throws InputError when the horizon is over, or for a state or outcome that is not right */
  observe(state: ControllerState, outcome: Outcome): ControllerState;
}

const NOBODY: RoundDecision = { scheduled: [], bandwidthHz: {} };
const NOTHING_TO_PROVE: Verdict = { valid: true, reasons: [] };

/** An infeasible or unknown answer schedules nobody. */
function decisionOf(solution: RoundSolution): RoundDecision {
  if (!hasPoint(solution)) return NOBODY;
  const { scheduled, bandwidthHz } = solution;
  return { scheduled, bandwidthHz };
}

/** Q_k and the energy spent after a round, for every device known so far. */
function nextEnergies(
  { rules, policy }: Pick<ControllerConfig, 'rules' | 'policy'>,
  state: ControllerState,
  outcome: Outcome,
): Pick<ControllerState, 'energyQueueJ' | 'spentEnergyJ'> {
  const known = [state.energyQueueJ, state.spentEnergyJ, outcome.energyJ];
  const ids = new Set(known.flatMap((record) => Object.keys(record)));
  const energyQueueJ: [string, number][] = [];
  const spentEnergyJ: [string, number][] = [];
  for (const id of ids) {
    const joules = ownValue(outcome.energyJ, id) ?? 0;
    spentEnergyJ.push([id, (ownValue(state.spentEnergyJ, id) ?? 0) + joules]);
    const averageJ = energyAllowanceJ(rules, id);
    if (averageJ !== undefined) {
      const allowedJ = policy.energyAllowanceJ?.(state.round, id) ?? averageJ;
      energyQueueJ.push([id, queueStep(ownValue(state.energyQueueJ, id) ?? 0, joules, allowedJ)]);
    }
  }
  // From entries, since assigning to the id `__proto__` would set a prototype.
  return { energyQueueJ: Object.fromEntries(energyQueueJ), spentEnergyJ: Object.fromEntries(spentEnergyJ) };
}

function checkRound(state: ControllerState, { horizon }: ControlRules): void {
  checkState(state);
  if (state.round >= horizon) {
    throw new InputError('state.round', state.round, `below the horizon of ${horizon}`);
  }
}

/** @throws InputError when the rules are out of range */
export function createController(config: ControllerConfig): Controller {
  checkRules(config.rules);
  const { policy, solver, seed } = config;
  const rules = effectiveRules(config.rules);
  const allowanceS = (round: number) => policy.delayAllowanceS?.(round) ?? rules.averageDelayS;
  return {
    initialState: () =>
      initialState({
        delayQueueS: policy.initialDelayQueueS ?? 0,
        energyQueueJ: { ...policy.initialEnergyQueueJ },
      }),
    decide(state, observation) {
      checkRound(state, rules);
      const devices = checkedDevices(observation);
      const random = (use: string) => randomStream(seed, use, policy.name, state.round);
      const seen = { rules, state, devices, solver };
      const memory = policy.learn?.({ ...seen, random: random('policy-learn') }) ?? state.memory;
      const learned = memory === undefined ? state : { ...state, memory };
      const answer =
        devices.length > 0 ? policy.decide({ ...seen, state: learned, random: random('policy') }) : undefined;
      const decision = answer ? decisionOf(answer.solution) : NOBODY;
      const verdict = answer ? certifyRound(answer.problem, answer.solution) : NOTHING_TO_PROVE;
      const next = sealed({ ...learned, scheduled: decision.scheduled });
      return { decision, ...(answer ? { answer } : {}), verdict, state: next };
    },
    observe(state, outcome) {
      checkRound(state, rules);
      checkOutcome(outcome, state.scheduled);
      const allowed = allowanceS(state.round);
      // Without the decision's state it is not known who was scheduled: whoever spent energy was.
      const heard = outcome.heard ?? state.scheduled ?? Object.keys(outcome.energyJ);
      const memory = policy.remember?.(state, heard, outcome.loss ?? {}) ?? state.memory;
      return sealed({
        round: state.round + 1,
        delayQueueS: allowed === undefined ? 0 : queueStep(state.delayQueueS, outcome.delayS, allowed),
        spentDelayS: state.spentDelayS + outcome.delayS,
        ...nextEnergies({ rules, policy }, state, outcome),
        ...(memory === undefined ? {} : { memory }),
      });
    },
  };
}
