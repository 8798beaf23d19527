/** Laws of a run, on the tiny task: same seed same bytes, policies do not disturb each other, promises hold. */
import { fc, test } from '@fast-check/vitest';
import { beforeAll, describe, expect, it } from 'vitest';
import { POLICY_NAMES, policyRegistry } from '../../src/control/index.js';
import type { RoundRecord, RunSummary } from '../../src/record/records.js';
import {
  type DevicePool,
  inlinePool,
  type RunResult,
  runScenario,
  type Scenario,
  UnsatisfiableScenarioError,
} from '../../src/simulation/index.js';
import { DEFAULT_SOLVER, loadSolver, type RoundSolver } from '../../src/solvers/index.js';
import { localUpdate } from '../../src/training/index.js';
import { tinyTask } from '../reference/tiny-task.js';
import { tinyScenario } from './scenario-builder.js';

/** The long version of every law; whole runs are costly. */
const FULL = process.env.DRIFTLORA_FULL !== undefined;

let solver: RoundSolver;
beforeAll(async () => {
  solver = await loadSolver(DEFAULT_SOLVER);
});

const DEVICES = 6;
/** Prices, queues, debts, and none of them. */
const LEARNING_AND_NOT = ['drift-plus-penalty', 'queue-drift-plus-penalty', 'balanced', 'myopic', 'random'];

/** Three that learn nothing while they run: learned prices are most of a run's time, and have laws of their own. */
const QUICK = FULL
  ? ['drift-plus-penalty', 'myopic', 'random']
  : ['plain-drift-plus-penalty', 'myopic', 'random'];

function run(scenario: Scenario, pool?: DevicePool, signal?: AbortSignal): Promise<RunResult> {
  const task = tinyTask(DEVICES);
  const dependencies = { task, pool: pool ?? inlinePool(task), solver, clockS: () => 0 };
  return runScenario(scenario, dependencies, signal ? { signal } : {});
}

/** A pool whose jobs finish in an order of their own, as workers do. */
function lateComers(seed: number): DevicePool {
  const task = tinyTask(DEVICES);
  let jobs = seed;
  const later = async <T>(value: T): Promise<T> => {
    jobs = (jobs * 48271) % 2147483647;
    for (let i = jobs % 5; i > 0; i--) await new Promise((resolve) => setImmediate(resolve));
    return value;
  };
  return {
    workers: 3,
    gradient: (trainable, rows) => later(task.deviceGradient(trainable, rows)),
    update: (trainable, batches, { stepSize, stepScale }) =>
      later(localUpdate(task, trainable, batches, stepSize, stepScale)),
    evaluate: (trainable, rows) => later(task.evaluate(trainable, rows)),
    close: async () => {},
  };
}

const bytes = ({ summary, records }: RunResult) => JSON.stringify([summary, records]);

/** (25) of a policy's records: debts device by device, nobody as bad as the smallest device alone. */
function balanceByHand(records: readonly RoundRecord[], { devices }: RunSummary, beta: number): number {
  const shares = new Map(devices.map(({ id, share }) => [id, share]));
  const debts = new Map(devices.map(({ id }) => [id, 0]));
  const least = Math.min(...shares.values());
  let psi = 0;
  for (const { scheduled } of records) {
    const x = scheduled.reduce((sum, id) => sum + shares.get(id)!, 0);
    psi += scheduled.length > 0 ? 1 / x - 1 : 1 / least - 1;
    if (scheduled.length === 0) continue;
    for (const [id, share] of shares) {
      debts.set(id, debts.get(id)! + (scheduled.includes(id) ? share / x : 0) - share);
    }
  }
  const chi = [...debts].reduce((sum, [id, debt]) => sum + debt ** 2 / shares.get(id)!, 0);
  return (beta * chi + (1 - beta) * psi) / records.length;
}

