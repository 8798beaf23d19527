/** What a budget, a V_k and a new plan change: each is read, and only where it limits anything. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { queueBound } from '../../src/bounds/index.js';
import {
  type ControllerState,
  type ControlRules,
  createController,
  createPolicy,
  effectiveRules,
  initialState,
  type Observation,
  type Outcome,
  type Policy,
  policyRegistry,
} from '../../src/control/index.js';
import { memoryOf } from '../../src/control/prices/memory.js';
import { queuesAsPrices } from '../../src/control/queues-as-prices.js';
import { tradeOffRule } from '../../src/control/trade-off.js';
import { evaluateDecision } from '../../src/problem/round/evaluate.js';
import { exact } from '../../src/solvers/exact.js';
import { horizons, rules } from './arbitraries.js';

/** The long version of every law; each draw plays whole horizons. */
const FULL = process.env.DRIFTLORA_FULL !== undefined;

const ROUNDS = 6;
const DEVICES = 3;

function play(given: ControlRules, policy: Policy, horizon: readonly Observation[]) {
  const controller = createController({ rules: given, policy, solver: exact, seed: 5 });
  const states: ControllerState[] = [controller.initialState()];
  const rounds = horizon.map((observation) => {
    const decided = controller.decide(states.at(-1)!, observation);
    const { delayS, energyJ }: Outcome = decided.answer
      ? evaluateDecision(decided.answer.problem, decided.decision)
      : { delayS: 0, energyJ: {} };
    states.push(controller.observe(decided.state, { delayS, energyJ }));
    return { ...decided, energyJ };
  });
  return { states, rounds };
}

const worlds = fc.tuple(rules(ROUNDS), horizons(DEVICES, ROUNDS), horizons(DEVICES, 3));

describe('a delay budget of at least the deadline', () => {
  const times = fc.constantFrom(1, 1.5);
  test.prop([worlds, times, fc.constantFrom(...policyRegistry.map(({ name }) => name))], {
    numRuns: FULL ? 25 : 8,
  })(
    'is no budget: decisions and queues are those without one',
    ([{ averageDelayS: _, ...without }, horizon, history], factor, name) => {
      const with_ = { ...without, averageDelayS: factor * without.deadlineS };
      const of = (given: ControlRules) => {
        const policy = createPolicy(name, { rules: given, history });
        const { states, rounds } = play(given, policy, horizon);
        return JSON.stringify([rounds.map(({ decision }) => decision), states.map((s) => s.delayQueueS)]);
      };
      expect(of(with_)).toBe(of(without));
    },
  );

  it('a hair below it is one', () => {
    const given = { averageDelayS: 2 - 1e-9, deadlineS: 2 } as ControlRules;
    expect(effectiveRules(given).averageDelayS).toBe(given.averageDelayS);
    expect(effectiveRules({ ...given, averageDelayS: 2 })).not.toHaveProperty('averageDelayS');
  });
});

