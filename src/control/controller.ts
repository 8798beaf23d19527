/**
 * The online controller: a pure state machine that other tools call.
 *
 *   decide(state, observation) -> decision with its evidence;  observe(state, outcome) -> next state
 *
 * What really happened moves the queues, not what was planned. The state is plain JSON.
 */
import { queueStep } from '../bounds/index.js';
import type { Verdict } from '../core/certify.js';
import { InputError } from '../core/errors.js';
import { randomStream } from '../core/random.js';
import { certifyRound } from '../core/round/certify.js';
import type { RoundDecision } from '../core/round/problem.js';
import { hasPoint, type RoundSolution } from '../core/round/solution.js';
import type { RoundSolver } from '../solvers/index.js';
import type { Observation, Outcome } from './observation.js';
import type { Policy, PolicyAnswer } from './policy.js';
import { type ControlRules, checkRules, energyAllowanceJ } from './rules.js';
import type { ControllerState } from './state.js';

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
  rules: ControlRules,
  state: ControllerState,
  outcome: Outcome,
): Pick<ControllerState, 'energyQueueJ' | 'spentEnergyJ'> {
  const ids = new Set([...Object.keys(state.spentEnergyJ), ...Object.keys(outcome.energyJ)]);
  const energyQueueJ: Record<string, number> = {};
  const spentEnergyJ: Record<string, number> = {};
  for (const id of ids) {
    const joules = outcome.energyJ[id] ?? 0;
    spentEnergyJ[id] = (state.spentEnergyJ[id] ?? 0) + joules;
    const allowanceJ = energyAllowanceJ(rules, id);
    if (allowanceJ !== undefined) {
      energyQueueJ[id] = queueStep(state.energyQueueJ[id] ?? 0, joules, allowanceJ);
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
    initialState: () => ({
      version: 1,
      round: 0,
      delayQueueS: policy.initialDelayQueueS ?? 0,
      spentDelayS: 0,
      energyQueueJ: {},
      spentEnergyJ: {},
    }),
    decide(state, { devices }) {
      if (state.round >= rules.horizon) {
        throw new InputError('state.round', state.round, `below the horizon of ${rules.horizon}`);
      }
      const random = randomStream(seed, 'policy', policy.name, state.round);
      const answer =
        devices.length > 0 ? policy.decide({ rules, state, devices, solver, random }) : undefined;
      if (!answer) return { decision: NOBODY, verdict: { valid: true, reasons: [] } };
      const { problem, solution } = answer;
      const verdict = certifyRound(problem, solution);
      return { decision: decisionOf(solution), answer, verdict };
    },
    observe(state, outcome) {
      checkOutcome(outcome);
      const allowed = allowanceS(state.round);
      return {
        version: 1,
        round: state.round + 1,
        delayQueueS: allowed === undefined ? 0 : queueStep(state.delayQueueS, outcome.delayS, allowed),
        spentDelayS: state.spentDelayS + outcome.delayS,
        ...nextEnergies(rules, state, outcome),
      };
    },
  };
}
