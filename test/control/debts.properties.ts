/** The ledger of debts is theory 9's recursion whoever is seen or heard when; the rules of beta and lambda; the local search. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { debtSize, debtStep } from '../../src/bounds/index.js';
import { balanceByRule, leakByRule } from '../../src/control/balance-rule.js';
import { balancePenalty } from '../../src/control/balanced-round.js';
import { guardedRound } from '../../src/control/budget-guard.js';
import { afterHearing, debtOf, NO_DEBTS, withDevices } from '../../src/control/debts.js';
import {
  type ControllerState,
  type ControlRules,
  createController,
  createPolicy,
  initialState,
  type ObservedDevice,
} from '../../src/control/index.js';
import { poseRound } from '../../src/control/round-problem.js';
import { randomStream } from '../../src/core/random.js';
import { certifyRound } from '../../src/problem/round/certify.js';
import { evaluateDecision } from '../../src/problem/round/evaluate.js';
import { hasPoint } from '../../src/problem/round/solution.js';
import { bandwidth } from '../../src/solvers/bandwidth.js';
import { exact } from '../../src/solvers/exact.js';

const K = 5;
const IDS = ['a', '__proto__', 'c', 'constructor', 'e'];
const SHARES = [0.3, 0.25, 0.2, 0.15, 0.1];
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const device = (k: number, snrHz = 1e7): ObservedDevice => ({
  ...{ id: IDS[k]!, share: SHARES[k]!, snrHz, uplinkBits: 3e5, fixedDelayS: 0.02 },
  ...{ transmitPowerW: 0.2, fixedEnergyJ: 1e-4 },
});
const someone = fc.subarray([0, 1, 2, 3, 4]);

describe('the ledger', () => {
  test.prop([fc.array(fc.tuple(someone, someone), { maxLength: 9 }), between(0.1, 1)])(
    'is the recursion of theory 9, also for devices seen late; their debts sum to 0',
    (rounds, leak) => {
      let ledger = NO_DEBTS;
      let debts = SHARES.map(() => 0);
      for (const [seen, heard] of rounds) {
        const there = [...new Set([...seen, ...heard])];
        ledger = withDevices(
          ledger,
          there.map((k) => device(k)),
        );
        ledger = JSON.parse(
          JSON.stringify(
            afterHearing(
              ledger,
              heard.map((k) => IDS[k]!),
              leak,
            ),
          ),
        );
        if (heard.length === 0) continue;
        const x = heard.reduce((sum, k) => sum + SHARES[k]!, 0);
        debts = debtStep(
          debts,
          SHARES.map((share, k) => (heard.includes(k) ? share / x : 0)),
          SHARES,
          leak,
        );
      }
      ledger = withDevices(
        ledger,
        SHARES.map((_, k) => device(k)),
      );
      debts.forEach((debt, k) => {
        expect(debtOf(ledger, IDS[k]!)).toBeCloseTo(debt, 10);
      });
      const sum = IDS.reduce((total, id) => total + debtOf(ledger, id), 0);
      expect(Math.abs(sum)).toBeLessThan(1e-9);
    },
  );
});

describe('the rules', () => {
  it('weigh balance by how many rounds a debt waits, and forget as the bound does', () => {
    expect(balanceByRule(20, 0, 0)).toBeCloseTo(20 / 21, 12);
    expect(balanceByRule(20, 9, 49)).toBeCloseTo(4 / 5, 12);
    expect(balanceByRule(20, 9, 199)).toBeCloseTo(1 / 2, 12);
    expect(leakByRule({ horizon: 3, weights: [0.81, 0.9, 1] })).toBeCloseTo(0.9, 12);
    expect(leakByRule({ horizon: 3, weights: [1, 1, 1] })).toBe(1);
    expect(leakByRule({ horizon: 3, weights: [3, 2, 1] })).toBe(1);
    expect(leakByRule({ horizon: 1, weights: [1] })).toBe(1);
    expect(leakByRule({ horizon: 2, weights: [0, 0] })).toBe(1);
  });
});

const RULES: ControlRules = {
  horizon: 12,
  bandwidthHz: 1e6,
  delayKind: 'synchronous',
  averageDelayS: 0.3,
  deadlineS: 2,
  penalty: { kind: 'inverse', cap: 9 },
  weights: Array<number>(12).fill(1),
};

describe('a balanced round', () => {
  test.prop(
    [
      fc.array(between(5.5, 8), { minLength: K, maxLength: K }),
      fc.array(between(-2, 2), { minLength: K, maxLength: K }),
      between(0.1, 30),
    ],
    { numRuns: 60 },
  )('is the enumerated optimum, and says so', (powers, numbers, delayPrice) => {
    const devices = powers.map((power, k) => device(k, 10 ** power));
    const centre = numbers.reduce((sum, n, k) => sum + n * SHARES[k]!, 0);
    // With beta = 1/2 and no leak a debt is its own numerator.
    const numerators = new Map(numbers.map((n, k) => [IDS[k]!, (n - centre) * SHARES[k]!]));
    const ledger = {
      shares: Object.fromEntries(IDS.map((id, k) => [id, SHARES[k]!])),
      debts: Object.fromEntries(numerators),
      ...{ age: 1, rounds: 1, heard: 1 },
    };
    const context = {
      ...{ rules: RULES, state: initialState(), devices, solver: exact },
      random: randomStream(1, 'x'),
    };
    const penaltyOf = (ids: readonly string[]) =>
      balancePenalty(RULES.penalty, ledger, ids, { balance: 0.5, lambda: 1 });
    const answer = guardedRound(context, { penaltyWeight: 1, delayPrice, penaltyOf });
    const cost = (ids: readonly string[]) => {
      if (ids.length === 0) return 9;
      const problem = poseRound(RULES, devices, { penaltyWeight: 0, delayPrice }, RULES);
      const solution = bandwidth.solve(problem, { warmStart: { scheduled: ids, bandwidthHz: {} } });
      if (!hasPoint(solution)) return Number.POSITIVE_INFINITY;
      const x = ids.reduce((sum, id) => sum + SHARES[IDS.indexOf(id)]!, 0);
      const numerator = ids.reduce((sum, id) => sum + numerators.get(id)!, 1);
      return numerator / x - 1 + evaluateDecision(problem, solution).objective;
    };
    const chosen = answer && hasPoint(answer.solution) ? answer.solution.scheduled : [];
    const found = cost(chosen);
    const all = Array.from({ length: 2 ** K }, (_, i) => cost(IDS.filter((__, k) => (i >> k) & 1)));
    expect(found - Math.min(...all)).toBeLessThanOrEqual(1e-8 * (1 + Math.abs(found)));
    expect(answer?.solution.status).toBe('optimal');
    expect(answer?.problem.devices.length).toBe(K);
    expect(certifyRound(answer!.problem, answer!.solution)).toMatchObject({ valid: true });
  });
});

describe('balanced', () => {
  it('comes nearer to what the data asks than the plain penalty, which hears the same few for ever', () => {
    const rules = { ...RULES, averageDelayS: 0.12 };
    const heardBy = (name: string) => {
      const controller = createController({
        ...{ rules, solver: exact, seed: 1 },
        policy: createPolicy(name, {
          rules,
          history: [{ devices: IDS.map((_, k) => device(k, 10 ** (8 - k / 2))) }],
        }),
      });
      let state: ControllerState = controller.initialState();
      let debts = SHARES.map(() => 0);
      const heard = new Set<string>();
      for (let t = 0; t < rules.horizon; t++) {
        const devices = IDS.map((_, k) => device(k, 10 ** (8 - k / 2)));
        const { decision, answer, verdict, state: next } = controller.decide(state, { devices });
        expect(verdict.valid).toBe(true);
        for (const id of decision.scheduled) heard.add(id);
        if (decision.scheduled.length > 0) {
          const on = IDS.map((id) => decision.scheduled.includes(id));
          const x = SHARES.reduce((sum, share, k) => sum + (on[k] ? share : 0), 0);
          debts = debtStep(
            debts,
            SHARES.map((share, k) => (on[k] ? share / x : 0)),
            SHARES,
          );
        }
        const spent = answer ? evaluateDecision(answer.problem, decision) : { delayS: 0, energyJ: {} };
        state = controller.observe(next, { delayS: spent.delayS, energyJ: spent.energyJ });
      }
      expect(state.spentDelayS).toBeLessThanOrEqual(rules.horizon * 0.12 * (1 + 1e-9));
      return { heard: heard.size, imbalance: debtSize(debts, SHARES) };
    };
    const plain = heardBy('drift-plus-penalty');
    const even = heardBy('balanced');
    expect(even.heard).toBeGreaterThan(plain.heard);
    expect(even.imbalance).toBeLessThan(plain.imbalance / 2);
  });
});
