/** Laws of the guard as a constraint of the round, and of policies whose only budgets are energies. */
import { fc, test } from '@fast-check/vitest';
import { beforeAll, describe, expect } from 'vitest';
import { guardedRound } from '../../src/control/budget-guard.js';
import {
  type ControlRules,
  createController,
  createPolicy,
  initialState,
  type Observation,
} from '../../src/control/index.js';
import { poseRound } from '../../src/control/round-problem.js';
import { randomStream } from '../../src/core/random.js';
import { evaluateDecision } from '../../src/problem/round/evaluate.js';
import { hasPoint } from '../../src/problem/round/solution.js';
import { DEFAULT_SOLVER, loadSolver, type RoundSolver } from '../../src/solvers/index.js';
import { horizons, rules } from './arbitraries.js';

const FULL = process.env.DRIFTLORA_FULL !== undefined;

const DEVICES = 4;
const ROUNDS = 6;
const ROUNDING = 1e-8;

let solver: RoundSolver;
beforeAll(async () => {
  solver = await loadSolver(DEFAULT_SOLVER);
});

/** Energy alone is limited, mostly to less than the rounds would take. */
const energyRules = fc
  .tuple(rules(ROUNDS), fc.double({ min: 0.005, max: 0.1, noNaN: true }))
  .map(([{ averageDelayS: _, ...rest }, averageEnergyJ]): ControlRules => ({ ...rest, averageEnergyJ }));
const oneRound = horizons(DEVICES, 1).map(([observation]) => observation!);

/** Objective of a schedule on equal bandwidths at these prices, and whether it keeps deadline and limits. */
function equalSplit(given: ControlRules, { devices }: Observation, ids: readonly string[], prices: Prices) {
  const each = given.bandwidthHz / Math.max(1, ids.length);
  const decision = { scheduled: ids, bandwidthHz: Object.fromEntries(ids.map((id) => [id, each])) };
  const value = evaluateDecision(poseRound(given, devices, prices, given), decision);
  const limitJ = given.horizon * (given.averageEnergyJ as number);
  const within = Object.values(value.energyJ).every((joules) => joules <= limitJ * (1 - ROUNDING));
  return { objective: value.objective, allowed: within && value.violations.deadline === 0 };
}

type Prices = Parameters<typeof poseRound>[2];

describe('the guard as a constraint', () => {
  test.prop(
    [
      energyRules,
      oneRound,
      fc.integer({ min: -60, max: 7 }).map((power) => 10 ** (power / 10)),
      fc.array(fc.boolean(), { minLength: DEVICES, maxLength: DEVICES }),
    ],
    {
      numRuns: FULL ? 150 : 40,
    },
  )('loses no decision within the limits', (given, observation, price, chosen) => {
    const { devices } = observation;
    if (devices.length === 0) return;
    const prices = {
      penaltyWeight: given.weights[0]!,
      delayPrice: 0,
      energyPrice: Object.fromEntries(devices.map(({ id }) => [id, price])),
    };
    const ids = devices.filter((_, k) => chosen[k]).map(({ id }) => id);
    const other = equalSplit(given, observation, ids, prices);
    if (!other.allowed) return;
    const context = { rules: given, state: initialState(), devices, solver, random: randomStream(1, 'law') };
    const answer = guardedRound(context, prices);
    const found = answer && hasPoint(answer.solution) ? answer.solution.objective : undefined;
    const nobody = equalSplit(given, observation, [], prices).objective;
    expect(found ?? nobody).toBeLessThanOrEqual(other.objective + 1e-9 * (1 + Math.abs(other.objective)));
  });
});

describe.each(['history', 'no history'])('energies as the only budgets, prices learned with %s', (kind) => {
  test.prop([energyRules, horizons(DEVICES, ROUNDS), horizons(DEVICES, 4)], { numRuns: FULL ? 20 : 2 })(
    'nothing is overspent, every round is certified and keeps the deadline',
    (given, horizon, past) => {
      const name = kind === 'history' ? 'drift-plus-penalty' : 'learning-drift-plus-penalty';
      const policy = createPolicy(name, { rules: given, history: past });
      const controller = createController({ rules: given, policy, solver, seed: 3 });
      let state = controller.initialState();
      for (const { devices } of horizon) {
        const { decision, answer, verdict, state: learned } = controller.decide(state, { devices });
        expect(verdict.valid).toBe(true);
        const planned = answer ? evaluateDecision(answer.problem, decision) : { delayS: 0, energyJ: {} };
        expect(planned.delayS).toBeLessThanOrEqual(given.deadlineS * (1 + ROUNDING));
        state = controller.observe(learned, planned);
      }
      const limitJ = ROUNDS * (given.averageEnergyJ as number);
      for (const joules of Object.values(state.spentEnergyJ)) expect(joules).toBeLessThanOrEqual(limitJ);
    },
  );
});