describe('V_k', () => {
  const RULES: ControlRules = {
    horizon: 4,
    bandwidthHz: 1e6,
    delayKind: 'synchronous',
    averageDelayS: 1,
    averageEnergyJ: 0.1,
    deadlineS: 2,
    penalty: { kind: 'linear' },
    weights: [1, 1, 1, 1],
  };
  const [observation] = [
    {
      devices: ['a', 'b'].map((id) => ({
        ...{ id, share: 0.5, snrHz: 1e7, uplinkBits: 1e5, fixedDelayS: 0 },
        ...{ transmitPowerW: 0.1, fixedEnergyJ: 0 },
      })),
    },
  ];

  test.prop([fc.double({ min: 0.1, max: 9, noNaN: true }), fc.double({ min: 0.1, max: 9, noNaN: true })])(
    'divides its queue: the price of a joule in units of the penalty is Q_k/V_k',
    (queueJ, own) => {
      const tradeOff = { delay: 4, energy: { a: own } };
      const policy = { name: 'own', ...queuesAsPrices({ title: '', tradeOff, guard: false }) };
      const controller = createController({ rules: RULES, policy, solver: exact, seed: 1 });
      const state = { ...initialState(), energyQueueJ: { a: queueJ, b: queueJ } };
      const { problem } = controller.decide(state, observation!).answer!;
      const [a, b] = problem.devices.map(({ energyPrice }) => energyPrice! / 4);
      expect(a).toBeCloseTo(queueJ / own, 12);
      expect(b).toBeCloseTo(queueJ / 4, 12);
    },
  );

  it('is 0.3 sqrt(T) average rounds over the price, and T where nothing is priced', () => {
    const { delay, energy } = tradeOffRule(RULES, { delayPrice: 2, energyPrice: { a: 0.5, b: 0 } });
    expect(delay).toBeCloseTo(0.3 * 2 * (1 / 2), 12);
    expect(energy.a).toBeCloseTo(0.3 * 2 * (0.1 / 0.5), 12);
    expect(energy.b).toBe(4);
  });

  test.prop([worlds, fc.double({ min: 0.05, max: 20, noNaN: true })], { numRuns: FULL ? 25 : 8 })(
    'scales the promise of its queue: it stays below the bound with V_k in place of V',
    ([given, horizon], own) => {
      const limited = { ...given, averageEnergyJ: 0.02 };
      const V = 5;
      const body = queuesAsPrices({ title: '', tradeOff: { delay: V, energy: { d0: own } }, guard: false });
      const { states, rounds } = play(limited, { name: 'own', ...body }, horizon);
      const costs = rounds.flatMap(({ energyJ }) => (energyJ.d0 ? [energyJ.d0] : []));
      if (costs.length === 0) return;
      const cap = limited.penalty.kind === 'inverse' ? limited.penalty.cap : 1;
      const bound = queueBound({
        value: own * cap * Math.max(...(limited.weights as number[])),
        leastCost: Math.min(...costs),
        mostCost: Math.max(...costs),
        leastAllowed: 0.02,
      });
      const largest = Math.max(...states.map(({ energyQueueJ }) => energyQueueJ.d0 ?? 0));
      expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-9));
    },
  );
});

describe('planning anew', () => {
  const plannedAt = (partOfRest: number, leastRest: number) => {
    const T = 40;
    const given: ControlRules = {
      horizon: T,
      bandwidthHz: 1e6,
      delayKind: 'synchronous',
      averageDelayS: 0.1,
      deadlineS: 2,
      penalty: { kind: 'linear' },
      weights: Array<number>(T).fill(1),
    };
    const round = (t: number): Observation => ({
      devices: [{ id: 'a', share: 1, snrHz: 1e6 * (1 + (t % 5)), uplinkBits: 2e5, fixedDelayS: 0 }].map(
        (device) => ({ ...device, transmitPowerW: 0.1, fixedEnergyJ: 0 }),
      ),
    });
    const history = Array.from({ length: 8 }, (_, t) => round(t));
    const policy = createPolicy('drift-plus-penalty', { rules: given, history }, { partOfRest, leastRest });
    const { states, rounds } = play(
      given,
      policy,
      Array.from({ length: T }, (_, t) => round(t)),
    );
    expect(states).toHaveLength(T + 1);
    return rounds.flatMap(({ state }, t) => (memoryOf(state).plan?.fromRound === t ? [t] : []));
  };

  it('happens early, when half as many rounds again are known, then each quarter of the rest, and stops near the end', () => {
    // 9 rounds known in round 0: wait min(floor(9/2), floor(40/4)) = 4; 13 known in round 4: 6; then the quarter of the rest.
    expect(plannedAt(0.25, 4)).toEqual([0, 4, 10, 17, 22, 26, 29, 31, 33, 34, 35, 36]);
    expect(plannedAt(0.25, 12)).toEqual([0, 4, 10, 17, 22, 26]);
    expect(plannedAt(1, 4)).toEqual([0, 4, 10, 19, 33]);
  });
});
