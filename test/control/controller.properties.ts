/** Laws of the controller, for every policy, on arbitrary channels. */
import { fc, test } from '@fast-check/vitest';
import { beforeAll, describe, expect } from 'vitest';
import {
  budgetLeft,
  type ControllerState,
  type ControlRules,
  createController,
  createPolicy,
  initialState,
  learnPricePlan,
  type Observation,
  type Outcome,
  type Policy,
  type PricePlan,
  policyRegistry,
  restoreState,
} from '../../src/control/index.js';
import { plannedToGo } from '../../src/control/prices/planned-spending.js';
import { evaluateDecision } from '../../src/problem/round/evaluate.js';
import { DEFAULT_SOLVER, loadSolver, type RoundSolver } from '../../src/solvers/index.js';
import { horizons, rules } from './arbitraries.js';

/** The long version of every law; each draw plays every policy. */
const FULL = process.env.DRIFTLORA_FULL !== undefined;

const DEVICES = 4;
const ROUNDS = 8;
const ROUNDING = 1e-9;

let solver: RoundSolver;
beforeAll(async () => {
  solver = await loadSolver(DEFAULT_SOLVER);
});

type Maker = (rules: ControlRules, history: readonly Observation[]) => Policy;

const IDS = Array.from({ length: DEVICES }, (_, k) => `d${k}`);

function planOf(given: ControlRules, history: readonly Observation[]): PricePlan {
  const left = budgetLeft(given, initialState(), IDS);
  return learnPricePlan(given, history, 0, left, { sampleRounds: ROUNDS });
}

const named =
  (name: string, options = {}): Maker =>
  (given, history) =>
    createPolicy(name, { rules: given, history }, options);

/** With options that suit the small worlds of this test; a policy without any here has its defaults. */
const OPTIONS: Readonly<Record<string, object>> = {
  'queue-drift-plus-penalty': { tradeOff: 5 },
  'plain-drift-plus-penalty': { tradeOff: 5 },
  random: { devices: 2 },
  'round-robin': { devices: 2 },
  'best-channel': { devices: 3 },
};
const POLICIES = policyRegistry.map((entry) => [entry.name, named(entry.name, OPTIONS[entry.name])] as const);
const GUARDED = POLICIES.filter((_, i) => policyRegistry[i]!.keepsBudgets);

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
    const { decision, answer, verdict, state: learned } = controller.decide(state, observation);
    const value = answer ? evaluateDecision(answer.problem, decision) : { delayS: 0, energyJ: {} };
    const outcome = { delayS: value.delayS, energyJ: value.energyJ };
    state = controller.observe(learned, outcome);
    states.push(state);
    outcomes.push(outcome);
    decisions.push(JSON.stringify(decision));
    verdicts.push(verdict.valid);
  });
  return { states, outcomes, decisions, verdicts };
}

const worlds = fc.tuple(rules(ROUNDS), horizons(DEVICES, ROUNDS), horizons(DEVICES, 4));

/** What a guard of budgets promises at the end of a horizon. */
function expectKept(given: ControlRules, { states }: Path): void {
  const end = states.at(-1)!;
  expect(end.spentDelayS).toBeLessThanOrEqual(ROUNDS * given.averageDelayS! * (1 + ROUNDING));
  for (const joules of Object.values(end.spentEnergyJ)) {
    if (given.averageEnergyJ !== undefined) {
      expect(joules).toBeLessThanOrEqual(ROUNDS * (given.averageEnergyJ as number) * (1 + ROUNDING));
    }
  }
}

const GUARDED_NAMES = new Set(GUARDED.map(([name]) => name));

describe.each(POLICIES)('laws of %s', (name, make) => {
  // One horizon serves all laws: playing it is what takes the time.
  test.prop([worlds, fc.nat({ max: ROUNDS - 1 })], { numRuns: FULL ? 12 : 2 })(
    'every round is certified; delay above its allowance is at most Y(T) - Y(0), on any path; a state saved and ' +
      'restored at any round goes on to the same decisions and queues; a guard keeps the budgets',
    ([given, horizon, history], restoreAt) => {
      const policy = make(given, history);
      const through = play(given, policy, horizon);
      expect(through.verdicts).not.toContain(false);

      const { states, outcomes } = through;
      const excess = outcomes.reduce(
        (sum, { delayS }, t) => sum + delayS - (policy.delayAllowanceS?.(t) ?? given.averageDelayS!),
        0,
      );
      expect(excess).toBeLessThanOrEqual(states.at(-1)!.delayQueueS - states[0]!.delayQueueS + ROUNDING);
      if (GUARDED_NAMES.has(name)) expectKept(given, through);

      const restored = play(given, policy, horizon, restoreAt);
      expect(restored.decisions).toEqual(through.decisions);
      expect(JSON.stringify(restored.states)).toBe(JSON.stringify(through.states));
    },
  );
});

describe.each(GUARDED)('the budget guard of %s', (_name, make) => {
  test.prop([worlds], { numRuns: FULL ? 20 : 1 })(
    'never overspends, whatever the channels',
    ([given, horizon, history]) => expectKept(given, play(given, make(given, history), horizon)),
  );
});

describe('the plan', () => {
  test.prop([worlds], { numRuns: FULL ? 40 : 5 })(
    'plans to spend the budget to the last second and joule, never below zero',
    ([given, , history]) => {
      const plan = planOf(given, history);
      const planned = (means: readonly number[]) => plannedToGo(means, plan, 0);
      expect(planned(plan.delayS) / (ROUNDS * given.averageDelayS!)).toBeCloseTo(1, 9);
      for (const means of Object.values(plan.energyJ)) {
        expect(planned(means) / (ROUNDS * (given.averageEnergyJ as number))).toBeCloseTo(1, 9);
      }
      const all = [plan.delayS, ...Object.values(plan.energyJ)].flat();
      expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
      expect(plan.prices.delayPrice).toBeGreaterThanOrEqual(0);
    },
  );

  test.prop([fc.tuple(rules(ROUNDS), horizons(DEVICES, 1))], { numRuns: FULL ? 40 : 5 })(
    'gives a heavier round no less time, where all rounds are alike',
    ([{ averageEnergyJ: _, ...given }, [observation]]) => {
      const { delayS } = planOf(given, [observation!]);
      for (let group = 1; group < delayS.length; group++) {
        expect(delayS[group]!).toBeGreaterThanOrEqual(delayS[group - 1]! * (1 - 1e-6) - 1e-12);
      }
    },
  );
});
