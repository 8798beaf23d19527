/** Laws of the controller, for every policy, on arbitrary channels. */
import { fc, test } from '@fast-check/vitest';
import { beforeAll, describe, expect } from 'vitest';
import {
  bestChannel,
  type ControllerState,
  type ControlRules,
  createController,
  driftPlusPenalty,
  fullEqual,
  learnSpendingPlan,
  myopic,
  type Observation,
  type Outcome,
  type Policy,
  random,
  restoreState,
  roundRobin,
} from '../../src/control/index.js';
import { evaluateDecision } from '../../src/core/round/evaluate.js';
import { DEFAULT_SOLVER, loadSolver, type RoundSolver } from '../../src/solvers/index.js';
import { horizons, rules } from './arbitraries.js';

const DEVICES = 4;
const ROUNDS = 8;
const ROUNDING = 1e-9;

let solver: RoundSolver;
let equalBandwidth: RoundSolver;
beforeAll(async () => {
  solver = await loadSolver(DEFAULT_SOLVER);
  equalBandwidth = await loadSolver('equal-bandwidth');
});

type Maker = (rules: ControlRules, history: readonly Observation[]) => Policy;

const guarded: Maker = (given, history) =>
  driftPlusPenalty({
    name: 'guarded',
    title: '',
    tradeOff: 5,
    plan: learnSpendingPlan(given, history, solver),
    guard: true,
  });

const POLICIES: readonly (readonly [string, Maker])[] = [
  ['drift-plus-penalty', guarded],
  ['plain', () => driftPlusPenalty({ name: 'plain', title: '', tradeOff: 5, guard: false })],
  ['myopic', () => myopic()],
  ['random', () => random(2)],
  ['round-robin', () => roundRobin(2)],
  ['best-channel', () => bestChannel(3)],
  ['full-equal', () => fullEqual(equalBandwidth)],
];

interface Path {
  readonly states: readonly ControllerState[];
  readonly outcomes: readonly Outcome[];
  readonly decisions: readonly string[];
  readonly verdicts: readonly boolean[];
}

/** Plays a horizon as planned; `restoreAt` saves and reads the state back before that round. */
function play(given: ControlRules, policy: Policy, horizon: readonly Observation[], restoreAt = -1): Path {
  const controller = createController({ rules: given, policy, solver, seed: 5 });
  let state = controller.initialState();
  const states = [state];
  const outcomes: Outcome[] = [];
  const decisions: string[] = [];
  const verdicts: boolean[] = [];
  horizon.forEach((observation, t) => {
    if (t === restoreAt) state = restoreState(JSON.parse(JSON.stringify(state)));
    const { decision, answer, verdict } = controller.decide(state, observation);
    const value = answer ? evaluateDecision(answer.problem, decision) : { delayS: 0, energyJ: {} };
    const outcome = { delayS: value.delayS, energyJ: value.energyJ };
    state = controller.observe(state, outcome);
    states.push(state);
    outcomes.push(outcome);
    decisions.push(JSON.stringify(decision));
    verdicts.push(verdict.valid);
  });
  return { states, outcomes, decisions, verdicts };
}

const worlds = fc.tuple(rules(ROUNDS), horizons(DEVICES, ROUNDS), horizons(DEVICES, 4));

describe.each(POLICIES)('laws of %s', (_name, make) => {
  test.prop([worlds], { numRuns: 40 })('every round is certified', ([given, horizon, history]) => {
    expect(play(given, make(given, history), horizon).verdicts).not.toContain(false);
  });

  test.prop([worlds], { numRuns: 40 })(
    'delay above its allowance is at most Y(T) - Y(0), on any path',
    ([given, horizon, history]) => {
      const policy = make(given, history);
      const { states, outcomes } = play(given, policy, horizon);
      const excess = outcomes.reduce(
        (sum, { delayS }, t) => sum + delayS - (policy.delayAllowanceS?.(t) ?? given.averageDelayS!),
        0,
      );
      expect(excess).toBeLessThanOrEqual(states.at(-1)!.delayQueueS - states[0]!.delayQueueS + ROUNDING);
    },
  );

  test.prop([worlds, fc.nat({ max: ROUNDS - 1 })], { numRuns: 30 })(
    'a state saved and restored at any round goes on to the same decisions and queues',
    ([given, horizon, history], restoreAt) => {
      const policy = make(given, history);
      const through = play(given, policy, horizon);
      const restored = play(given, policy, horizon, restoreAt);
      expect(restored.decisions).toEqual(through.decisions);
      expect(JSON.stringify(restored.states)).toBe(JSON.stringify(through.states));
    },
  );
});

describe('the budget guard', () => {
  test.prop([worlds], { numRuns: 80 })(
    'never overspends, whatever the channels',
    ([given, horizon, history]) => {
      const { states } = play(given, guarded(given, history), horizon);
      const end = states.at(-1)!;
      expect(end.spentDelayS).toBeLessThanOrEqual(ROUNDS * given.averageDelayS! * (1 + ROUNDING));
      for (const joules of Object.values(end.spentEnergyJ)) {
        if (given.averageEnergyJ !== undefined) {
          expect(joules).toBeLessThanOrEqual(ROUNDS * (given.averageEnergyJ as number) * (1 + ROUNDING));
        }
      }
    },
  );
});

describe('the spending plan', () => {
  test.prop([worlds], { numRuns: 40 })(
    'sums to the budget and never plans below zero',
    ([given, , history]) => {
      const plan = learnSpendingPlan(given, history, solver);
      const total = plan.delayS.reduce((sum, seconds) => sum + seconds, 0);
      expect(Math.abs(total / (ROUNDS * given.averageDelayS!) - 1)).toBeLessThan(1e-9);
      expect(Math.min(...plan.delayS)).toBeGreaterThanOrEqual(0);
      expect(plan.delayPrice).toBeGreaterThanOrEqual(0);
    },
  );

  test.prop([worlds], { numRuns: 40 })('gives a heavier round no less', ([given, , history]) => {
    const { delayS } = learnSpendingPlan(given, history, solver);
    const order = [...delayS.keys()].sort((a, b) => given.weights[a]! - given.weights[b]!);
    for (let i = 1; i < order.length; i++) {
      expect(delayS[order[i]!]!).toBeGreaterThanOrEqual(delayS[order[i - 1]!]! * (1 - 1e-6) - 1e-12);
    }
  });
});
