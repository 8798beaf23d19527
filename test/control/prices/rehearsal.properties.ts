/** Prices by rehearsal spend what is left, and a policy of debts spends evenly at them. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  type ControllerState,
  type ControlRules,
  createController,
  createPolicy,
  learnPricePlan,
  type Observation,
} from '../../../src/control/index.js';
import { type Rehearsed, rehearsedPlan } from '../../../src/control/prices/rehearsal.js';
import { poseRound } from '../../../src/control/round-problem.js';
import { randomStream } from '../../../src/core/random.js';
import { evaluateDecision } from '../../../src/problem/round/evaluate.js';
import { hasPoint } from '../../../src/problem/round/solution.js';
import { exact } from '../../../src/solvers/exact.js';
import { LONG } from '../../long.js';

const K = 6;
const IDS = Array.from({ length: K }, (_, k) => `d${k}`);

/** Devices ever farther away, fading anew in every round; now and then nobody is there. */
function channels(seed: number, rounds: number): Observation[] {
  const stream = randomStream(seed, 'channels');
  return Array.from({ length: rounds }, (_, t) => ({
    devices: IDS.map((id, k) => ({
      ...{ id, share: 1 / K, uplinkBits: 3e5, fixedDelayS: 0.02, transmitPowerW: 0.2, fixedEnergyJ: 1e-4 },
      snrHz: 10 ** (8.5 - k / 2) * Math.max(stream.exponential(), 1e-3),
    })).filter(() => t % 17 !== 16),
  }));
}

const rulesOf = (horizon: number, averageDelayS: number, weights?: readonly number[]): ControlRules => ({
  ...{ horizon, bandwidthHz: 1e6, delayKind: 'synchronous', averageDelayS, deadlineS: 2 },
  penalty: { kind: 'inverse', cap: K - 1 },
  weights: weights ?? new Array<number>(horizon).fill(1),
});

/** Debts kept plainly: each device's own numerator is twice what it was heard too often. */
function debtor(debts: ReadonlyMap<string, number> = new Map()): Rehearsed {
  return {
    before: () => debtor(debts),
    penaltyOf: (ids) => ({
      ...{ kind: 'fraction', cap: K - 1, constant: 1 },
      numerators: Object.fromEntries(ids.map((id) => [id, 2 * (debts.get(id) ?? 0)])),
    }),
    after: (heard) => {
      if (heard.length === 0) return debtor(debts);
      const weight = (id: string) => (heard.includes(id) ? 1 / heard.length : 0);
      return debtor(new Map(IDS.map((id) => [id, (debts.get(id) ?? 0) + weight(id) - 1 / K])));
    },
  };
}

/** The reference: each round solved to the end, debts in plain numbers. */
function spentBy(
  rules: ControlRules,
  observations: readonly Observation[],
  { delayPrice, energyPrice }: { delayPrice: number; energyPrice: Readonly<Record<string, number>> },
) {
  const debts = new Map(IDS.map((id) => [id, 0]));
  const spent = { delayS: 0, energyJ: new Map(IDS.map((id) => [id, 0])) };
  observations.forEach(({ devices }, t) => {
    if (devices.length === 0) return;
    const problem = poseRound(
      rules,
      devices,
      {
        ...{ penaltyWeight: rules.weights[t]!, delayPrice, energyPrice },
        penaltyOf: () => ({
          ...{ kind: 'fraction', cap: K - 1, constant: 1 },
          numerators: Object.fromEntries(IDS.map((id) => [id, 2 * debts.get(id)!])),
        }),
      },
      { deadlineS: rules.deadlineS },
    );
    const solution = exact.solve(problem);
    expect(solution.status).toBe('optimal');
    if (!hasPoint(solution)) return;
    const { delayS, energyJ } = evaluateDecision(problem, solution);
    spent.delayS += delayS;
    for (const [id, joules] of Object.entries(energyJ))
      spent.energyJ.set(id, spent.energyJ.get(id)! + joules);
    for (const id of IDS) {
      const weight = solution.scheduled.includes(id) ? 1 / solution.scheduled.length : 0;
      if (solution.scheduled.length > 0) debts.set(id, debts.get(id)! + weight - 1 / K);
    }
  });
  return spent;
}

const ROUNDS = 64;
/** A far device heard once more or less moves the sum by some percent, and no price lies between. */
const ONE_DECISION = 0.15;

/** Planned from prices for the participation of each round alone, as the first plan of a run is. */
function planned(rules: ControlRules, past: readonly Observation[], left: { readonly delayS: number }) {
  const { prices } = learnPricePlan(rules, past, 0, left, { sampleRounds: ROUNDS });
  return rehearsedPlan(rules, past, 0, left, {
    start: prices,
    isRehearsed: false,
    policy: debtor(),
    known: past.length,
    sampleRounds: ROUNDS,
  });
}