describe('a run', () => {
  test.prop([fc.nat({ max: 1e6 }), fc.integer({ min: 1, max: 1e6 })], { numRuns: FULL ? 16 : 1 })(
    'has the same bytes for the same seed, in whatever order workers finish',
    async (seed, order) => {
      const scenario = tinyScenario({ seed, rounds: FULL ? 5 : 3 });
      expect(bytes(await run(scenario, lateComers(order)))).toBe(bytes(await run(scenario)));
    },
  );

  it('differs for another seed', async () => {
    const one = await run(tinyScenario({ seed: 1, policies: QUICK }));
    const other = await run(tinyScenario({ seed: 2, policies: QUICK }));
    expect(JSON.stringify(one.records)).not.toBe(JSON.stringify(other.records));
  });

  it('gives a policy the same records whoever else runs', async () => {
    const rounds = FULL ? 10 : 4;
    const alone = await run(tinyScenario({ rounds, policies: ['myopic'] }));
    const together = await run(tinyScenario({ rounds, policies: [...POLICY_NAMES] }));
    expect(together.records.filter((record) => record.policy === 'myopic')).toEqual(alone.records);
  });

  test.prop([fc.nat({ max: 1e6 }), fc.constantFrom('synchronous' as const, 'mean' as const), fc.boolean()], {
    numRuns: FULL ? 16 : 2,
  })(
    'certifies every round of every policy, keeps the queue promise, and the proposed policy its budget',
    async (seed, delayKind, energy) => {
      const constraints = {
        averageDelayS: 0.08,
        delayKind,
        deadlineS: 0.8,
        ...(energy ? { averageEnergyJ: 0.02 } : {}),
      };
      const { summary, records } = await run(
        tinyScenario({ seed, rounds: FULL ? 6 : 4, policies: [...POLICY_NAMES], constraints }),
      );
      expect(records.filter((record) => !record.certificate.valid)).toEqual([]);
      expect(summary.policies.filter((policy) => !policy.delayPromise.held)).toEqual([]);
      const queues = summary.policies.flatMap(({ policy, queuePromise }) => (queuePromise ? [policy] : []));
      expect(queues.sort()).toEqual(['plain-drift-plus-penalty', 'queue-drift-plus-penalty']);
      expect(summary.policies.filter(({ queuePromise }) => queuePromise?.held === false)).toEqual([]);
      const guarded = policyRegistry.filter(({ keepsBudgets }) => keepsBudgets).map(({ name }) => name);
      expect(guarded.length).toBeGreaterThanOrEqual(4);
      for (const policy of summary.policies.filter((one) => guarded.includes(one.policy))) {
        expect(policy.overspent).toBe(false);
        expect(policy.overspentDevices).toBe(0);
      }
      expect(summary.clairvoyant!.certified).toBe(true);
      for (const policy of summary.policies) {
        // Nobody within the budgets is better than the best with the future known.
        if (!policy.overspent && policy.overspentDevices === 0) {
          expect(policy.clairvoyantGap ?? 0).toBeGreaterThanOrEqual(-1e-9);
          expect(policy.balanceGap ?? 0).toBeGreaterThanOrEqual(-1e-9);
        }
      }
      const { beta, bound, schedule, certified } = summary.balance!;
      expect(certified).toBe(true);
      // One device a round of all would be K/(K + 1), everybody in every round 1/2.
      expect(beta).toBeGreaterThanOrEqual(0.5);
      expect(beta).toBeLessThan(1);
      expect(schedule).toBeGreaterThanOrEqual(bound * (1 - 1e-9));
      for (const { policy, balanceObjective } of summary.policies) {
        const own = records.filter((record) => record.policy === policy);
        expect(balanceObjective).toBeCloseTo(balanceByHand(own, summary, beta), 9);
      }
    },
  );

  it('records what the devices did: sums, times and the bound agree with the summary', async () => {
    const { summary, records } = await run(tinyScenario({ policies: QUICK }));
    for (const policy of summary.policies) {
      const own = records.filter((record) => record.policy === policy.policy);
      expect(own).toHaveLength(10);
      expect(policy.totalDelayS).toBeCloseTo(
        own.reduce((sum, { delayS }) => sum + delayS, 0),
        12,
      );
      expect(policy.gapBound).toBe(own.at(-1)!.gapBound);
      for (const record of own) {
        const slowest = Math.max(0, ...Object.values(record.deviceDelayS));
        expect(record.delayS).toBeCloseTo(slowest, 12);
        const used = Object.values(record.bandwidthHz).reduce((sum, hz) => sum + hz, 0);
        expect(used).toBeLessThanOrEqual(5e6 * (1 + 1e-9));
        expect(record.trainingLoss === null).toBe(record.scheduled.length === 0);
        expect(record.heldOut !== null).toBe((record.round + 1) % 3 === 0 || record.round === 9);
      }
    }
  });

  test.prop([fc.nat({ max: 1e6 }), fc.constantFrom('gap' as const, 'uniform' as const)], {
    numRuns: FULL ? 12 : 1,
  })('without training decides, proves and spends what it does with it', async (seed, roundWeights) => {
    const policies = FULL ? POLICY_NAMES : LEARNING_AND_NOT;
    const scenario = tinyScenario({ seed, rounds: FULL ? 6 : 4, policies });
    const control = { ...scenario.control, roundWeights };
    const learning = { ...scenario.learning, train: false };
    const trained = await run({ ...scenario, control });
    const decided = await run({ ...scenario, control, learning });
    // What only training measures: losses, and the curvature along the way.
    const bare = trained.records.map(({ curvature: _, ...record }) => ({
      ...record,
      trainingLoss: null,
      heldOut: null,
    }));
    expect(JSON.stringify(decided.records)).toBe(JSON.stringify(bare));
    const { summary } = decided;
    expect(summary.clairvoyant).toEqual(trained.summary.clairvoyant);
    expect(summary.model).not.toHaveProperty('initial');
    summary.policies.forEach((policy, i) => {
      const { accuracy: _, heldOutLoss: __, drift: ___, ...rest } = trained.summary.policies[i]!;
      expect(policy).toEqual(rest);
    });
  });

  it('records the prices of the policies that have some, per unit of the objective', async () => {
    const constraints = { ...tinyScenario().constraints, averageEnergyJ: 0.01 };
    const policies = ['drift-plus-penalty', 'plain-drift-plus-penalty', 'static', 'myopic', 'random'];
    const control = { ...tinyScenario().control, tradeOff: 4 };
    const { records } = await run(tinyScenario({ rounds: FULL ? 10 : 5, constraints, control, policies }));
    const of = (name: string) => records.filter(({ policy }) => policy === name);
    for (const name of ['myopic', 'random']) {
      expect(of(name).some((record) => 'prices' in record)).toBe(false);
    }
    for (const { prices, delayQueueS } of of('plain-drift-plus-penalty')) {
      expect(prices!.perS).toBe(delayQueueS / 4);
    }
    const constant = of('static').flatMap(({ prices }) => prices?.perS ?? []);
    expect(constant.length).toBeGreaterThan(0);
    expect(new Set(constant).size).toBe(1);
    const learned = of('drift-plus-penalty').flatMap(({ prices }) => prices ?? []);
    expect(learned.length).toBeGreaterThan(0);
    for (const { perS, perJ } of learned) {
      expect(perS).toBeGreaterThan(0);
      for (const price of Object.values(perJ!)) expect(price).toBeGreaterThanOrEqual(0);
    }
  });

  it('learns', async () => {
    const { summary } = await run(tinyScenario({ rounds: 30, policies: QUICK }));
    for (const policy of summary.policies) {
      expect(policy.heldOutLoss).toBeLessThan(0.8 * summary.model.initial!.loss!);
    }
  });
});

describe('a run that is stopped', () => {
  it('keeps the rounds that were finished and says so', async () => {
    const stop = new AbortController();
    const task = tinyTask(DEVICES);
    const result = await runScenario(
      tinyScenario({ policies: QUICK }),
      { task, pool: inlinePool(task), solver, clockS: () => 0 },
      { signal: stop.signal, onProgress: (done) => done === 5 && stop.abort() },
    );
    expect(result.summary.completedRounds).toBe(4);
    expect(result.summary.stopped).toBe(true);
    expect(result.records).toHaveLength(4 * 3);
    const whole = await run(tinyScenario({ policies: QUICK }));
    const first = whole.records.slice(0, 9);
    expect(result.records.slice(0, 9)).toEqual(first);
  });
});

describe('a scenario that no round can satisfy', () => {
  it.each([
    ['compute alone is slower than the deadline', 1e-6],
    ['nobody can send its bits in time', 2e-3],
  ])('is refused: %s', async (_why, deadlineS) => {
    const constraints = { averageDelayS: 0.1, delayKind: 'synchronous' as const, deadlineS };
    await expect(run(tinyScenario({ constraints }))).rejects.toThrow(UnsatisfiableScenarioError);
  });
});
