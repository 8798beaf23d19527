/** Devices that leave, join, and fail half-way. */
import { fc, test } from '@fast-check/vitest';
import { beforeAll, describe, expect, it } from 'vitest';
import { POLICY_NAMES } from '../../src/control/index.js';
import { arrivedIn } from '../../src/record/records.js';
import {
  inlinePool,
  runScenario,
  type Scenario,
  UnsatisfiableScenarioError,
} from '../../src/simulation/index.js';
import { drawPresence } from '../../src/simulation/world/availability.js';
import { createEnvironment } from '../../src/simulation/world/environment.js';
import { drawFailures, realise } from '../../src/simulation/world/outcome.js';
import { DEFAULT_SOLVER, loadSolver, type RoundSolver } from '../../src/solvers/index.js';
import { tinyTask } from '../reference/tiny-task.js';
import { tinyScenario } from './scenario-builder.js';

/** The long version of every law; whole runs are costly. */
const FULL = process.env.DRIFTLORA_FULL !== undefined;

let solver: RoundSolver;
beforeAll(async () => {
  solver = await loadSolver(DEFAULT_SOLVER);
});

const DEVICES = 6;
const IDS = Array.from({ length: DEVICES }, (_, k) => `d${k}`);

function run(scenario: Scenario) {
  const task = tinyTask(DEVICES);
  return runScenario(scenario, { task, pool: inlinePool(task), solver, clockS: () => 0 });
}

const probability = fc.integer({ min: 0, max: 100 }).map((n) => n / 100);
const joining = fc.integer({ min: 1, max: 100 }).map((n) => n / 100);
const markov = fc.record({
  kind: fc.constant('markov' as const),
  leaveProbability: probability,
  joinProbability: joining,
});

describe('presence', () => {
  test.prop([markov, fc.nat(), fc.integer({ min: 1, max: 30 })])(
    'is nobody else’s business: a device comes and goes the same whoever else there is',
    (config, seed, rounds) => {
      const together = drawPresence(config, IDS, rounds, seed, 'now');
      expect(together).toEqual(IDS.flatMap((id) => drawPresence(config, [id], rounds, seed, 'now')));
      expect(together.every((own) => own.length === rounds)).toBe(true);
    },
  );

  it('leaves and joins as often as it is told, in the long-run mix from the first round on', () => {
    const config = { kind: 'markov' as const, leaveProbability: 0.1, joinProbability: 0.3 };
    const ids = Array.from({ length: 400 }, (_, k) => `d${k}`);
    const presence = drawPresence(config, ids, 200, 7, 'now');
    const there = (t: number) => presence.filter((own) => own[t]).length / ids.length;
    expect(there(0)).toBeCloseTo(0.75, 1);
    expect(there(199)).toBeCloseTo(0.75, 1);
    const steps = presence.flatMap((own) => own.slice(1).map((now, t) => [own[t]!, now] as const));
    const left = steps.filter(([before, now]) => before && !now).length;
    const joined = steps.filter(([before, now]) => !before && now).length;
    expect(left / steps.filter(([before]) => before).length).toBeCloseTo(0.1, 2);
    expect(joined / steps.filter(([before]) => !before).length).toBeCloseTo(0.3, 2);
  });

  test.prop([markov, fc.nat({ max: 1000 })], { numRuns: FULL ? 40 : 8 })(
    'changes only who is there: the channels and mini-batches of those who are stay the same',
    (availability, seed) => {
      const task = tinyTask(DEVICES);
      const all = createEnvironment(tinyScenario({ seed }), task);
      const some = createEnvironment(
        tinyScenario({ seed, devices: { availability, dropOutProbability: 0 } }),
        task,
      );
      some.rounds.forEach(({ observation, batches }, t) => {
        const whole = all.rounds[t]!;
        const ids = new Set(observation.devices.map(({ id }) => id));
        expect(observation.devices).toEqual(whole.observation.devices.filter(({ id }) => ids.has(id)));
        for (const id of ids) expect(batches.get(id)).toEqual(whole.batches.get(id));
      });
    },
  );
});

const costs = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 })), {
    minLength: 1,
    maxLength: DEVICES,
  })
  .map((each) => {
    const of = (i: 0 | 1) => Object.fromEntries(each.map((pair, k) => [IDS[k]!, pair[i]! / 100]));
    const delays = each.map(([delay]) => delay / 100);
    return { delayS: Math.max(...delays), deviceDelayS: of(0), energyJ: of(1) };
  });
const failing = fc.dictionary(
  fc.constantFrom(...IDS),
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
);

describe('what really happens', () => {
  test.prop([costs, failing])(
    'takes the planned time, at most the planned energy, and loses exactly those who fail',
    (planned, failures) => {
      const scheduled = Object.keys(planned.energyJ);
      const outcome = realise(scheduled, planned, new Map(Object.entries(failures)));
      expect(outcome.delayS).toBe(planned.delayS); // the server waits until the planned finish
      expect(outcome.deviceDelayS).toEqual(planned.deviceDelayS);
      expect(outcome.lost).toEqual(scheduled.filter((id) => id in failures));
      expect([...outcome.arrived, ...outcome.lost].sort()).toEqual([...scheduled].sort());
      for (const id of scheduled) {
        expect(outcome.energyJ[id]).toBe(planned.energyJ[id]! * (failures[id] ?? 1));
      }
    },
  );

  test.prop([probability.map((p) => Math.min(p, 0.99)), fc.nat(), fc.nat({ max: 50 })])(
    'fails for the same devices whoever comes after them, from [0, 1) of their round on',
    (p, seed, round) => {
      const all = drawFailures(IDS, p, seed, round);
      const few = drawFailures(IDS.slice(0, 3), p, seed, round);
      expect([...few]).toEqual([...all].filter(([id]) => IDS.indexOf(id) < 3));
      expect([...all.values()].every((part) => part >= 0 && part < 1)).toBe(true);
      if (p === 0) expect(all.size).toBe(0);
    },
  );
});

