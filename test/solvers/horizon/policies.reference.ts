/** No online policy beats the clairvoyant bound: on the budgets it kept, and on budgets that are exactly what it spent. */
import { describe, expect, it } from 'vitest';
import {
  type ControlRules,
  createController,
  createPolicy,
  type Policy,
} from '../../../src/control/index.js';
import { queuesAsPrices } from '../../../src/control/queues-as-prices.js';
import { evaluateHorizon, overspending } from '../../../src/problem/horizon/evaluate.js';
import { type HorizonBudget, type HorizonProblem, isIdle } from '../../../src/problem/horizon/problem.js';
import type { RoundDecision, RoundProblem } from '../../../src/problem/round/problem.js';
import { exact } from '../../../src/solvers/exact.js';
import { clairvoyant } from '../../../src/solvers/horizon/index.js';
import { type HorizonCase, horizonCase } from './cases.js';

const DEVICES = 6;
type Maker = (rules: ControlRules) => Policy;
const named =
  (name: string, options = {}): Maker =>
  (rules) =>
    createPolicy(name, { rules }, options);
const POLICIES: readonly (readonly [string, Maker])[] = [
  [
    'guarded',
    () => ({ name: 'guarded', ...queuesAsPrices({ title: 'guarded', tradeOff: 0.1, guard: true }) }),
  ],
  ['plain', named('plain-drift-plus-penalty', { tradeOff: 1 })],
  ['myopic', named('myopic')],
  ['random', named('random', { devices: 2 })],
  ['best-channel', named('best-channel', { devices: 2 })],
];

/** Rules that say what the horizon's rounds and budget say. */
function rulesOf({ rounds, budget }: HorizonProblem): ControlRules {
  const busy = rounds.find((round): round is RoundProblem => !isIdle(round))!;
  const each = Object.entries(budget.energyJ ?? {}).map(([id, joules]) => [id, joules / rounds.length]);
  return {
    horizon: rounds.length,
    bandwidthHz: busy.bandwidthHz,
    delayKind: busy.delayKind,
    deadlineS: busy.deadlineS!,
    penalty: busy.penalty,
    weights: rounds.map((round) => (isIdle(round) ? 0 : round.penaltyWeight)),
    ...(budget.delayS === undefined ? {} : { averageDelayS: budget.delayS / rounds.length }),
    ...(each.length === 0 ? {} : { averageEnergyJ: Object.fromEntries(each) }),
  };
}

/** What the policy decides when it sees one round after the other. */
function play(problem: HorizonProblem, make: Maker): RoundDecision[] {
  const rules = rulesOf(problem);
  const controller = createController({ rules, policy: make(rules), solver: exact, seed: 1 });
  let state = controller.initialState();
  return problem.rounds.map((round) => {
    const devices = isIdle(round) ? [] : round.devices;
    const { decision } = controller.decide(state, { devices });
    const whole = { rounds: [round], budget: {} };
    const { delayS, energyJ } = evaluateHorizon(whole, [decision]);
    state = controller.observe(state, { delayS, energyJ });
    return decision;
  });
}

/** What was spent, where there is a budget of it; a hair more, since budgets are positive. */
function spentBy(problem: HorizonProblem, rounds: readonly RoundDecision[]): HorizonBudget {
  const { delayS, energyJ } = evaluateHorizon({ rounds: problem.rounds, budget: {} }, rounds);
  const { budget } = problem;
  const energies = Object.keys(budget.energyJ ?? {}).map((id) => [id, (energyJ[id] ?? 0) + 1e-9]);
  return {
    ...(budget.delayS === undefined ? {} : { delayS: delayS + 1e-9 }),
    ...(budget.energyJ === undefined ? {} : { energyJ: Object.fromEntries(energies) }),
  };
}

const CASES: readonly Omit<HorizonCase, 'devices' | 'rounds'>[] = [
  { seed: 1, budget: 'delay', penalty: 'inverse', rho: 0.98, delayKind: 'synchronous' },
  { seed: 2, budget: 'energy', penalty: 'linear', rho: 1, delayKind: 'synchronous' },
  { seed: 3, budget: 'both', penalty: 'quadratic', rho: 0.98, delayKind: 'mean' },
  { seed: 4, budget: 'both', penalty: 'linear', rho: 1, delayKind: 'synchronous', away: 0.4 },
];

describe.each(CASES)('$budget budget, $penalty penalty, seed $seed', (spec) => {
  const problem = horizonCase({ ...spec, devices: DEVICES, rounds: 25 });
  const best = clairvoyant(problem, { schedule: false });

  it.each(POLICIES)('%s', (name, make) => {
    const rounds = play(problem, make);
    const { objective, violation, delayS, energyJ } = evaluateHorizon(problem, rounds);
    const kept = overspending(problem.budget, { delayS, energyJ }) === 0;
    if (name === 'guarded') expect(violation).toBeLessThanOrEqual(1e-9);
    if (best.solution.status !== 'bounded') throw new Error('nobody may always take part');
    if (kept) expect(best.solution.bound).toBeLessThanOrEqual(objective * (1 + 1e-9));
    const its = clairvoyant({ ...problem, budget: spentBy(problem, rounds) });
    if (its.solution.status !== 'bounded') throw new Error('the policy itself is a schedule');
    expect(its.solution.bound).toBeLessThanOrEqual(objective * (1 + 1e-9));
  });
});