describe('prices by rehearsal', () => {
  test.prop([fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0.15, max: 0.3, noNaN: true })], {
    numRuns: LONG ? 3 : 1,
  })('make the policy spend what is left of the delay, though it keeps debts', (seed, averageDelayS) => {
    const rules = rulesOf(ROUNDS, averageDelayS);
    const past = channels(seed, ROUNDS);
    const left = { delayS: ROUNDS * averageDelayS };
    const plan = planned(rules, past, left);
    const { delayS } = spentBy(rules, past, plan.prices);
    expect(Math.abs(delayS / left.delayS - 1)).toBeLessThan(ONE_DECISION);
    expect(plan.delayS.reduce((a, b) => a + b, 0) * ROUNDS).toBeCloseTo(left.delayS, 9);
  });

  it('price the joules of whoever would overspend, and of nobody else, beginning without a price', () => {
    const rules = { ...rulesOf(ROUNDS, 0.3), averageEnergyJ: { d0: 1e3, d5: 0.004 } };
    const past = channels(7, ROUNDS);
    const left = { delayS: ROUNDS * 0.3, energyJ: { d0: ROUNDS * 1e3, d5: ROUNDS * 0.004 } };
    const plan = planned(rules, past, left);
    const without = spentBy(rules, past, { ...plan.prices, energyPrice: {} });
    const spent = spentBy(rules, past, plan.prices);
    expect(without.energyJ.get('d5')! / left.energyJ.d5).toBeGreaterThan(1.5);
    expect(spent.energyJ.get('d5')! / left.energyJ.d5).toBeLessThan(1.3);
    const { d0, d5 } = plan.prices.energyPrice;
    expect(d0! * left.energyJ.d0).toBeLessThan(1e-2 * d5! * left.energyJ.d5);
  });

  it.runIf(LONG)('plan more for rounds that weigh more', () => {
    const weights = Array.from({ length: ROUNDS }, (_, t) => 0.97 ** (ROUNDS - 1 - t));
    const rules = rulesOf(ROUNDS, 0.15, weights);
    const plan = planned(rules, channels(3, ROUNDS), { delayS: ROUNDS * 0.15 });
    expect(plan.delayS.at(-1)!).toBeGreaterThan(1.2 * plan.delayS[0]!);
  });

  it('play a past of which little was seen about twice, not until the most rounds are full', () => {
    let played = 0;
    const counted = (policy: Rehearsed): Rehearsed => ({
      before: (devices) => counted(policy.before(devices)),
      penaltyOf: (ids) => {
        played++;
        return policy.penaltyOf(ids);
      },
      after: (heard) => counted(policy.after(heard)),
    });
    const playedFor = (known: number) => {
      played = 0;
      rehearsedPlan(
        rulesOf(20, 0.2),
        channels(5, 9),
        4,
        { delayS: 3 },
        {
          ...{ start: { delayPrice: 1, energyPrice: {} }, isRehearsed: true, policy: counted(debtor()) },
          ...{ known, sampleRounds: ROUNDS },
        },
      );
      return played;
    };
    // 16 rounds are to come, and a later search tries three times at most.
    expect(playedFor(1)).toBeLessThanOrEqual(3 * 16);
    expect(playedFor(9)).toBeLessThanOrEqual(3 * 2 * 16);
    expect(playedFor(100)).toBeGreaterThanOrEqual(ROUNDS);
  });

  it('are the same whoever asks twice', () => {
    const start = { delayPrice: 1, energyPrice: {} };
    const ask = () =>
      rehearsedPlan(
        rulesOf(20, 0.2),
        channels(5, 9),
        4,
        { delayS: 3 },
        {
          ...{ start, isRehearsed: true, policy: debtor(), known: 9, sampleRounds: ROUNDS },
        },
      );
    expect(ask()).toEqual(ask());
  });
});

it.runIf(LONG)(
  'balanced spends evenly: not a quarter too much early, for the last rounds to make up for',
  () => {
    const [rounds, averageDelayS] = [40, 0.15];
    const rules = rulesOf(rounds, averageDelayS);
    const firstHalf = [11, 21].map((seed) => {
      const history = channels(seed, rounds);
      const controller = createController({
        ...{ rules, solver: exact, seed: 1 },
        policy: createPolicy('balanced', { rules, history }, { partOfRest: 1 }),
      });
      let state: ControllerState = controller.initialState();
      const delays = channels(seed + 1, rounds).map((observation) => {
        const { decision, answer, state: learned } = controller.decide(state, observation);
        const delayS = answer ? evaluateDecision(answer.problem, decision).delayS : 0;
        state = controller.observe(learned, { delayS, energyJ: {} });
        return delayS;
      });
      const half = rounds / 2;
      return delays.slice(0, half).reduce((a, b) => a + b, 0) / (half * averageDelayS);
    });
    const mean = (firstHalf[0]! + firstHalf[1]!) / 2;
    expect(mean, JSON.stringify(firstHalf)).toBeLessThan(1.12);
    expect(mean, JSON.stringify(firstHalf)).toBeGreaterThan(0.88);
  },
);