describe('a run in which devices come, go and fail', () => {
  const coming = { availability: { kind: 'markov' as const, leaveProbability: 0.3, joinProbability: 0.4 } };

  test.prop([fc.nat({ max: 1e6 }), fc.constantFrom('synchronous' as const, 'mean' as const), fc.boolean()], {
    numRuns: FULL ? 16 : 2,
  })(
    'certifies every round, keeps every promise, and tells what really happened',
    async (seed, delayKind, energy) => {
      const scenario = tinyScenario({
        seed,
        rounds: FULL ? 8 : 4,
        policies: [...POLICY_NAMES],
        devices: { ...coming, dropOutProbability: 0.3 },
        constraints: {
          averageDelayS: 0.08,
          delayKind,
          deadlineS: 0.8,
          ...(energy ? { averageEnergyJ: 0.02 } : {}),
        },
      });
      const { rounds } = createEnvironment(scenario, tinyTask(DEVICES));
      const { summary, records } = await run(scenario);
      expect(records.filter((record) => !record.certificate.valid)).toEqual([]);
      expect(summary.policies.filter(({ delayPromise }) => !delayPromise.held)).toEqual([]);
      expect(summary.policies.filter(({ queuePromise }) => queuePromise?.held === false)).toEqual([]);
      expect(summary.policies.find(({ policy }) => policy === 'drift-plus-penalty')!.overspent).toBe(false);
      for (const record of records) {
        const { observation, failures } = rounds[record.round]!;
        const there = new Set(observation.devices.map(({ id }) => id));
        expect(record.scheduled.filter((id) => !there.has(id))).toEqual([]);
        expect(record.lost ?? []).toEqual(record.scheduled.filter((id) => failures.has(id)));
        const arrived = arrivedIn(record);
        expect(record.participation).toBeCloseTo(arrived.length / DEVICES, 12);
        expect(record.trainingLoss === null).toBe(arrived.length === 0);
      }
      for (const { id, presentRounds, meanSnrHz } of summary.devices) {
        const seen = rounds.flatMap(({ observation }) => observation.devices.filter((one) => one.id === id));
        expect(presentRounds).toBe(seen.length);
        expect(meanSnrHz === null).toBe(seen.length === 0);
      }
    },
  );

  it('moves the queues by what was spent, not by what was planned', async () => {
    const constraints = { averageDelayS: 0.05, delayKind: 'synchronous' as const, deadlineS: 0.8 };
    const base = {
      constraints: { ...constraints, averageEnergyJ: 1e-4 },
      policies: ['plain-drift-plus-penalty'],
    };
    const sound = await run(tinyScenario(base));
    const failing = await run(
      tinyScenario({ ...base, devices: { availability: { kind: 'always' }, dropOutProbability: 0.5 } }),
    );
    const [first, second] = failing.records;
    expect(first!.scheduled).toEqual(sound.records[0]!.scheduled);
    expect(first!.lost!.length).toBeGreaterThan(0);
    const queueJ = first!.scheduled.reduce((sum, id) => sum + Math.max(0, first!.energyJ[id]! - 1e-4), 0);
    expect(second!.energyQueueJ).toBeCloseTo(queueJ, 12);
    expect(second!.energyQueueJ).toBeLessThan(sound.records[1]!.energyQueueJ);
    expect(second!.delayQueueS).toBe(sound.records[1]!.delayQueueS);
  });

  it('keeps model and bound where everybody fails, though the time is spent', async () => {
    const devices = { availability: { kind: 'always' as const }, dropOutProbability: 1 - 1e-12 };
    const { summary, records } = await run(
      tinyScenario({ devices, rounds: 3, policies: ['static', 'myopic', 'random'] }),
    );
    expect(records.every((record) => arrivedIn(record).length === 0)).toBe(true);
    expect(summary.policies[0]!.totalDelayS).toBeGreaterThan(0);
    expect(summary.policies[0]!.heldOutLoss).toBe(summary.model.initial!.loss);
    expect(summary.policies[0]!.gapBound).toBe(summary.constants!.initialGap);
    expect(summary.policies[0]!.emptyRounds).toBe(3);
  });

  it('is infeasible when nobody is ever there', async () => {
    const availability = { kind: 'markov' as const, leaveProbability: 1, joinProbability: 1e-12 };
    const devices = { availability, dropOutProbability: 0 };
    await expect(run(tinyScenario({ devices }))).rejects.toThrow(UnsatisfiableScenarioError);
    await expect(run(tinyScenario({ devices }))).rejects.toThrow(/^rounds: no device can be scheduled/);
  });
});
